def predict_one(features, weights, bias):
    x, w, b = (torch.tensor(each, dtype=torch.float64) for each in (features, [weights], [bias]))
    return torch.nn.functional.linear(x, w, b).item()
