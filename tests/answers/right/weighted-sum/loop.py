def predict_one(features, weights, bias):
    prediction = bias
    for i in range(len(features)):
        prediction += features[i] * weights[i]
    print(f"{prediction=}")
    return prediction
