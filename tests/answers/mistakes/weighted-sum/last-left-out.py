# hint: the last feature is left out
def predict_one(features, weights, bias):
    total = bias
    for i in range(len(features) - 1):
        total += features[i] * weights[i]
    return total
