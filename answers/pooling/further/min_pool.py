"""Answers to min_pool: the smallest number of each window, by max-pooling."""


# right: the mirror
def min_pool(X, pool_size, padding):
    from course.operations import pool

    return -pool(-X, pool_size, padding)


# right: padded with infinity, window by window
def min_pool(X, pool_size, padding):
    X = np.pad(X, padding, constant_values=np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(X, pool_size)
    return windows.min(axis=(2, 3))


# wrong: not turned back
# loses: the smallest number of each window
# loses: padded cells never win
# diagnosis: sign flipped
def min_pool(X, pool_size, padding):
    from course.operations import pool

    return pool(-X, pool_size, padding)


# wrong: padded with zeros
# loses: padded cells never win
# diagnosis: padded with zeros
def min_pool(X, pool_size, padding):
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(X, padding), pool_size)
    return windows.min(axis=(2, 3))
