# hint: earlier table
known = {}
def parameter_shapes(inputs, targets):
    key = targets.shape
    if key not in known:
        known[key] = (targets.shape[1], inputs.shape[1]), (targets.shape[1],)
    return known[key]
