# hint: nothing comes back
def predict_one(features, weights, bias):
    print(sum(f * w for f, w in zip(features, weights)) + bias)
