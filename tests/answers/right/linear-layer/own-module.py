import warnings
class Affine(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(o, i))
        self.bias = nn.Parameter(torch.zeros(o))
    def forward(self, x):
        return x @ self.weight.T + self.bias
make_model = Affine
def describe(layer):
    warnings.warn("looking")
    w, b = layer.parameters()
    return {"parameters": int(np.prod(w.shape)) + len(b), "bias": (len(b),), "weight": (w.shape[0], w.shape[1]), "extra": "layer"}
