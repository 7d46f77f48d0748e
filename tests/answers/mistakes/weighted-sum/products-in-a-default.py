# hint: earlier call
def predict_one(features, weights, bias, products=[]):
    for f, w in zip(features, weights):
        products.append(f * w)
    return sum(products) + bias
