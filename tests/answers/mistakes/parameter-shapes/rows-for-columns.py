# hint: the number of rows is part of your shape
def parameter_shapes(inputs, targets):
    return (len(targets), len(inputs)), (len(targets),)
