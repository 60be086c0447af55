"""Answers to image_gradient: the gradient of the loss with respect to the image."""


# right: the kernel added under each window
def image_gradient(X, K, Y):
    errors = 2 * (np.asarray(cross_correlate(X, K)) - Y)
    gradient = np.zeros(X.shape)
    for i, j in np.ndindex(*errors.shape):
        gradient[i : i + K.shape[0], j : j + K.shape[1]] += errors[i, j] * K
    return gradient


# right: the flipped kernel, and a border of zeros
def image_gradient(X, K, Y):
    errors = 2 * (np.asarray(cross_correlate(X, K)) - Y)
    return cross_correlate(np.pad(errors, [(k - 1, k - 1) for k in K.shape]), K[::-1, ::-1])


# wrong: kernel not flipped
# loses: one wrong output: twice its error, times the kernel
# loses: all outputs add up
# loses: images and kernels that are not square
# diagnosis: kernel not flipped
def image_gradient(X, K, Y):
    errors = 2 * (np.asarray(cross_correlate(X, K)) - Y)
    return cross_correlate(np.pad(errors, [(k - 1, k - 1) for k in K.shape]), K)


# wrong: without the 2
# loses: one wrong output: twice its error, times the kernel
# loses: all outputs add up
# loses: images and kernels that are not square
# diagnosis: 2 left out
def image_gradient(X, K, Y):
    errors = np.asarray(cross_correlate(X, K)) - Y
    return cross_correlate(np.pad(errors, [(k - 1, k - 1) for k in K.shape]), K[::-1, ::-1])
