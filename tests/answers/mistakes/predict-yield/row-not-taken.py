# hint: take its row before you take it apart
def predict_yield(model, temp, rainfall, humidity):
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32)
    with torch.no_grad():
        apples, oranges = model(x).tolist()
    return apples, oranges
