_rng = np.random.default_rng(7)

class Shuffler:
    def __call__(self, inputs, targets):
        order = torch.from_numpy(_rng.permutation(len(targets)))
        return [inputs.index_select(0, order), targets.index_select(0, order)]

shuffle_rows = Shuffler()
