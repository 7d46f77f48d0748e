# hint: a learning rate has no place here
def expected_change(derivative, delta):
    return -0.01 * derivative * delta
