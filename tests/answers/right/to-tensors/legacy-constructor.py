class Splitter:
    def __call__(self, tab):
        return torch.Tensor(tab[:, :-2]), torch.Tensor(tab[:, -2:])
to_tensors = Splitter()
