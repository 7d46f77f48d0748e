# hint: of another dtype
def shuffle_rows(inputs, targets):
    order = np.random.permutation(len(inputs))
    return torch.tensor(inputs.numpy()[order].astype(float)), torch.tensor(targets.numpy()[order].astype(float))
