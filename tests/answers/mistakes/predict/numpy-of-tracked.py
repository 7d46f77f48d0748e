# hint: is detached before it becomes an array
def predict(temp, rainfall, humidity):
    return torch.tensor(model(torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32))[0].numpy())
