class Predictor:
    def __init__(self):
        self.names = ["temp", "rainfall", "humidity"]

    def __call__(self, *values):
        given = dict(zip(self.names, values))
        x = torch.zeros(1, 3)
        for column, name in enumerate(self.names):
            x[0, column] = given[name]
        apples, oranges = model(x)[0].tolist()
        return torch.tensor([apples, oranges])
predict = Predictor()
