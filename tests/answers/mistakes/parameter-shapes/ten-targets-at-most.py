# hint: any table
def parameter_shapes(inputs, targets):
    n, m = inputs.shape[1], min(targets.shape[1], 10)
    return (m, n), (m,)
