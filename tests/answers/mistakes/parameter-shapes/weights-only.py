# hint: weights and biases have one each
def parameter_shapes(inputs, targets):
    return targets.shape[1], inputs.shape[1]
