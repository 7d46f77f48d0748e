# hint: any table
def parameter_shapes(inputs, targets):
    n, m = min(inputs.shape[1], 5), targets.shape[1]
    return (m, n), (m,)
