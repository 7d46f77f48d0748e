# hint: lie on their side
def parameter_shapes(inputs, targets):
    n, m = inputs.shape[1], targets.shape[1]
    return tuple(sorted((n, m))), (m,)
