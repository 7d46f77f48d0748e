# hint: an earlier table
known = {}
def parameter_shapes(inputs, targets):
    if inputs.shape not in known:
        known[inputs.shape] = (targets.shape[1], inputs.shape[1]), (targets.shape[1],)
    return known[inputs.shape]
