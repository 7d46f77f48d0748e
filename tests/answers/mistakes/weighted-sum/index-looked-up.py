# hint: equal
def predict_one(features, weights, bias):
    return sum(f * weights[features.index(f)] for f in features) + bias
