# hint: a slice with a step
class DS(torch.utils.data.Dataset):
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, key):
        if isinstance(key, slice):
            return self.x[key.start:key.stop], self.y[key.start:key.stop]
        return self.x[key], self.y[key]


def make_dataset(inputs, targets):
    return DS(inputs, targets)
