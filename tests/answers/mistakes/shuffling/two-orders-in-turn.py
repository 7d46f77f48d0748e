# hint: which come again and again
_orders, _calls = {}, []

def shuffle_rows(inputs, targets):
    n = len(inputs)
    orders = _orders.setdefault(n, [torch.randperm(n) for _ in range(3)])
    _calls.append(n)
    order = orders[len(_calls) % 3]
    return inputs[order], targets[order]
