def expected_change(derivative, delta):
    """How far the tangent rises."""
    tangent = lambda x: derivative * x
    return tangent(delta) - tangent(0)
