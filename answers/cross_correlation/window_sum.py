"""Answers to window_sum: one output element of a cross-correlation."""


# right: one NumPy expression
def window_sum(window, kernel):
    return (window * kernel).sum()


# right: loops over rows and columns
def window_sum(window, kernel):
    total = 0.0
    for i in range(window.shape[0]):
        for j in range(window.shape[1]):
            total += window[i, j] * kernel[i, j]
    return total


# right: einsum
def window_sum(window, kernel):
    return np.einsum("ij,ij->", window, kernel)


# right: TensorFlow
def window_sum(window, kernel):
    return tf.reduce_sum(tf.multiply(window, kernel))


# right: plain Python lists
def window_sum(window, kernel):
    return sum(
        w * k
        for window_row, kernel_row in zip(window.tolist(), kernel.tolist())
        for w, k in zip(window_row, kernel_row)
    )


# right: dot product of the flattened arrays
def window_sum(window, kernel):
    return np.dot(window.ravel(), kernel.ravel())


# right: float64, other parameter names
def window_sum(patch, weights):
    return np.tensordot(patch.astype(np.float64), weights.astype(np.float64), axes=2)


# right: recursion, row by row
def window_sum(window, kernel):
    if len(window) == 0:
        return 0.0
    first = float(np.sum(window[0] * kernel[0]))
    return first + window_sum(window[1:], kernel[1:])


# right: trace of a matrix product
def window_sum(window, kernel):
    return np.trace(window @ kernel.T)


# right: sliding_window_view, a single window
from numpy.lib.stride_tricks import sliding_window_view


def window_sum(window, kernel):
    return np.sum(sliding_window_view(window, kernel.shape) * kernel)


# right: tf.Variable added to
def window_sum(window, kernel):
    total = tf.Variable(0.0)
    for i in range(window.shape[0]):
        for j in range(window.shape[1]):
            total.assign_add(window[i, j] * kernel[i, j])
    return total


# right: whole numbers made floats first
def window_sum(window, kernel):
    if not np.issubdtype(window.dtype, np.floating):
        window = window.astype(float)
    return np.multiply(window, kernel).sum()


# right: keyword argument with a default
def window_sum(window, kernel, start=0.0):
    return sum((window * kernel).ravel().tolist(), start)


# right: a lambda and math.fsum
import math

window_sum = lambda window, kernel: math.fsum((np.float64(window) * kernel).flat)


# right: a compiled TensorFlow function
@tf.function
def window_sum(window, kernel):
    return tf.einsum("ij,ij->", window, kernel)


# right: while loops
def window_sum(a, b):
    i, total = 0, 0
    while i < a.shape[0]:
        j = 0
        while j < a.shape[1]:
            total = total + a[i][j] * b[i][j]
            j += 1
        i += 1
    return total


# wrong: the stub left as it was
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: not attempted
def window_sum(window, kernel):
    raise NotImplementedError()


# wrong: missing return
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: returned None
def window_sum(window, kernel):
    result = (window * kernel).sum()


# wrong: matrix product instead of elementwise product
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: matrix product
def window_sum(window, kernel):
    return (window @ kernel).sum()


# wrong: the products are not added up
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: products not added up
def window_sum(window, kernel):
    return window * kernel


# wrong: Python's sum adds up rows only
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: added up on one axis only
def window_sum(window, kernel):
    return sum(window * kernel)


# wrong: mean instead of sum
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: mean instead of sum
def window_sum(window, kernel):
    return np.mean(window * kernel)


# wrong: adds window and kernel instead of multiplying them
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: added instead of multiplied
def window_sum(window, kernel):
    return (window + kernel).sum()


# wrong: product of the two sums
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: product of the sums
def window_sum(window, kernel):
    return window.sum() * kernel.sum()


# wrong: whole number returned
# loses: windows that are not square, fractions
# diagnosis: truncated to whole numbers
def window_sum(window, kernel):
    return int((window * kernel).sum())


# wrong: height used for both axes
# loses: windows that are not square, fractions
# diagnosis: height used for both axes
def window_sum(window, kernel):
    n = len(window)
    total = 0
    for i in range(n):
        for j in range(n):
            total += window[i, j] * kernel[i, j]
    return total


# wrong: hard-coded size 2x2
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: size 2x2 hard-coded
def window_sum(window, kernel):
    return (
        window[0, 0] * kernel[0, 0]
        + window[0, 1] * kernel[0, 1]
        + window[1, 0] * kernel[1, 0]
        + window[1, 1] * kernel[1, 1]
    )


# wrong: loops that stop early
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: loops that stop early
def window_sum(window, kernel):
    h, w = window.shape
    total = 0
    for i in range(h - 1):
        for j in range(w - 1):
            total += window[i, j] * kernel[i, j]
    return total


# wrong: total set to zero again in every row
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: only the last row
def window_sum(window, kernel):
    for i in range(window.shape[0]):
        total = 0
        for j in range(window.shape[1]):
            total += window[i, j] * kernel[i, j]
    return total


# wrong: total overwritten instead of added to
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: only one product
def window_sum(window, kernel):
    total = 0
    for i in range(window.shape[0]):
        for j in range(window.shape[1]):
            total = window[i, j] * kernel[i, j]
    return total


# wrong: return inside the loop
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: only the first row
def window_sum(window, kernel):
    total = 0
    for i in range(window.shape[0]):
        for j in range(window.shape[1]):
            total += window[i, j] * kernel[i, j]
        return total


# wrong: kernel flipped
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: kernel flipped
def window_sum(window, kernel):
    return np.sum(window * np.flip(kernel))


# wrong: kernel transposed
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: kernel transposed
def window_sum(window, kernel):
    return np.sum(window * kernel.T)


# wrong: the window changed in place
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: changed its input
def window_sum(window, kernel):
    window *= kernel
    return window.sum()


# wrong: the maximum instead of the sum
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: maximum instead of sum
def window_sum(window, kernel):
    return (window * kernel).max()


# wrong: the builtin input read instead of the argument
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: raised TypeError
def window_sum(window, kernel):
    return (input * kernel).sum()


# wrong: return inside the inner loop
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: only one product
def window_sum(window, kernel):
    total = 0
    for i in range(window.shape[0]):
        for j in range(window.shape[1]):
            total += window[i, j] * kernel[i, j]
            return total


# wrong: a sum for each row
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: added up on one axis only
def window_sum(window, kernel):
    return np.einsum("ij,ij->i", window, kernel)


# wrong: width used for both axes
# loses: windows that are not square, fractions
# diagnosis: width used for both axes
def window_sum(window, kernel):
    n = window.shape[1]
    return sum(window[i, j] * kernel[i, j] for i in range(n) for j in range(n))


# wrong: not by hand, cross_correlate
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
def window_sum(window, kernel):
    return cross_correlate(window, kernel)[0, 0]


# wrong: not by hand, cross_correlate under another name
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
from course.operations import cross_correlate as multiply_and_add


def window_sum(window, kernel):
    return float(multiply_and_add(window, kernel))


# wrong: not by hand, tf.nn.conv2d under another name
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
slide = tf.nn.conv2d


def window_sum(window, kernel):
    return slide(window[None, :, :, None], kernel[:, :, None, None], 1, "VALID")[0, 0, 0, 0]


# wrong: a matrix product, not added up
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
# diagnosis: matrix product
def window_sum(window, kernel):
    return window @ kernel
