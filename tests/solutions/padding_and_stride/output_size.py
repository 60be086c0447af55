"""Answers to output_size: how many places a window has along an axis."""


# right: the formula
def output_size(n, k, p, s):
    return (n - k + p + s) // s


# right: the first place, and the steps after it
def output_size(n, k, p, s):
    return 1 + (n + p - k) // s


# right: math.floor
import math


def output_size(n, k, p, s):
    return math.floor((n - k + p + s) / s)


# right: int of a quotient
def output_size(size, kernel, padding, stride):
    return int((size - kernel + padding) / stride + 1)


# right: places counted in a loop
def output_size(n, k, p, s):
    count, start = 0, 0
    while start + k <= n + p:
        count += 1
        start += s
    return count


# right: length of a range
def output_size(n, k, p, s):
    return len(range(0, n + p - k + 1, s))


# right: np.floor, a float
def output_size(n, k, p, s):
    return np.floor((n - k + p + s) / s)


# right: a slice of the places
def output_size(n, k, p, s):
    return np.arange(n + p - k + 1)[::s].size


# right: TensorFlow's floor division
def output_size(n, k, p, s):
    return tf.math.floordiv(n - k + p + s, s)


# right: ceil of the places
def output_size(n, k, p, s):
    return -(-(n + p - k + 1) // s)


# wrong: not rounded
# loses: padding and stride together, cells left over
def output_size(n, k, p, s):
    return (n - k + p + s) / s


# wrong: rounded up
# loses: padding and stride together, cells left over
def output_size(n, k, p, s):
    return int(np.ceil((n - k + p + s) / s))


# wrong: rounded to the nearest
# loses: padding and stride together, cells left over
def output_size(n, k, p, s):
    return round((n - k + p + s) / s)


# wrong: rounded down twice
# loses: padding and stride together, cells left over
def output_size(n, k, p, s):
    return (n - k) // s + p // s + 1


# wrong: p taken as the padding of one side
# loses: one step at a time, with padding and without
# loses: padding and stride together, cells left over
def output_size(n, k, p, s):
    return (n - k + 2 * p) // s + 1


# wrong: padding forgotten
# loses: one step at a time, with padding and without
# loses: padding and stride together, cells left over
def output_size(n, k, p, s):
    return (n - k) // s + 1


# wrong: padding subtracted
# loses: one step at a time, with padding and without
# loses: padding and stride together, cells left over
def output_size(n, k, p, s):
    return (n - k - p) // s + 1


# wrong: one too few
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
def output_size(n, k, p, s):
    return (n - k + p) // s


# wrong: the 1 inside the division
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
def output_size(n, k, p, s):
    return (n - k + p + 1) // s


# wrong: stride ignored
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
def output_size(n, k, p, s):
    return n - k + p + 1


# wrong: precedence, only the last term divided
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
def output_size(n, k, p, s):
    return n - k + p + s // s


# wrong: stride 2 hard-coded
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
def output_size(n, k, p, s):
    return (n - k + p) // 2 + 1


# wrong: the size of SAME, whatever the padding
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
def output_size(n, k, p, s):
    return -(-n // s)


# wrong: text added to a size
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
def output_size(n, k, p, s):
    size = (n - k + p + s) // s
    print("size " + size)
    return size


# wrong: no return
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
def output_size(n, k, p, s):
    print((n - k + p + s) // s)
