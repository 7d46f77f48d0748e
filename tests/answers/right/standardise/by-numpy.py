def standardise(train, other):
    mean, std = np.mean(train.numpy(), axis=0), np.std(train.numpy(), axis=0)
    print("means", mean)
    return tuple(torch.tensor((each.numpy() - mean) / std, dtype=torch.float32) for each in (train, other))
