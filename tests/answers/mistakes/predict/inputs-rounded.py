# hint: decimals
def predict(temp, rainfall, humidity):
    temp, rainfall, humidity = round(temp, 1), round(rainfall, 1), round(humidity, 1)
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32)
    with torch.no_grad():
        return model(x)[0]
