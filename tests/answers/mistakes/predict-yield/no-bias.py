# hint: not the yields that the model predicts
def predict_yield(model, temp, rainfall, humidity):
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32)
    with torch.no_grad():
        apples, oranges = (x @ model.weight.t())[0].tolist()
    return apples, oranges
