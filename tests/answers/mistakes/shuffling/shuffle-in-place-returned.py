# hint: the pair does not hold tensors
import random

def shuffle_rows(inputs, targets):
    order = list(range(len(inputs)))
    order = random.shuffle(order)
    return [order, order]
