# hint: earlier call
total = 0
def predict_one(features, weights, bias):
    global total
    for f, w in zip(features, weights):
        total += f * w
    return total + bias
