# hint: writes into
def predict_one(features, weights, bias):
    total = bias
    while features:
        total = total + features.pop() * weights.pop()
    return total
