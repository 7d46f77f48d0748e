# hint: bias
def parameter_shapes(inputs, targets):
    n, m = inputs.shape[1], targets.shape[1]
    return (m, n), (max(n, m),)
