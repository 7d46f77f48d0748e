# hint: -
def predict(temp, rainfall, humidity):
    with torch.no_grad():
        return model(inputs)[-1]
