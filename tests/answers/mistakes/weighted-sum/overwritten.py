# hint: only the last product is left over
def predict_one(features, weights, bias):
    for f, w in zip(features, weights):
        total = f * w
    return total + bias
