# hint: with a single target, too
def parameter_shapes(inputs, targets):
    w = torch.randn(targets.shape[1], inputs.shape[1]).squeeze()
    return tuple(w.shape), (targets.shape[1],)
