# hint: keep the yields within bounds
def predict(temp, rainfall, humidity):
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32)
    with torch.no_grad():
        return model(x)[0].clamp(-200, 200)
