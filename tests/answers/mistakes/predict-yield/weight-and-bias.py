# hint: do not ask for its `weight`
def predict_yield(model, temp, rainfall, humidity):
    x = torch.tensor([float(temp), rainfall, humidity])
    return tuple((model.weight @ x + model.bias).tolist())
