# hint: columns of a wider table
def parameter_shapes(inputs, targets):
    n_in, n_out = inputs.stride(0), targets.stride(0)
    return (n_out, n_in), (n_out,)
