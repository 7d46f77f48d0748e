# hint: still drags along how it was computed
def predict(temp, rainfall, humidity):
    with torch.no_grad():
        result = model(torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32))[0]
    return result.requires_grad_()
