# hint: training cannot change your model
class Model(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.weight = torch.randn(o, i)
        self.bias = torch.randn(o)
    def forward(self, x):
        return x @ self.weight.t() + self.bias
def make_model(n_inputs, n_targets):
    return Model(n_inputs, n_targets)

def describe(model):
    return {
        "weight": tuple(model.weight.shape),
        "bias": tuple(model.bias.shape),
        "parameters": sum(p.numel() for p in model.parameters()),
    }
