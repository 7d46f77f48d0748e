# hint: one of the two is squared
def expected_change(derivative, delta):
    return 0.5 * derivative * delta ** 2
