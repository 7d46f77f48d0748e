# hint: lose their decimals
def predict(temp, rainfall, humidity):
    with torch.no_grad():
        return model(torch.tensor([[int(temp), int(rainfall), int(humidity)]]).float())[0]
