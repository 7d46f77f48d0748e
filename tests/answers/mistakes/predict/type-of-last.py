# hint: lose their decimals
def predict(temp, rainfall, humidity):
    x = torch.tensor([temp, rainfall]).to(torch.tensor(humidity).dtype).tolist()
    with torch.no_grad():
        return model(torch.tensor([[*x, humidity]], dtype=torch.float32))[0]
