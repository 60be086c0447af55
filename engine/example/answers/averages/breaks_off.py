"""0 points: an error, an exercise that was left out, and another wrong idea."""


def mean(x):
    return sum(x) / len(y)  # noqa: F821


def moving_average(x, n):
    raise NotImplementedError()


def largest_step(x):
    return max(x) - min(x) + 1
