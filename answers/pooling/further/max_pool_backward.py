"""Answers to max_pool_backward: the gradient of max-pooling with respect to its input."""


# right: argmax of each window
def max_pool_backward(X, gradient, pool_size):
    result = np.zeros(X.shape)
    for i, j in np.ndindex(*gradient.shape):
        window = X[i : i + pool_size[0], j : j + pool_size[1]]
        a, b = np.unravel_index(window.argmax(), window.shape)
        result[i + a, j + b] += gradient[i, j]
    return result


# right: a mask of the largest number
def max_pool_backward(X, gradient, pool_size):
    result = np.zeros_like(X)
    for i in range(gradient.shape[0]):
        for j in range(gradient.shape[1]):
            window = X[i : i + pool_size[0], j : j + pool_size[1]]
            part = result[i : i + pool_size[0], j : j + pool_size[1]]
            part += gradient[i, j] * (window == window.max())
    return result


# wrong: the last window overwrites
# loses: windows that share their largest number add up
# diagnosis: gradient overwritten
def max_pool_backward(X, gradient, pool_size):
    result = np.zeros(X.shape)
    for i, j in np.ndindex(*gradient.shape):
        window = X[i : i + pool_size[0], j : j + pool_size[1]]
        a, b = np.unravel_index(window.argmax(), window.shape)
        result[i + a, j + b] = gradient[i, j]
    return result


# wrong: counted from the window's corner
# loses: the largest number of a window gets its gradient
# loses: windows that share their largest number add up
# diagnosis: place in the window taken for a place in the image
def max_pool_backward(X, gradient, pool_size):
    result = np.zeros(X.shape)
    for i, j in np.ndindex(*gradient.shape):
        window = X[i : i + pool_size[0], j : j + pool_size[1]]
        result[np.unravel_index(window.argmax(), window.shape)] += gradient[i, j]
    return result
