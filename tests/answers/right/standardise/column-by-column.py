def standardise(train, other):
    new_train, new_other = torch.empty_like(train), torch.empty_like(other)
    for j in range(train.shape[1]):
        std, mean = torch.std_mean(train[:, j])
        new_train[:, j] = (train[:, j] - mean) / std
        new_other[:, j] = (other[:, j] - mean) / std
    return new_train, new_other
