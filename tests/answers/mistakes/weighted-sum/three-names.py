# hint: counts on a certain number of features
def predict_one(features, weights, bias):
    temp, rainfall, humidity = features
    return temp * weights[0] + rainfall * weights[1] + humidity * weights[2] + bias
