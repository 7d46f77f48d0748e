# hint: a weighted sum is no mean
def predict_one(features, weights, bias):
    return np.mean([f * w for f, w in zip(features, weights)]) + bias
