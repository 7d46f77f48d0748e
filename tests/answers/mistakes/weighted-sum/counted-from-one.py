# hint: beyond the end of a list
def predict_one(features, weights, bias):
    total = bias
    for i in range(1, len(features) + 1):
        total += features[i] * weights[i]
    return total
