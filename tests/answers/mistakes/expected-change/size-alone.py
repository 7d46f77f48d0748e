# hint: never negative
def expected_change(derivative, delta):
    return abs(derivative * delta)
