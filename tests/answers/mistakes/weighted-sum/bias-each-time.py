# hint: the bias enters with every feature
def predict_one(features, weights, bias):
    total = 0
    for f, w in zip(features, weights):
        total += f * w + bias
    return total
