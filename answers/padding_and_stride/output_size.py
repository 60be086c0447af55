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


# right: recursion, a step at a time
def output_size(n, k, p, s):
    if n + p < k:
        return 0
    return 1 + output_size(n - s, k, p, s)


# right: keyword defaults, divmod
def output_size(n, k, p=0, s=1):
    steps, left_over = divmod(n + p - k, s)
    return steps + 1


# right: sliding_window_view counts
from numpy.lib.stride_tricks import sliding_window_view


def output_size(n, k, p, s):
    return len(sliding_window_view(np.zeros(n + p), k)[::s])


# right: float64 throughout, an array of no axes
def output_size(n, k, p, s):
    return np.array(np.floor_divide(np.float64(n - k + p), np.float64(s)) + 1.0)


# right: the course's pad, then a list of places
def output_size(n, k, p, s):
    from course.operations import pad

    cells = pad(np.zeros((1, n)), ((0, 0), (0, p))).shape[1]
    return len([start for start in range(cells) if start % s == 0 and start + k <= cells])


# right: the largest number of windows that fits
def output_size(width, window, zeros, step):
    best = 1
    while (best + 1 - 1) * step + window <= width + zeros:
        best += 1
    return best


# right: tf.Variable, counted up
def output_size(n, k, p, s):
    places = tf.Variable(0)
    for _ in range(0, n + p - k + 1, s):
        places.assign_add(1)
    return places


# wrong: not rounded
# loses: padding and stride together, cells left over
# diagnosis: not rounded
def output_size(n, k, p, s):
    return (n - k + p + s) / s


# wrong: rounded up
# loses: padding and stride together, cells left over
# diagnosis: rounded up
def output_size(n, k, p, s):
    return int(np.ceil((n - k + p + s) / s))


# wrong: rounded to the nearest
# loses: padding and stride together, cells left over
# diagnosis: rounded to the nearest
def output_size(n, k, p, s):
    return round((n - k + p + s) / s)


# wrong: rounded down twice
# loses: padding and stride together, cells left over
# diagnosis: rounded twice
def output_size(n, k, p, s):
    return (n - k) // s + p // s + 1


# wrong: p taken as the padding of one side
# loses: one step at a time, with padding and without
# loses: padding and stride together, cells left over
# diagnosis: padding of one side
def output_size(n, k, p, s):
    return (n - k + 2 * p) // s + 1


# wrong: padding forgotten
# loses: one step at a time, with padding and without
# loses: padding and stride together, cells left over
# diagnosis: padding forgotten
def output_size(n, k, p, s):
    return (n - k) // s + 1


# wrong: padding subtracted
# loses: one step at a time, with padding and without
# loses: padding and stride together, cells left over
# diagnosis: padding subtracted
def output_size(n, k, p, s):
    return (n - k - p) // s + 1


# wrong: one too few
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
# diagnosis: one too few
def output_size(n, k, p, s):
    return (n - k + p) // s


# wrong: the 1 inside the division
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
# diagnosis: 1 divided too
def output_size(n, k, p, s):
    return (n - k + p + 1) // s


# wrong: stride ignored
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
# diagnosis: not divided by the stride
def output_size(n, k, p, s):
    return n - k + p + 1


# wrong: precedence, only the last term divided
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
# diagnosis: not divided by the stride
def output_size(n, k, p, s):
    return n - k + p + s // s


# wrong: stride 2 hard-coded
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
# diagnosis: stride 2 fixed
def output_size(n, k, p, s):
    return (n - k + p) // 2 + 1


# wrong: the size of SAME, whatever the padding
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
# diagnosis: size of SAME
def output_size(n, k, p, s):
    return -(-n // s)


# wrong: text added to a size
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
# diagnosis: raised TypeError
def output_size(n, k, p, s):
    size = (n - k + p + s) // s
    print("size " + size)
    return size


# wrong: no return
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
# diagnosis: printed instead of returned
def output_size(n, k, p, s):
    print((n - k + p + s) // s)


# wrong: the course's own output_size, under another name
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
from course.operations import output_size as measured


def output_size(n, k, p, s):
    return measured(n, k, p, s)


# wrong: an output measured
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
def output_size(n, k, p, s):
    from course.operations import cross_correlate_strided

    row, kernel = np.ones((1, n)), np.ones((1, k))
    return cross_correlate_strided(row, kernel, ((0, 0), (0, p)), (1, s)).shape[1]


# wrong: an output measured, in a function of its own
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
def slide(cells, kernel, step):
    return tf.nn.conv2d(tf.zeros((1, 1, cells, 1)), tf.zeros((1, kernel, 1, 1)), (1, step), "VALID")


def output_size(n, k, p, s):
    return slide(n + p, k, s).shape[2]


# wrong: half of p
# loses: one step at a time, with padding and without
# loses: padding and stride together, cells left over
# diagnosis: half the padding
def output_size(n, k, p, s):
    return (n - k + p // 2) // s + 1


# wrong: padding added after the division
# loses: padding and stride together, cells left over
# diagnosis: padding not divided
def output_size(n, k, p, s):
    return (n - k) // s + p + 1


# wrong: the kernel not subtracted
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
# diagnosis: kernel forgotten
def output_size(n, k, p, s):
    return (n + p) // s + 1


# wrong: padded cells divided by the stride
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
# diagnosis: kernel forgotten
import math


def output_size(n, k, p, s):
    return math.ceil((n + p) / s)


# wrong: one too many, n + p - k counted twice at the start
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
# diagnosis: one too many
def output_size(n, k, p, s):
    return (n - k + p + s) // s + 1


# wrong: the 1 inside the division, not rounded
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
# diagnosis: 1 divided too
def output_size(n, k, p, s):
    return (n - k + p + 1) / s


# wrong: precedence, only the padding divided
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
# diagnosis: only the padding divided
def output_size(n, k, p, s):
    return n - k + p // s + 1


# wrong: kernel and stride swapped
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
# diagnosis: kernel and stride swapped
def output_size(n, k, p, s):
    return (n - s + p) // k + 1


# wrong: stride 1 assumed, a loop over all places
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
# diagnosis: not divided by the stride
def output_size(n, k, p, s):
    return len([start for start in range(n + p) if start + k <= n + p])


# wrong: a misspelt name
# loses: one step at a time, with padding and without
# loses: larger steps that come out even
# loses: padding and stride together, cells left over
# diagnosis: raised NameError
def output_size(n, k, p, s):
    return (n - k + padding + s) // s
