class Linear:
    def __call__(self, features):
        return torch.einsum("ni,ti->nt", features, w) + b
model = Linear()
