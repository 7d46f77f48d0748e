# hint: you scale the inputs first
def predict(temp, rainfall, humidity):
    with torch.no_grad():
        return model(torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32) / 100)[0]
