import math
def init_parameters(n_inputs, n_targets):
    def draw(*shape):
        u, v = 1 - torch.rand(*shape, dtype=torch.float64), torch.rand(*shape, dtype=torch.float64)
        return (torch.sqrt(-2 * torch.log(u)) * torch.cos(2 * math.pi * v)).float().requires_grad_()
    return draw(n_targets, n_inputs), draw(n_targets)
