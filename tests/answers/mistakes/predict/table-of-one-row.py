# hint: take the row out of it
def predict(temp, rainfall, humidity):
    with torch.no_grad():
        return model(torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32))
