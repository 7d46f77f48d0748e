def predict_one(features, weights, bias):
    x = torch.tensor(features, dtype=torch.float32)
    w = torch.tensor(weights, dtype=torch.float32)
    return (x @ w) + bias
