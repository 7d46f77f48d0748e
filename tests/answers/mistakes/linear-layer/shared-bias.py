# hint: one bias for each target
class Model(nn.Module):
    def __init__(self, n_inputs, n_targets):
        super().__init__()
        self.w, self.b = nn.Parameter(torch.randn(n_targets, n_inputs)), nn.Parameter(torch.randn(1))
    def forward(self, x):
        return x @ self.w.t() + self.b
def make_model(n_inputs, n_targets):
    return Model(n_inputs, n_targets)


def describe(model):
    return {
        'weight': tuple(model.weight.shape),
        'bias': tuple(model.bias.shape),
        'parameters': sum(p.numel() for p in model.parameters()),
    }
