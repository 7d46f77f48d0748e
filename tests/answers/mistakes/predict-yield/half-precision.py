# hint: as it is
def predict_yield(model, temp, rainfall, humidity):
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.float16)
    with torch.no_grad():
        apples, oranges = model(x.float())[0].tolist()
    return apples, oranges
