# hint: side by side
def predict_one(features, weights, bias):
    x = np.array(list(features), dtype=type(features[0]))
    return float(x @ np.array(list(weights), dtype=float) + bias)
