predict_one = lambda x, w, b: np.dot(x, w) + b
