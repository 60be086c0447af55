"""7 points: correct, with loops."""


def mean(x):
    total = 0.0
    for number in x:
        total += number
    return total / len(x)


def moving_average(x, n):
    return [sum(x[i : i + n]) / n for i in range(len(x) - n + 1)]


def largest_step(x):
    largest = 0.0
    for i in range(len(x) - 1):
        largest = max(largest, abs(x[i + 1] - x[i]))
    return largest
