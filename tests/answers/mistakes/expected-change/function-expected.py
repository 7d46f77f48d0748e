# hint: gets two plain numbers
def expected_change(derivative, delta):
    return derivative(delta) * delta
