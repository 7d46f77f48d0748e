# hint: round
def predict_yield(model, temp, rainfall, humidity):
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32)
    with torch.no_grad():
        apples, oranges = model(x)[0].tolist()
    return round(apples, 4), round(oranges, 4)
