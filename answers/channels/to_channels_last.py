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


# right: pixels as columns of a matrix, transposed
def to_channels_last(X):
    c, h, w = X.shape
    return X.reshape(c, h * w).T.reshape(h, w, c)


# right: two exchanges
def to_channels_last(X):
    return X.swapaxes(0, 2).swapaxes(0, 1)


# right: dstack
def to_channels_last(X):
    return np.dstack(tuple(X))


# right: tf.stack of a tf.Variable's channels
def to_channels_last(X):
    X = tf.Variable(X)
    return tf.stack([X[c] for c in range(X.shape[0])], axis=-1)


# right: broadcasting into an empty array, the dtype kept
def to_channels_last(images):
    c, h, w = images.shape
    result = np.empty((h, w, c), dtype=images.dtype)
    result[...] = np.rollaxis(images, 0, 3)
    return result


# right: recursion over the channels
def to_channels_last(X):
    first = X[0][:, :, np.newaxis]
    return first if len(X) == 1 else np.concatenate([first, to_channels_last(X[1:])], axis=2)


# right: keyword arguments with defaults
def to_channels_last(X, source=0, destination=-1):
    return np.moveaxis(np.asarray(X, dtype=float), source=source, destination=destination)


# right: index arrays
def to_channels_last(X):
    i, j, k = np.indices((X.shape[1], X.shape[2], X.shape[0]))
    return X[k, i, j]


# wrong: reshape instead of transpose
# loses: each number keeps its row and column; its channel comes last
# diagnosis: reshape instead of transpose
def to_channels_last(X):
    c, h, w = X.shape
    return X.reshape(h, w, c)


# wrong: all axes reversed
# loses: each number keeps its row and column; its channel comes last
# diagnosis: all axes reversed
def to_channels_last(X):
    return X.T


# wrong: first and last axis exchanged
# loses: each number keeps its row and column; its channel comes last
# diagnosis: all axes reversed
def to_channels_last(X):
    return np.swapaxes(X, 0, 2)


# wrong: channels moved to the middle
# loses: each number keeps its row and column; its channel comes last
# diagnosis: channels in the middle
def to_channels_last(X):
    return np.moveaxis(X, 0, 1)


# wrong: the way back, from channels last to channels first
# loses: each number keeps its row and column; its channel comes last
# diagnosis: the way back
def to_channels_last(X):
    return np.transpose(X, (2, 0, 1))


# wrong: unchanged
# loses: each number keeps its row and column; its channel comes last
# diagnosis: unchanged
def to_channels_last(X):
    return X


# wrong: two channels, written out
# loses: each number keeps its row and column; its channel comes last
# diagnosis: two channels, whatever there are
def to_channels_last(X):
    return np.stack([X[0], X[1]], axis=-1)


# wrong: three channels, as of a colour image
# loses: each number keeps its row and column; its channel comes last
# diagnosis: three channels, whatever there are
def to_channels_last(X):
    return np.stack([X[0], X[1], X[2]], axis=-1)


# wrong: only the first channel
# loses: each number keeps its row and column; its channel comes last
# diagnosis: only the first channel
def to_channels_last(X):
    return X[0][:, :, np.newaxis]


# wrong: channels in reverse order, as OpenCV keeps colours
# loses: each number keeps its row and column; its channel comes last
# diagnosis: channels in reverse order
def to_channels_last(X):
    return np.transpose(X, (1, 2, 0))[:, :, ::-1]


# wrong: integer output
# loses: each number keeps its row and column; its channel comes last
# diagnosis: truncated to whole numbers
def to_channels_last(X):
    c, h, w = X.shape
    Y = np.zeros((h, w, c), dtype=int)
    for k in range(c):
        Y[:, :, k] = X[k]
    return Y


# wrong: an axis for the batch added
# loses: each number keeps its row and column; its channel comes last
# diagnosis: axis of the batch added
def to_channels_last(X):
    return np.transpose(X, (1, 2, 0))[np.newaxis]


# wrong: axis dropped where there is one channel
# loses: each number keeps its row and column; its channel comes last
# diagnosis: axes of length 1 dropped
def to_channels_last(X):
    return np.squeeze(np.transpose(X, (1, 2, 0)))


# wrong: square image assumed
# loses: each number keeps its row and column; its channel comes last
# diagnosis: square image assumed
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
# diagnosis: unchanged
def to_channels_last(X):
    np.transpose(X, (1, 2, 0))
    return X


# wrong: missing return
# loses: each number keeps its row and column; its channel comes last
# diagnosis: returned None
def to_channels_last(X):
    Y = np.moveaxis(X, 0, -1)


# wrong: height and width exchanged, channels left
# loses: each number keeps its row and column; its channel comes last
# diagnosis: height and width swapped
def to_channels_last(X):
    return np.swapaxes(X, 1, 2)


# wrong: the course's own function
# loses: each number keeps its row and column; its channel comes last
def to_channels_last(X):
    from course.operations import to_channels_last as library

    return library(X)


# wrong: the course's own function under another name
# loses: each number keeps its row and column; its channel comes last
from course.operations import to_channels_last as laid_out


def to_channels_last(X):
    return laid_out(X)


# wrong: np.transpose misspelt
# loses: each number keeps its row and column; its channel comes last
# diagnosis: raised AttributeError
def to_channels_last(X):
    return np.transposed(X, (1, 2, 0))
