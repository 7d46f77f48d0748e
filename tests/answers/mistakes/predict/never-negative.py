# hint: you cut off what is below zero
def predict(temp, rainfall, humidity):
    with torch.no_grad():
        return torch.relu(model(torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32))[0])
