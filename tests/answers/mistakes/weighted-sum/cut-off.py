# hint: is not cut off
def predict_one(features, weights, bias):
    return max(0.0, sum(f * w for f, w in zip(features, weights)) + bias)
