# hint: only ever a rise
def expected_change(derivative, delta):
    return max(0.0, derivative * delta)
