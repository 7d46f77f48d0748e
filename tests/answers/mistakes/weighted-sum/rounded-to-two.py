# hint: your prediction is rounded
def predict_one(features, weights, bias):
    return round(sum(f * w for f, w in zip(features, weights)) + bias, 2)
