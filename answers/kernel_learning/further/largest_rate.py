"""Answers to largest_rate: the largest learning rate with which the loss falls."""


# right: eigenvalues
def largest_rate(X, kernel_shape):
    windows = np.lib.stride_tricks.sliding_window_view(np.float64(X), kernel_shape)
    A = windows.reshape(-1, kernel_shape[0] * kernel_shape[1])
    return 2 / np.linalg.eigvalsh(2 * A.T @ A)[-1]


# right: the largest singular value
def largest_rate(X, kernel_shape):
    windows = np.lib.stride_tricks.sliding_window_view(np.float64(X), kernel_shape)
    A = windows.reshape(-1, kernel_shape[0] * kernel_shape[1])
    return 1 / np.linalg.norm(A, 2) ** 2


# wrong: without the 2 of the loss
# loses: the chapter's edge image
# loses: any image and kernel
# diagnosis: 2 of the loss left out
def largest_rate(X, kernel_shape):
    windows = np.lib.stride_tricks.sliding_window_view(np.float64(X), kernel_shape)
    A = windows.reshape(-1, kernel_shape[0] * kernel_shape[1])
    return 2 / np.linalg.eigvalsh(A.T @ A)[-1]


# wrong: 1 over the curvature
# loses: the chapter's edge image
# loses: any image and kernel
# diagnosis: 1 over the curvature
def largest_rate(X, kernel_shape):
    windows = np.lib.stride_tricks.sliding_window_view(np.float64(X), kernel_shape)
    A = windows.reshape(-1, kernel_shape[0] * kernel_shape[1])
    return 1 / np.linalg.eigvalsh(2 * A.T @ A)[-1]
