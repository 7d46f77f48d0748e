# hint: this is the derivative after the way
def expected_change(derivative, delta):
    return derivative + derivative * delta
