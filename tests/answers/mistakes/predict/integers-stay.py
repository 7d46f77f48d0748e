# hint: whole numbers alone make an integer one
def predict(temp, rainfall, humidity):
    with torch.no_grad():
        return model(torch.tensor([[temp, rainfall, humidity]]))[0]
