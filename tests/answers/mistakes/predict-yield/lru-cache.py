# hint: has been trained further
from functools import lru_cache


@lru_cache
def predict_yield(model, temp, rainfall, humidity):
    with torch.no_grad():
        preds = model(torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32))
    return preds[0, 0].item(), preds[0, 1].item()
