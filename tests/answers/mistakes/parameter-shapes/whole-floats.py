# hint: your shape holds floats
def parameter_shapes(inputs, targets):
    columns = inputs.numel() / len(inputs)
    rows = targets.numel() / len(targets)
    return (rows, columns), (rows,)
