# hint: this is half of the change
def expected_change(derivative, delta):
    return derivative * delta / 2
