def expected_change(derivative, delta):
    size = abs(derivative) * abs(delta)
    rises = (derivative > 0) == (delta > 0)
    return size if rises else -size
