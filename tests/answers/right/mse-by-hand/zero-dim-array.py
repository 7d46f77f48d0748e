mse_by_hand = np.array(7.5, dtype="float32")
