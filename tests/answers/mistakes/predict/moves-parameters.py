# hint: trains or changes
def predict(temp, rainfall, humidity):
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32)
    with torch.no_grad():
        return (w.sub_(1e-6 * w), model(x)[0])[1]
