# hint: within bounds
def expected_change(derivative, delta):
    return max(-50.0, min(50.0, derivative)) * delta
