# hint: lost decimals
def expected_change(derivative, delta):
    return round(derivative * delta, 3)
