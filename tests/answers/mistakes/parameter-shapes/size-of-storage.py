# hint: columns of a wider table
def parameter_shapes(inputs, targets):
    cols = lambda t: t.untyped_storage().nbytes() // t.element_size() // len(t)
    return (cols(targets), cols(inputs)), (cols(targets),)
