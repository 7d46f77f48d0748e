# hint: no methods of a tensor
def predict_one(features, weights, bias):
    return features.dot(weights) + bias
