# hint: sign
def predict_one(features, weights, bias):
    return sum(f * abs(w) for f, w in zip(features, weights)) + bias
