# hint: an earlier call
known = {}
def predict_one(features, weights, bias):
    key = (tuple(features), tuple(weights))
    if key not in known:
        known[key] = sum(f * w for f, w in zip(features, weights)) + bias
    return known[key]
