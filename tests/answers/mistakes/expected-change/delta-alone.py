# hint: the change depends on both
def expected_change(derivative, delta):
    return delta
