"""Answers to to_channels_last: (c, h, w) to (h, w, c)."""


# right: transpose with the order of the axes
def to_channels_last(X):
    return np.transpose(X, (1, 2, 0))


# right: moveaxis
def to_channels_last(X):
    return np.moveaxis(X, 0, -1)


# right: TensorFlow
def to_channels_last(X):
    return tf.transpose(X, perm=[1, 2, 0])


# right: stacked on the last axis, other parameter names
def to_channels_last(feature_maps):
    return np.stack(list(feature_maps), axis=-1)


# right: loops
def to_channels_last(X):
    c, h, w = X.shape
    Y = np.zeros((h, w, c))
    for i in range(h):
        for j in range(w):
            for k in range(c):
                Y[i, j, k] = X[k, i, j]
    return Y


# right: einsum in float64
def to_channels_last(X):
    return np.einsum("chw->hwc", X.astype(np.float64))


# right: nested lists
def to_channels_last(X):
    c, h, w = X.shape
    return [[[float(X[k, i, j]) for k in range(c)] for j in range(w)] for i in range(h)]


# wrong: reshape instead of transpose
# loses: each number keeps its row and column; its channel comes last
def to_channels_last(X):
    c, h, w = X.shape
    return X.reshape(h, w, c)


# wrong: all axes reversed
# loses: each number keeps its row and column; its channel comes last
def to_channels_last(X):
    return X.T


# wrong: first and last axis exchanged
# loses: each number keeps its row and column; its channel comes last
def to_channels_last(X):
    return np.swapaxes(X, 0, 2)


# wrong: channels moved to the middle
# loses: each number keeps its row and column; its channel comes last
def to_channels_last(X):
    return np.moveaxis(X, 0, 1)


# wrong: the way back, from channels last to channels first
# loses: each number keeps its row and column; its channel comes last
def to_channels_last(X):
    return np.transpose(X, (2, 0, 1))


# wrong: unchanged
# loses: each number keeps its row and column; its channel comes last
def to_channels_last(X):
    return X


# wrong: two channels, written out
# loses: each number keeps its row and column; its channel comes last
def to_channels_last(X):
    return np.stack([X[0], X[1]], axis=-1)


# wrong: three channels, as of a colour image
# loses: each number keeps its row and column; its channel comes last
def to_channels_last(X):
    return np.stack([X[0], X[1], X[2]], axis=-1)


# wrong: only the first channel
# loses: each number keeps its row and column; its channel comes last
def to_channels_last(X):
    return X[0][:, :, np.newaxis]


# wrong: channels in reverse order, as OpenCV keeps colours
# loses: each number keeps its row and column; its channel comes last
def to_channels_last(X):
    return np.transpose(X, (1, 2, 0))[:, :, ::-1]


# wrong: integer output
# loses: each number keeps its row and column; its channel comes last
def to_channels_last(X):
    c, h, w = X.shape
    Y = np.zeros((h, w, c), dtype=int)
    for k in range(c):
        Y[:, :, k] = X[k]
    return Y


# wrong: an axis for the batch added
# loses: each number keeps its row and column; its channel comes last
def to_channels_last(X):
    return np.transpose(X, (1, 2, 0))[np.newaxis]


# wrong: axis dropped where there is one channel
# loses: each number keeps its row and column; its channel comes last
def to_channels_last(X):
    return np.squeeze(np.transpose(X, (1, 2, 0)))


# wrong: square image assumed
# loses: each number keeps its row and column; its channel comes last
def to_channels_last(X):
    c, n, _ = X.shape
    Y = np.zeros((n, n, c))
    for k in range(c):
        for i in range(n):
            for j in range(n):
                Y[i, j, k] = X[k, i, j]
    return Y


# wrong: transposed, but the result not kept
# loses: each number keeps its row and column; its channel comes last
def to_channels_last(X):
    np.transpose(X, (1, 2, 0))
    return X


# wrong: missing return
# loses: each number keeps its row and column; its channel comes last
def to_channels_last(X):
    Y = np.moveaxis(X, 0, -1)
