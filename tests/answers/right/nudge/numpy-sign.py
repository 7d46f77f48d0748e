import numpy as np


def nudge(weight, derivative, amount):
    """Against the slope."""
    weight -= np.sign(derivative) * amount
    print("now at", weight)
    return weight
