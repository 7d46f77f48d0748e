# hint: one of the two is squared
def expected_change(derivative, delta):
    return derivative * delta * abs(delta)
