# hint: a region of the notebook's table
def predict(temp, rainfall, humidity):
    with torch.no_grad():
        return model(inputs)[-1]
