"""3 points: returns sums instead of means, and counts only steps up."""

import numpy as np


def mean(x):
    return x.sum()


def moving_average(x, n):
    return [x[i : i + n].sum() for i in range(len(x) - n + 1)]


def largest_step(x):
    return np.max(np.diff(x))
