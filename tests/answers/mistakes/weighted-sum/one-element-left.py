# hint: you return several numbers
def predict_one(features, weights, bias):
    return np.array([features]) @ np.array(weights) + bias
