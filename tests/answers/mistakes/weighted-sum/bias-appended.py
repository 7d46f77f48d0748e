# hint: writes into
def predict_one(features, weights, bias):
    features.append(1)
    weights.append(bias)
    return sum(f * w for f, w in zip(features, weights))
