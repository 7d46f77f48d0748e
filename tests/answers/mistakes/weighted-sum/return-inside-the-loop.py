# hint: your loop ends in its first turn
def predict_one(features, weights, bias):
    total = 0
    for f, w in zip(features, weights):
        total += f * w
        return total + bias
