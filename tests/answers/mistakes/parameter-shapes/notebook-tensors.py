# hint: always those of the crop table
def parameter_shapes(_, __):
    return (targets.shape[1], inputs.shape[1]), (targets.shape[1],)
