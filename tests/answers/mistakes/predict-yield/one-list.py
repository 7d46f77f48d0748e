# hint: changes at a later one
both = [0.0, 0.0]


def predict_yield(model, temp, rainfall, humidity):
    both[:] = model(torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32))[0].tolist()
    return both
