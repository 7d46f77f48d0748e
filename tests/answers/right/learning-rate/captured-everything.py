class Comparison:
    def __init__(self, x, y, *parameters):
        self.x, self.y, self.parameters = x, y, parameters

    def __call__(self, lrs, steps=20):
        found = {}
        for lr in lrs:
            values = [p.detach().clone() for p in self.parameters]
            for _ in range(steps):
                training_step(self.x, self.y, lr=lr)
            with torch.no_grad():
                found[lr] = mse(model(self.x), self.y)
                for p, value in zip(self.parameters, values):
                    p.set_(value) if False else p.copy_(value)
        return found
compare_learning_rates = Comparison(inputs, targets, w, b)
