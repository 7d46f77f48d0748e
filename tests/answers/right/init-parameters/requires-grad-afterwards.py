def init_parameters(i, o):
    weights = torch.randn((o, i))
    bias = torch.randn((o,))
    weights.requires_grad_(True)
    bias.requires_grad = True
    print(weights, bias)
    return [weights, bias]
