# hint: lose their decimals
def predict_yield(model, temp, rainfall, humidity):
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.int64).float()
    with torch.no_grad():
        apples, oranges = model(x)[0].tolist()
    return apples, oranges
