# hint: the weights are left out
def predict_one(features, weights, bias):
    return sum(features) + bias
