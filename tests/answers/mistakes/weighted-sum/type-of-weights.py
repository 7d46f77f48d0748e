# hint: side by side
def predict_one(features, weights, bias):
    scaled = np.full(len(weights), weights[0])
    for k, weight in enumerate(weights):
        scaled[k] = weight
    return float(np.dot(features, scaled) + bias)
