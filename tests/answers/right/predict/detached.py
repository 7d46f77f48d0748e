def predict(temp, rainfall, humidity):
    x = torch.tensor([float(temp), float(rainfall), float(humidity)])
    result = model(x.unsqueeze(0)).detach().squeeze(0)
    print(result)
    return result
