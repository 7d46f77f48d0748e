# hint: so multiply
def expected_change(derivative, delta):
    return derivative + delta
