# hint: not by what they hold
import random


def shuffle_rows(inputs, targets):
    rows = list({(tuple(x), tuple(y)) for x, y in zip(inputs.tolist(), targets.tolist())})
    random.shuffle(rows)
    return torch.tensor([x for x, y in rows]), torch.tensor([y for x, y in rows])
