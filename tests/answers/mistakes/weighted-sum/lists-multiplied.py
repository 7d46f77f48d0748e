# hint: take the pairs of a feature and its weight
def predict_one(features, weights, bias):
    return sum(features * weights) + bias
