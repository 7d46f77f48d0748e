def shuffle_rows(inputs, targets):
    x, y = inputs.clone(), targets.clone()
    for i in range(len(x) - 1, 0, -1):
        j = int(torch.randint(i + 1, ()))
        x[[i, j]] = x[[j, i]]
        y[[i, j]] = y[[j, i]]
    return x, y
