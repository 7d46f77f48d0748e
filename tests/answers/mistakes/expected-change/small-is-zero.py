# hint: lost decimals
def expected_change(derivative, delta):
    change = derivative * delta
    return 0.0 if abs(change) < 1e-3 else change
