def predict_one(features, weights, bias):
    return float(np.array([*features, 1.0]) @ np.array([*weights, bias]))
