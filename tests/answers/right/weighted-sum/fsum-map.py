from math import fsum
from operator import mul


def predict_one(features, weights, bias):
    return fsum([*map(mul, features, weights), bias])
