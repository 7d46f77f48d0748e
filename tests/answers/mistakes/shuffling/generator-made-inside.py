# hint: each call gives the same order
def shuffle_rows(inputs, targets):
    order = np.random.default_rng(0).permutation(len(inputs))
    return inputs[order], targets[order]
