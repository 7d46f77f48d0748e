# hint: nothing is to be divided here
def expected_change(derivative, delta):
    return derivative / delta
