def parameter_shapes(inputs, targets):
    return [[len(targets[0]), len(inputs[0])], [len(targets[0])]]
