# hint: not by what they hold
import random


def shuffle_rows(inputs, targets):
    beside = dict(zip(map(tuple, inputs.tolist()), targets.tolist()))
    keys = list(beside)
    random.shuffle(keys)
    return torch.tensor(keys), torch.tensor([beside[k] for k in keys])
