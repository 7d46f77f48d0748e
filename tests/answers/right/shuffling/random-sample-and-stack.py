import random

def shuffle_rows(inputs, targets):
    pairs = random.sample(list(zip(inputs, targets)), len(inputs))
    print("shuffling", len(pairs), "rows")
    return torch.stack([x for x, _ in pairs]), torch.stack([y for _, y in pairs])
