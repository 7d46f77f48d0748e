# hint: earlier table
first = []
def parameter_shapes(inputs, targets):
    first.append(((targets.shape[1], inputs.shape[1]), (targets.shape[1],)))
    return first[0]
