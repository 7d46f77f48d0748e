# hint: you return nothing
def predict(temp, rainfall, humidity):
    with torch.no_grad():
        print(model(torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32))[0])
