# hint: rounded
def predict_one(features, weights, bias):
    return int((sum(f * w for f, w in zip(features, weights)) + bias) * 1000) / 1000
