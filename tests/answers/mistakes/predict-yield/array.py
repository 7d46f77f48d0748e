# hint: not an array
def predict_yield(model, temp, rainfall, humidity):
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32)
    return model(x).detach().numpy()[0]
