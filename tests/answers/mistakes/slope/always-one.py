# hint: does not depend on where
def slope(i, j, eps=1e-2):
    return 1.0
