gaps = np.array([12, 20, 7, 30]) - np.array([10, 21, 10, 26])
mse_by_hand = np.mean(gaps**2)
