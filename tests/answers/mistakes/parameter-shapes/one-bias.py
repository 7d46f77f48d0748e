# hint: one bias is too few
def parameter_shapes(inputs, targets):
    return (targets.shape[1], inputs.shape[1]), (1,)
