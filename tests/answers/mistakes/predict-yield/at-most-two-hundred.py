# hint: with no limit
def predict_yield(model, temp, rainfall, humidity):
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32)
    with torch.no_grad():
        apples, oranges = model(x)[0].tolist()
    return min(apples, 200.0), min(oranges, 200.0)
