"""7 points: correct, with NumPy functions."""

import numpy as np


def mean(x):
    return np.mean(x)


def moving_average(x, n):
    return np.convolve(x, np.ones(n) / n, mode="valid")


def largest_step(x):
    return np.max(np.abs(x[1:] - x[:-1]))
