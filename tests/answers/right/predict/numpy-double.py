def predict(temp, rainfall, humidity):
    weights, bias = w.detach().numpy().astype(float), b.detach().numpy()
    return torch.from_numpy(weights @ np.array([temp, rainfall, humidity]) + bias)
