# hint: where the weight ends
def expected_change(derivative, delta):
    return delta - derivative * delta
