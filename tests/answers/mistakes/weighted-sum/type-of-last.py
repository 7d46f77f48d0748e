# hint: side by side
def predict_one(features, weights, bias):
    kind = type(features[-1])
    return float(sum(kind(feature) * weight for feature, weight in zip(features, weights)) + bias)
