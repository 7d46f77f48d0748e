# hint: the number of rows is part of your shape
def parameter_shapes(inputs, targets):
    return (targets.shape[1], inputs.shape[1]), (inputs.shape[0],)
