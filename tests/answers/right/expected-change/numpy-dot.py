import numpy as np


def expected_change(derivative, delta):
    return np.dot([derivative], [delta])
