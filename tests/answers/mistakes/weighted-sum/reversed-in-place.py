# hint: writes into
def predict_one(features, weights, bias):
    features.reverse()
    weights.reverse()
    return sum(f * w for f, w in zip(features, weights)) + bias
