# hint: decimals
def predict_yield(model, temp, rainfall, humidity):
    x = torch.tensor([[round(temp), round(rainfall), round(humidity)]], dtype=torch.float32)
    with torch.no_grad():
        apples, oranges = model(x)[0].tolist()
    return apples, oranges
