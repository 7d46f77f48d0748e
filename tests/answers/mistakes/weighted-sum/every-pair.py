# hint: by its own weight only
def predict_one(features, weights, bias):
    total = bias
    for f in features:
        for w in weights:
            total += f * w
    return total
