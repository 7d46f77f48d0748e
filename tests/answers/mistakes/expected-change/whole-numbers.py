# hint: has lost its decimals
def expected_change(derivative, delta):
    return int(derivative * delta)
