# hint: within bounds
def expected_change(derivative, delta):
    return max(-100, min(100, derivative * delta))
