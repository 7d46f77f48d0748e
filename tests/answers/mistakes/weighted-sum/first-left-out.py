# hint: the first feature is left out
def predict_one(features, weights, bias):
    total = bias
    for i in range(1, len(features)):
        total += features[i] * weights[i]
    return total
