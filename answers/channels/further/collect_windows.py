"""Answers to collect_windows: the windows of an image as the columns of a matrix."""


# right: window by window
def collect_windows(X, size):
    k_h, k_w = size
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    windows = [X[:, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)]
    return np.stack(windows, axis=1)


# right: a row for each place in the window
def collect_windows(X, size):
    k_h, k_w = size
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    return np.stack([x[a : a + h, b : b + w].ravel() for x in X for a, b in np.ndindex(k_h, k_w)])


# wrong: windows as rows
# loses: one channel
# loses: several channels
# diagnosis: windows as rows
def collect_windows(X, size):
    k_h, k_w = size
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    return np.stack([X[:, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)])


# wrong: channels last
# loses: several channels
# diagnosis: channels last in a window
def collect_windows(X, size):
    k_h, k_w = size
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    windows = [
        X[:, i : i + k_h, j : j + k_w].transpose(1, 2, 0).ravel()
        for i in range(h)
        for j in range(w)
    ]
    return np.stack(windows, axis=1)
