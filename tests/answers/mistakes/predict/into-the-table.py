# hint: writes into
def predict(temp, rainfall, humidity):
    with torch.no_grad():
        inputs[0] = torch.tensor([temp, rainfall, humidity])
        return model(inputs)[0]
