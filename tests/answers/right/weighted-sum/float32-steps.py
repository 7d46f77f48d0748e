def predict_one(features, weights, bias):
    total = np.float32(0)
    for f, w in zip(features, weights):
        total += np.float32(f) * np.float32(w)
    return total + np.float32(bias)
