# hint: still drags along how it was computed
def predict(temp, rainfall, humidity):
    return model(torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32))[0]
