# hint: NameError
def predict_one(features, weights, bias):
    return sum(f * w for f, w in zip(features, weight)) + bias
