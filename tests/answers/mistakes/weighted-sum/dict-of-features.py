# hint: equal
def predict_one(features, weights, bias):
    return sum(f * w for f, w in dict(zip(features, weights)).items()) + bias
