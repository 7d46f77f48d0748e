@torch.inference_mode()
def predict_yield(model, temp, rainfall, humidity):
    model.eval()
    apples, oranges = model(torch.tensor((float(temp), float(rainfall), float(humidity))))
    return float(apples), float(oranges)
