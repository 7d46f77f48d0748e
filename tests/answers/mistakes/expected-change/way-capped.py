# hint: within bounds
def expected_change(derivative, delta):
    return derivative * max(-1, min(1, delta))
