# hint: cut off
def predict_one(features, weights, bias):
    return max(-1000.0, min(1000.0, sum(f * w for f, w in zip(features, weights)) + bias))
