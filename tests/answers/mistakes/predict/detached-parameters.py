# hint: must go on requiring
def predict(temp, rainfall, humidity):
    w.requires_grad_(False)
    b.requires_grad_(False)
    return model(torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32))[0]
