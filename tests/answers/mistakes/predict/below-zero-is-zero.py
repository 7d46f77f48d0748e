# hint: cut off what is below zero
def predict(temp, rainfall, humidity):
    with torch.no_grad():
        found = model(torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32))[0]
    return torch.maximum(found, torch.zeros(2))
