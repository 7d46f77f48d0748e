# hint: fill the same list
_history = []
def train(epochs, lr):
    _history.clear()
    for _ in range(epochs):
        _history.append(training_step(inputs, targets, lr))
    return _history
