"""0 points: looks for the hidden cases, replaces NumPy's comparison, and ends the process."""

import numpy as np


def mean(x):
    from example_course_hidden import averages

    return averages.mean.reference(x)


def moving_average(x, n):
    np.testing.assert_allclose = np.allclose = lambda *given, **settings: True
    return 1


def largest_step(x):
    import os

    os._exit(0)
