# Linear: the middle between two points is mapped to the middle of their results, whichever the points are.
formulas = {
    "A": lambda temp, rainfall: 2 * temp + 3 * rainfall + 10,
    "B": lambda temp, rainfall: temp * rainfall,
    "C": lambda temp, rainfall: temp**2 + rainfall,
    "D": lambda temp, humidity: 40 - 0.2 * temp - 0.1 * humidity,
    "E": lambda rainfall, _: 100 / rainfall,
    "F": lambda celsius, _: 1.8 * celsius + 32,
    "G": lambda area, _: 0.5 * area,
    "H": lambda rainfall, _: max(0, 2 * rainfall - 50),
}
one, other = (4.0, 7.0), (80.0, 31.0)
middle = [(a + b) / 2 for a, b in zip(one, other)]
is_linear = {
    name: torch.tensor(abs((f(*one) + f(*other)) / 2 - f(*middle)) < 1e-9) for name, f in formulas.items()
}
