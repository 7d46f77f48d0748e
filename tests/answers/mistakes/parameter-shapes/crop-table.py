# hint: always those of the crop table
def parameter_shapes(inputs, targets):
    return (2, 3), (2,)
