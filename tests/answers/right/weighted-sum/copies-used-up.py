def predict_one(features, weights, bias):
    features, weights = list(features), list(weights)
    total = bias
    while features:
        total = total + features.pop() * weights.pop()
    return total
