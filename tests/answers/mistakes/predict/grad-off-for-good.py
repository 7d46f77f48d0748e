# hint: switched off for the rest
def predict(temp, rainfall, humidity):
    torch.set_grad_enabled(False)
    return model(torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32))[0]
