# hint: with no limit
def predict_yield(model, temp, rainfall, humidity):
    x = torch.tensor([[max(temp, 0), max(rainfall, 0), min(humidity, 100)]], dtype=torch.float32)
    with torch.no_grad():
        apples, oranges = model(x)[0].tolist()
    return apples, oranges
