# hint: lose their decimals
def predict_yield(model, temp, rainfall, humidity):
    kind = type(temp)
    x = torch.tensor([[temp, kind(rainfall), kind(humidity)]]).float()
    apples, oranges = model(x)[0].tolist()
    return apples, oranges
