# hint: earlier call
def predict_one(features, weights, bias, seen=[]):
    seen.append(bias)
    return sum(f * w for f, w in zip(features, weights)) + seen[0]
