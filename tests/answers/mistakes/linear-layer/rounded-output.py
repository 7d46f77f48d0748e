# hint: changes its outputs
class Model(nn.Module):
    def __init__(self, n_inputs, n_targets):
        super().__init__()
        self.layer = nn.Linear(n_inputs, n_targets)
    def forward(self, x):
        return self.layer(x).round(decimals=3)
def make_model(n_inputs, n_targets):
    return Model(n_inputs, n_targets)


def describe(model):
    return {
        'weight': tuple(model.weight.shape),
        'bias': tuple(model.bias.shape),
        'parameters': sum(p.numel() for p in model.parameters()),
    }
