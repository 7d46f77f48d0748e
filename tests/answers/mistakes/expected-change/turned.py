# hint: the signs are turned
def expected_change(derivative, delta):
    return -derivative * delta
