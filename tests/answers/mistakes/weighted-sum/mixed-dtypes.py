# hint: no tensors of different dtypes
def predict_one(features, weights, bias):
    return (torch.tensor(features) @ torch.tensor(weights) + bias).item()
