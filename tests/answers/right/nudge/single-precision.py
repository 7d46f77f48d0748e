def nudge(weight, derivative, amount):
    weight, derivative, amount = (torch.tensor(float(each)) for each in (weight, derivative, amount))
    return weight - amount * torch.sign(derivative)
