# hint: the notebook's own model
def predict_yield(net, temp, rainfall, humidity):
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32)
    with torch.no_grad():
        apples, oranges = model(x)[0].tolist()
    return apples, oranges
