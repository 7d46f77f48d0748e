# hint: you scale the inputs first
def predict(temp, rainfall, humidity):
    x = (torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32) - inputs.mean(0)) / inputs.std(0)
    with torch.no_grad():
        return model(x)[0]
