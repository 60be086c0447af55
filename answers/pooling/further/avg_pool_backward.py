"""Answers to avg_pool_backward: the gradient of average pooling with respect to its input."""


# right: a share for each window
def avg_pool_backward(gradient, pool_size):
    (h, w), (p_h, p_w) = gradient.shape, pool_size
    result = np.zeros((h + p_h - 1, w + p_w - 1))
    for i, j in np.ndindex(h, w):
        result[i : i + p_h, j : j + p_w] += gradient[i, j] / (p_h * p_w)
    return result


# right: a cross-correlation of the padded gradient
def avg_pool_backward(gradient, pool_size):
    padded = np.pad(gradient, [(p - 1, p - 1) for p in pool_size])
    return cross_correlate(padded, np.full(pool_size, 1 / np.prod(pool_size)))


# wrong: not divided
# loses: every pixel of a window gets an equal share
# loses: the shares of overlapping windows add up
# diagnosis: not divided
def avg_pool_backward(gradient, pool_size):
    (h, w), (p_h, p_w) = gradient.shape, pool_size
    result = np.zeros((h + p_h - 1, w + p_w - 1))
    for i, j in np.ndindex(h, w):
        result[i : i + p_h, j : j + p_w] += gradient[i, j]
    return result


# wrong: the last window overwrites
# loses: the shares of overlapping windows add up
# diagnosis: gradient overwritten
def avg_pool_backward(gradient, pool_size):
    (h, w), (p_h, p_w) = gradient.shape, pool_size
    result = np.zeros((h + p_h - 1, w + p_w - 1))
    for i, j in np.ndindex(h, w):
        result[i : i + p_h, j : j + p_w] = gradient[i, j] / (p_h * p_w)
    return result
