# hint: is not a number
def nudge(weight, derivative, amount):
    slope = torch.tensor(derivative)
    return weight - amount * slope / slope.abs()
