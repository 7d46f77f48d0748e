def predict(temp, rainfall, humidity):
    rows = torch.tensor([[temp, rainfall, humidity]] * 2, dtype=torch.float64)
    return (rows @ w.detach().double().T + b.detach().double()).mean(0).float()
