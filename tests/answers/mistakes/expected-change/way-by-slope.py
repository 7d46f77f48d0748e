# hint: nothing is divided here
def expected_change(derivative, delta):
    return delta / derivative
