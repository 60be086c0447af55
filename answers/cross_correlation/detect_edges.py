"""Answers to detect_edges: vertical and horizontal edges by differences of neighbours."""


# right: cross-correlation with a kernel and its transpose
def detect_edges(X):
    K = np.array([[1, -1]], dtype=np.float32)
    return cross_correlate(X, K), cross_correlate(X, K.T)


# right: slices
def detect_edges(X):
    vertical = X[:, :-1] - X[:, 1:]
    horizontal = X[:-1, :] - X[1:, :]
    return vertical, horizontal


# right: np.diff with its sign changed
def detect_edges(image):
    return -np.diff(image, axis=1), -np.diff(image, axis=0)


# right: TensorFlow
def detect_edges(X):
    K = tf.constant([[1.0, -1.0]])
    return cross_correlate(X, K), cross_correlate(X, tf.transpose(K))


# right: NumPy loops
def detect_edges(X):
    n_h, n_w = X.shape
    vertical = np.zeros((n_h, n_w - 1))
    horizontal = np.zeros((n_h - 1, n_w))
    for i in range(n_h):
        for j in range(n_w):
            if j + 1 < n_w:
                vertical[i, j] = X[i, j] - X[i, j + 1]
            if i + 1 < n_h:
                horizontal[i, j] = X[i, j] - X[i + 1, j]
    return vertical, horizontal


# right: plain Python lists, the pair in a list
def detect_edges(X):
    rows = X.tolist()
    vertical = [[a - b for a, b in zip(row, row[1:])] for row in rows]
    horizontal = [[a - b for a, b in zip(*pair)] for pair in zip(rows, rows[1:])]
    return [vertical, horizontal]


# right: the image transposed, and the result transposed back
def detect_edges(X):
    K = tf.constant([[1.0, -1.0]])
    vertical = cross_correlate(X, K)
    horizontal = tf.transpose(cross_correlate(tf.transpose(X), K))
    return vertical, horizontal


# right: float64, a function of its own for each kernel
def edges_with(kernel, X):
    return cross_correlate(X.astype(np.float64), np.array(kernel, dtype=np.float64)).numpy()


def detect_edges(X):
    return edges_with([[1, -1]], X), edges_with([[1], [-1]], X)


# right: cross_correlate with a float64 kernel
def detect_edges(X):
    K = np.array([[1.0, -1.0]])
    return cross_correlate(X, K), cross_correlate(X, K.T)


# right: cross_correlate with lists of whole numbers
def detect_edges(X):
    return cross_correlate(X, [[1, -1]]), cross_correlate(X, [[1], [-1]])


# right: sliding_window_view and einsum
from numpy.lib.stride_tricks import sliding_window_view


def detect_edges(X):
    K = np.array([[1, -1]])
    vertical = np.einsum("ijab,ab->ij", sliding_window_view(X, (1, 2)), K)
    horizontal = np.einsum("ijab,ab->ij", sliding_window_view(X, (2, 1)), K.T)
    return vertical, horizontal


# right: np.convolve along each axis
def detect_edges(X):
    def difference(line):
        return np.convolve(line, [-1, 1], "valid")

    return np.apply_along_axis(difference, 1, X), np.apply_along_axis(difference, 0, X)


# right: products with difference matrices
def detect_edges(X):
    def differences(n):
        return np.eye(n, n - 1) - np.eye(n, n - 1, k=-1)

    return X @ differences(X.shape[1]), differences(X.shape[0]).T @ X


# right: rolled image, the last row and column cut off
def detect_edges(X):
    vertical = (X - np.roll(X, -1, axis=1))[:, :-1]
    horizontal = (X - np.roll(X, -1, axis=0))[:-1]
    return vertical, horizontal


# right: tf.Variable kernels
def detect_edges(X):
    across = tf.Variable([[1.0, -1.0]])
    down = tf.Variable([[1.0], [-1.0]])
    return cross_correlate(X, across).numpy(), cross_correlate(X, down).numpy()


# right: keyword argument with a default, whole numbers made floats
def detect_edges(X, kernel=((1, -1),)):
    X, kernel = np.asarray(X, np.float32), np.asarray(kernel, np.float32)
    return tuple(cross_correlate(X, k) for k in (kernel, kernel.T))


# right: recursion, row by row
def differences(row):
    return [] if len(row) < 2 else [row[0] - row[1]] + differences(row[1:])


def detect_edges(X):
    vertical = [differences(row) for row in X]
    horizontal = np.array([differences(column) for column in X.T]).T
    return vertical, horizontal


# right: the course's operations as a module
from course import operations


def detect_edges(X):
    return (
        operations.cross_correlate(X, [[1.0, -1.0]]),
        operations.cross_correlate(X, [[1.0], [-1.0]]),
    )


# wrong: horizontal edges come first
# loses: vertical edges come first
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
# diagnosis: horizontal edges first
def detect_edges(X):
    K = tf.constant([[1.0, -1.0]])
    return cross_correlate(X, tf.transpose(K)), cross_correlate(X, K)


# wrong: wrong sign
# loses: vertical edges come first
# loses: horizontal edges come second
# diagnosis: signs turned round
def detect_edges(X):
    K = np.array([[-1, 1]], dtype=np.float32)
    return cross_correlate(X, K), cross_correlate(X, K.T)


# wrong: np.diff as it comes, right minus left
# loses: vertical edges come first
# loses: horizontal edges come second
# diagnosis: signs turned round
def detect_edges(X):
    return np.diff(X, axis=1), np.diff(X, axis=0)


# wrong: wrong sign of the vertical edges only
# loses: vertical edges come first
# diagnosis: one sign turned round
def detect_edges(X):
    vertical = X[:, 1:] - X[:, :-1]
    horizontal = X[:-1, :] - X[1:, :]
    return vertical, horizontal


# wrong: wrong sign of the horizontal edges only
# loses: horizontal edges come second
# diagnosis: one sign turned round
def detect_edges(X):
    vertical = cross_correlate(X, tf.constant([[1.0, -1.0]]))
    horizontal = cross_correlate(X, tf.constant([[-1.0], [1.0]]))
    return vertical, horizontal


# wrong: vertical edges only
# loses: vertical edges come first
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
# diagnosis: only one result
def detect_edges(X):
    return cross_correlate(X, tf.constant([[1.0, -1.0]]))


# wrong: missing return
# loses: vertical edges come first
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
# diagnosis: printed instead of returned
def detect_edges(X):
    K = tf.constant([[1.0, -1.0]])
    vertical = cross_correlate(X, K)
    horizontal = cross_correlate(X, tf.transpose(K))
    print(vertical, horizontal)


# wrong: the same kernel both times
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
# diagnosis: the same kernel twice
def detect_edges(X):
    K = tf.constant([[1.0, -1.0]])
    return cross_correlate(X, K), cross_correlate(X, K)


# wrong: the image transposed instead of the kernel
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
# diagnosis: result transposed
def detect_edges(X):
    K = tf.constant([[1.0, -1.0]])
    return cross_correlate(X, K), cross_correlate(X.T, K)


# wrong: transpose of a kernel with one axis
# loses: vertical edges come first
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
# diagnosis: raised ValueError
def detect_edges(X):
    K = np.array([1.0, -1.0], dtype=np.float32)
    return cross_correlate(X, K), cross_correlate(X, K.T)


# wrong: absolute values
# loses: vertical edges come first
# loses: horizontal edges come second
# diagnosis: absolute values
def detect_edges(X):
    return np.abs(X[:, :-1] - X[:, 1:]), np.abs(X[:-1] - X[1:])


# wrong: a kernel that skips a pixel
# loses: vertical edges come first
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
# diagnosis: a pixel skipped
def detect_edges(X):
    K = tf.constant([[1.0, 0.0, -1.0]])
    return cross_correlate(X, K), cross_correlate(X, tf.transpose(K))


# wrong: output as large as the image
# loses: vertical edges come first
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
# diagnosis: output as large as the image
def detect_edges(X):
    vertical = np.zeros_like(X)
    horizontal = np.zeros_like(X)
    vertical[:, :-1] = X[:, :-1] - X[:, 1:]
    horizontal[:-1, :] = X[:-1, :] - X[1:, :]
    return vertical, horizontal


# wrong: hard-coded size 6x8
# loses: vertical edges come first
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
# diagnosis: size 6x8 hard-coded
def detect_edges(X):
    vertical = np.zeros((6, 7))
    horizontal = np.zeros((5, 8))
    for i in range(6):
        for j in range(7):
            vertical[i, j] = X[i, j] - X[i, j + 1]
    for i in range(5):
        for j in range(8):
            horizontal[i, j] = X[i, j] - X[i + 1, j]
    return vertical, horizontal


# wrong: only the sign of a step
# loses: vertical edges come first
# loses: horizontal edges come second
# diagnosis: only the signs
def detect_edges(X):
    K = tf.constant([[1.0, -1.0]])
    return tf.sign(cross_correlate(X, K)), tf.sign(cross_correlate(X, tf.transpose(K)))


# wrong: integer output
# loses: vertical edges come first
# loses: horizontal edges come second
# diagnosis: truncated to whole numbers
def detect_edges(X):
    vertical = np.zeros((X.shape[0], X.shape[1] - 1), dtype=int)
    horizontal = np.zeros((X.shape[0] - 1, X.shape[1]), dtype=int)
    vertical[:] = X[:, :-1] - X[:, 1:]
    horizontal[:] = X[:-1, :] - X[1:, :]
    return vertical, horizontal


# wrong: the image returned as a third result
# loses: a pair, zero where the image is flat
# diagnosis: more than two results
def detect_edges(X):
    K = tf.constant([[1.0, -1.0]])
    return cross_correlate(X, K), cross_correlate(X, tf.transpose(K)), X


# wrong: the image changed in place
# loses: vertical edges come first
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
# diagnosis: changed its input
def detect_edges(X):
    K = tf.constant([[1.0, -1.0]])
    X -= X.min()
    return cross_correlate(X, K), cross_correlate(X, tf.transpose(K))


# wrong: both kinds of edges in one image
# loses: vertical edges come first
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
# diagnosis: both in one image
def detect_edges(X):
    vertical = X[:-1, :-1] - X[:-1, 1:]
    horizontal = X[:-1, :-1] - X[1:, :-1]
    return vertical + horizontal


# wrong: both results cut to the same size
# loses: vertical edges come first
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
# diagnosis: cut to one size
def detect_edges(X):
    vertical = X[:-1, :-1] - X[:-1, 1:]
    horizontal = X[:-1, :-1] - X[1:, :-1]
    return vertical, horizontal


# wrong: a dictionary instead of a pair
# loses: vertical edges come first
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
# diagnosis: a dictionary
def detect_edges(X):
    return {"vertical": X[:, :-1] - X[:, 1:], "horizontal": X[:-1] - X[1:]}


# wrong: horizontal edges only
# loses: vertical edges come first
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
# diagnosis: only one result
def detect_edges(X):
    return cross_correlate(X, tf.constant([[1.0], [-1.0]]))


# wrong: zeros beyond the last row and column
# loses: vertical edges come first
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
# diagnosis: output as large as the image
def detect_edges(X):
    padded = np.zeros((X.shape[0] + 1, X.shape[1] + 1))
    padded[:-1, :-1] = X
    return X - padded[:-1, 1:], X - padded[1:, :-1]


# wrong: vertical edges squared
# loses: vertical edges come first
# diagnosis: squared
def detect_edges(X):
    return (X[:, :-1] - X[:, 1:]) ** 2, X[:-1] - X[1:]


# wrong: not by hand, tf.nn.conv2d
# loses: vertical edges come first
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
def detect_edges(X):
    image, kernel = X[None, :, :, None], np.array([[1, -1]], np.float32)[:, :, None, None]
    vertical = tf.nn.conv2d(image, kernel, 1, "VALID")[0, :, :, 0]
    horizontal = tf.nn.conv2d(image, kernel.transpose(1, 0, 2, 3), 1, "VALID")[0, :, :, 0]
    return vertical, horizontal


# wrong: not by hand, tf.nn.conv2d by the module's own name
# loses: vertical edges come first
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
from tensorflow import nn


def detect_edges(X):
    K, slide = np.array([[1, -1]], np.float32), nn.convolution
    edges = [slide(X[None, :, :, None], k[:, :, None, None]) for k in (K, K.T)]
    return edges[0][0, :, :, 0], edges[1][0, :, :, 0]


# wrong: not by hand, scipy.ndimage
# loses: vertical edges come first
# loses: horizontal edges come second
# loses: a pair, zero where the image is flat
def detect_edges(X):
    from scipy.ndimage import correlate1d

    edges = [correlate1d(X, [1, -1], axis=axis, origin=-1) for axis in (1, 0)]
    return edges[0][:, :-1], edges[1][:-1]
