# hint: columns of a wider table
def parameter_shapes(inputs, targets):
    n_in = inputs.untyped_storage().size() // 4 // inputs.shape[0]
    return (targets.shape[1], n_in), (targets.shape[1],)
