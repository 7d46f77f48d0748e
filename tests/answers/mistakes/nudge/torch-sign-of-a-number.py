# hint: take tensors only
def nudge(weight, derivative, amount):
    return weight - amount * torch.sign(derivative)
