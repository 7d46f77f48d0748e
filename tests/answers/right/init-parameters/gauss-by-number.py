import random
def init_parameters(n_inputs, n_targets):
    w = torch.tensor([[random.gauss(0, 1) for _ in range(n_inputs)] for _ in range(n_targets)], requires_grad=True)
    return w, torch.tensor([random.gauss(0, 1) for _ in range(n_targets)], requires_grad=True)
