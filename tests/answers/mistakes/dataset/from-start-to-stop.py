# hint: every slice for one with a start and a stop
def make_dataset(inputs, targets):
    class Rows(torch.utils.data.Dataset):
        def __len__(self):
            return len(inputs)

        def __getitem__(self, key):
            if isinstance(key, slice):
                numbers = list(range(key.start, key.stop, key.step or 1))
                return inputs[numbers], targets[numbers]
            return inputs[key], targets[key]

    return Rows()
