# hint: you return several numbers
def predict_one(features, weights, bias):
    return [f * w + bias for f, w in zip(features, weights)]
