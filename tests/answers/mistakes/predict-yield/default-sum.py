# hint: at each call
def predict_yield(model, temp, rainfall, humidity, seen=[]):
    x = torch.tensor([[temp, rainfall, humidity]], dtype=torch.float32)
    with torch.no_grad():
        apples, oranges = model(x)[0].tolist()
    seen.append((apples, oranges))
    return tuple(sum(each) for each in zip(*seen))
