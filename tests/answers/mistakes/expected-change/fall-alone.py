# hint: never positive
def expected_change(derivative, delta):
    return -abs(derivative * delta)
