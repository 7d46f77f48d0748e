# hint: are the same
import functools


@functools.cache
def predict(temp, rainfall, humidity):
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32)
    with torch.no_grad():
        return model(x)[0]
