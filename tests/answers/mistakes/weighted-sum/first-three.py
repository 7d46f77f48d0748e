# hint: first few features only
def predict_one(features, weights, bias):
    return sum(f * w for f, w in zip(features[:3], weights[:3])) + bias
