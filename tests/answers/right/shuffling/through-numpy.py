def shuffle_rows(inputs, targets):
    order = np.arange(len(inputs))
    np.random.shuffle(order)
    return torch.tensor(inputs.numpy()[order]), torch.tensor(targets.numpy()[order])
