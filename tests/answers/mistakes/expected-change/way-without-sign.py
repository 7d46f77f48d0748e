# hint: the sign of `delta` is lost
def expected_change(derivative, delta):
    return derivative * abs(delta)
