class Splitter:
    def __call__(self, table, n_valid):
        shuffled = table[torch.rand(len(table)).argsort()]
        return torch.split(shuffled, [len(table) - n_valid, n_valid])
split_rows = Splitter()
