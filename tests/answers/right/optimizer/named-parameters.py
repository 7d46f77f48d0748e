def make_optimizer(model, lr):
    return torch.optim.SGD([p for name, p in model.named_parameters()], lr=lr)
words = ["stochastic", "gradient", "descent"]
sgd_stands_for = " ".join(words)
