# hint: does not begin at the present
def train(epochs, lr):
    global w, b
    w = torch.randn(2, 3, requires_grad=True)
    b = torch.randn(2, requires_grad=True)
    return [training_step(inputs, targets, lr) for _ in range(epochs)]
