# hint: the sign of the derivative is lost
def expected_change(derivative, delta):
    return abs(derivative) * delta
