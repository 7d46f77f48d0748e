# hint: trains or changes `w` and `b`
def predict(temp, rainfall, humidity):
    for _ in range(10):
        training_step(inputs, targets, 1e-2)
    with torch.no_grad():
        return model(torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32))[0]
