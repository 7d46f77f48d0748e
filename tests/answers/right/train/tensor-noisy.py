import warnings, sys
class Trainer:
    def __call__(self, epochs, lr):
        warnings.warn("long")
        print("training", file=sys.stderr)
        return torch.tensor([training_step(inputs, targets, lr) for epoch in range(1, epochs + 1)])
train = Trainer()
