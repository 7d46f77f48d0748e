# hint: called again with the same numbers
def expected_change(derivative, delta, seen=[]):
    seen.append(derivative * delta)
    return sum(seen)
