# hint: the bias is missing
def predict(temp, rainfall, humidity):
    with torch.no_grad():
        return w @ torch.tensor([temp, rainfall, humidity], dtype=torch.float32)
