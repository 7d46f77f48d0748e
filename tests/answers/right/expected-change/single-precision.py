def expected_change(derivative, delta):
    return np.float32(derivative) * np.float32(delta)
