def nudge(weight, derivative, amount):
    direction = torch.sign(torch.tensor(float(derivative)))
    return weight - amount * direction
