# hint: called with one tensor
def predict_yield(model, temp, rainfall, humidity):
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32)
    with torch.no_grad():
        apples, oranges = model([temp, rainfall, humidity]).tolist()
    return apples, oranges
