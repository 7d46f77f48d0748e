# hint: you use three features only
def predict_one(features, weights, bias):
    return features[0] * weights[0] + features[1] * weights[1] + features[2] * weights[2] + bias
