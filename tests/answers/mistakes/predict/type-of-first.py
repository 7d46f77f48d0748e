# hint: lose their decimals
def predict(temp, rainfall, humidity):
    x = np.array([temp, rainfall, humidity]).astype(type(temp))
    with torch.no_grad():
        return model(torch.from_numpy(x).to(torch.float32).reshape(1, 3))[0]
