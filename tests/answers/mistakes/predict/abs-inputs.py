# hint: a region with numbers below zero
def predict(temp, rainfall, humidity):
    temp = abs(temp)
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32)
    with torch.no_grad():
        return model(x)[0]
