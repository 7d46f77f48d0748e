# hint: half precision
def predict(temp, rainfall, humidity):
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.bfloat16)
    with torch.no_grad():
        return model(x.float())[0]
