# hint: you round the yields
def predict(temp, rainfall, humidity):
    with torch.no_grad():
        return model(torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32))[0].round()
