# hint: after `detach()`
def predict_yield(model, temp, rainfall, humidity):
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32)
    y = model(x).numpy()
    return float(y[0, 0]), float(y[0, 1])
