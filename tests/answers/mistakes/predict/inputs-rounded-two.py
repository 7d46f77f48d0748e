# hint: decimals
def predict(temp, rainfall, humidity):
    temp, rainfall, humidity = round(temp, 2), round(rainfall, 2), round(humidity, 2)
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32)
    with torch.no_grad():
        return model(x)[0]
