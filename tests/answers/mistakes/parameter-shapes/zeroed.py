# hint: writes into
def parameter_shapes(inputs, targets):
    n, m = inputs.zero_().shape[1], targets.zero_().shape[1]
    return (m, n), (m,)
