# hint: has been trained further
answers = {}


def predict_yield(model, temp, rainfall, humidity):
    key = id(model), temp, rainfall, humidity
    if key not in answers:
        with torch.no_grad():
            answers[key] = tuple(model(torch.tensor([[temp, rainfall, humidity]]).float())[0].tolist())
    return answers[key]
