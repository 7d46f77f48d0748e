# hint: -
def expected_change(derivative, delta):
    return (abs(derivative * delta)) ** 0.5 * (1 if derivative * delta > 0 else -1)
