"""0 points: one exercise raises an error, one is not attempted, one is wrong."""


def mean(x):
    return sum(x) / len(y)  # noqa: F821


def moving_average(x, n):
    raise NotImplementedError()


def largest_step(x):
    return max(x) - min(x) + 1
