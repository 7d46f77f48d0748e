# hint: come several times
import random

def shuffle_rows(inputs, targets):
    state = random.getstate()
    random.shuffle(inputs)
    random.setstate(state)
    random.shuffle(targets)
    return inputs, targets
