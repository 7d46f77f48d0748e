# hint: stays the same when `w` and `b` change
def predict(temp, rainfall, humidity):
    return torch.tensor([55.0, 68.0])
