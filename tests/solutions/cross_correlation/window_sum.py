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


# wrong: the stub left as it was
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
def window_sum(window, kernel):
    raise NotImplementedError()


# wrong: missing return
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
def window_sum(window, kernel):
    result = (window * kernel).sum()


# wrong: matrix product instead of elementwise product
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
def window_sum(window, kernel):
    return (window @ kernel).sum()


# wrong: the products are not added up
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
def window_sum(window, kernel):
    return window * kernel


# wrong: Python's sum adds up rows only
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
def window_sum(window, kernel):
    return sum(window * kernel)


# wrong: mean instead of sum
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
def window_sum(window, kernel):
    return np.mean(window * kernel)


# wrong: adds window and kernel instead of multiplying them
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
def window_sum(window, kernel):
    return (window + kernel).sum()


# wrong: product of the two sums
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
def window_sum(window, kernel):
    return window.sum() * kernel.sum()


# wrong: whole number returned
# loses: windows that are not square, fractions
def window_sum(window, kernel):
    return int((window * kernel).sum())


# wrong: height used for both axes
# loses: windows that are not square, fractions
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
def window_sum(window, kernel):
    for i in range(window.shape[0]):
        total = 0
        for j in range(window.shape[1]):
            total += window[i, j] * kernel[i, j]
    return total


# wrong: total overwritten instead of added to
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
def window_sum(window, kernel):
    total = 0
    for i in range(window.shape[0]):
        for j in range(window.shape[1]):
            total = window[i, j] * kernel[i, j]
    return total


# wrong: return inside the loop
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
def window_sum(window, kernel):
    total = 0
    for i in range(window.shape[0]):
        for j in range(window.shape[1]):
            total += window[i, j] * kernel[i, j]
        return total


# wrong: kernel flipped
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
def window_sum(window, kernel):
    return np.sum(window * np.flip(kernel))


# wrong: kernel transposed
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
def window_sum(window, kernel):
    return np.sum(window * kernel.T)


# wrong: the window changed in place
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
def window_sum(window, kernel):
    window *= kernel
    return window.sum()


# wrong: the maximum instead of the sum
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
def window_sum(window, kernel):
    return (window * kernel).max()


# wrong: the builtin input read instead of the argument
# loses: multiplies element by element, then adds up
# loses: windows that are not square, fractions
def window_sum(window, kernel):
    return (input * kernel).sum()
