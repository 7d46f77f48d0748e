# hint: round
def predict(temp, rainfall, humidity):
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32)
    with torch.no_grad():
        return torch.round(model(x)[0], decimals=2)
