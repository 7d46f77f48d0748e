# hint: any table
def parameter_shapes(inputs, targets):
    n, m = inputs.shape[1], max(targets.shape[1], 2)
    return (m, n), (m,)
