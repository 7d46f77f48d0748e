# hint: order
def predict_one(features, weights, bias):
    features.sort()
    weights.sort()
    return sum(f * w for f, w in zip(features, weights)) + bias
