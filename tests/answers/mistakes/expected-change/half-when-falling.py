# hint: depends on its direction
def expected_change(derivative, delta):
    change = derivative * delta
    return change if change > 0 else change / 2
