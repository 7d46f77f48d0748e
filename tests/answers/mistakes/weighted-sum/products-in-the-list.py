# hint: writes into
def predict_one(features, weights, bias):
    for i in range(len(weights)):
        weights[i] *= features[i]
    return sum(weights) + bias
