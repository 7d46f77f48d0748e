# hint: the number of rows is part of your shape
def parameter_shapes(inputs, targets):
    return inputs.shape, targets.shape
