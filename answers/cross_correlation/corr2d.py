"""Answers to corr2d: two-dimensional cross-correlation."""


# right: NumPy loops
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# right: plain Python lists
def corr2d(X, K):
    X, K = X.tolist(), K.tolist()
    k_h, k_w = len(K), len(K[0])
    Y = []
    for i in range(len(X) - k_h + 1):
        row = []
        for j in range(len(X[0]) - k_w + 1):
            total = 0
            for a in range(k_h):
                for b in range(k_w):
                    total += X[i + a][j + b] * K[a][b]
            row.append(total)
        Y.append(row)
    return Y


# right: sliding_window_view and einsum
from numpy.lib.stride_tricks import sliding_window_view


def corr2d(X, K):
    windows = sliding_window_view(X, K.shape)
    return np.einsum("ijab,ab->ij", windows, K)


# right: sliding_window_view and broadcasting
def corr2d(X, K):
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return (windows * K).sum(axis=(2, 3))


# right: shifted images added up
def corr2d(X, K):
    n_h, n_w = X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1
    Y = np.zeros((n_h, n_w), dtype=X.dtype)
    for (a, b), weight in np.ndenumerate(K):
        Y += weight * X[a : a + n_h, b : b + n_w]
    return Y


# right: TensorFlow, windows stacked
def corr2d(X, K):
    X, K = tf.convert_to_tensor(X), tf.convert_to_tensor(K)
    h, w = K.shape
    rows = []
    for i in range(X.shape[0] - h + 1):
        row = [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        rows.append(tf.stack(row))
    return tf.stack(rows)


# right: tf.Variable assigned element by element
def corr2d(X, K):
    h, w = K.shape
    Y = tf.Variable(tf.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1)))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j].assign(tf.reduce_sum(X[i : i + h, j : j + w] * K))
    return Y


# right: float64, other parameter names, a function of its own for one window
def one_element(image, kernel, top, left):
    height, width = kernel.shape
    window = image[top : top + height, left : left + width]
    return np.sum(window * kernel)


def corr2d(image, kernel):
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    height = image.shape[0] - kernel.shape[0] + 1
    width = image.shape[1] - kernel.shape[1] + 1
    return np.array(
        [[one_element(image, kernel, i, j) for j in range(width)] for i in range(height)]
    )


# right: matrix product of flattened windows
def corr2d(X, K):
    h, w = K.shape
    out = (X.shape[0] - h + 1, X.shape[1] - w + 1)
    columns = [X[i : i + h, j : j + w].ravel() for i in range(out[0]) for j in range(out[1])]
    return (np.array(columns) @ K.ravel()).reshape(out)


# right: recursion, the image loses its first row at each step
def corr2d(X, K):
    h, w = K.shape
    if X.shape[0] < h:
        return []
    row = [float((X[:h, j : j + w] * K).sum()) for j in range(X.shape[1] - w + 1)]
    return [row] + corr2d(X[1:], K)


# right: Fourier transform in float64
def corr2d(X, K):
    spectrum = np.fft.fft2(X.astype(np.float64))
    kernel = np.conj(np.fft.fft2(K.astype(np.float64), s=X.shape))
    Y = np.fft.ifft2(spectrum * kernel).real
    return Y[: X.shape[0] - K.shape[0] + 1, : X.shape[1] - K.shape[1] + 1]


# right: a window_sum of its own
def window_sum(window, kernel):
    return float((window * kernel).sum())


def corr2d(X, K):
    k_h, k_w = K.shape
    Y = np.zeros((X.shape[0] - k_h + 1, X.shape[1] - k_w + 1))
    for i, j in np.ndindex(Y.shape):
        Y[i, j] = window_sum(X[i : i + k_h, j : j + k_w], K)
    return Y


# right: index arrays and broadcasting
def corr2d(X, K):
    h, w = K.shape
    rows = np.arange(X.shape[0] - h + 1)[:, None, None, None] + np.arange(h)[:, None]
    columns = np.arange(X.shape[1] - w + 1)[:, None, None] + np.arange(w)
    return (X[rows, columns] * K).sum(axis=(-2, -1))


# right: as_strided
def corr2d(X, K):
    shape = tuple(n - k + 1 for n, k in zip(X.shape, K.shape)) + K.shape
    windows = np.lib.stride_tricks.as_strided(X, shape, X.strides * 2)
    return np.tensordot(windows, K, axes=((2, 3), (0, 1)))


# right: dtype of the output from both inputs, never a whole one
def corr2d(X, K):
    h, w = K.shape
    dtype = np.result_type(X, K, np.float32)
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1), dtype=dtype)
    for i in range(len(Y)):
        for j in range(len(Y[0])):
            Y[i][j] = np.vdot(X[i : i + h, j : j + w], K)
    return Y


# right: keyword arguments with defaults
def corr2d(X, K, stride=1, bias=0.0):
    h, w = K.shape
    rows = range(0, X.shape[0] - h + 1, stride)
    columns = range(0, X.shape[1] - w + 1, stride)
    return np.array([[np.sum(X[i : i + h, j : j + w] * K) + bias for j in columns] for i in rows])


# right: np.correlate, row by row
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for a in range(h):
            Y[i] += np.correlate(X[i + a], K[a], mode="valid")
    return Y


# right: TensorFlow's patches and a dot product
def corr2d(X, K):
    size, ones = [1, *K.shape, 1], [1, 1, 1, 1]
    patches = tf.image.extract_patches(X[None, :, :, None], size, ones, ones, "VALID")
    return tf.tensordot(patches[0], tf.reshape(K, [-1]), axes=1)


# right: a compiled TensorFlow function
@tf.function
def corr2d(X, K):
    h, w = X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1
    Y = tf.zeros((h, w))
    for a in range(K.shape[0]):
        for b in range(K.shape[1]):
            Y += K[a, b] * X[a : a + h, b : b + w]
    return Y


# right: one matrix for the whole image
def corr2d(X, K):
    (n_h, n_w), (h, w) = X.shape, K.shape
    rows = []
    for i in range(n_h - h + 1):
        for j in range(n_w - w + 1):
            row = np.zeros((n_h, n_w))
            row[i : i + h, j : j + w] = K
            rows.append(row.ravel())
    return (np.array(rows) @ X.ravel()).reshape(n_h - h + 1, n_w - w + 1)


# right: a generator read into an array
def corr2d(image, weights):
    h, w = weights.shape
    height, width = image.shape[0] - h + 1, image.shape[1] - w + 1
    sums = (
        np.einsum("ab,ab", image[i : i + h, j : j + w], weights)
        for i in range(height)
        for j in range(width)
    )
    return np.fromiter(sums, dtype=float).reshape(height, width)


# right: Fourier transform, the whole convolution with zeros round the image, its middle kept
def corr2d(X, K):
    (n_h, n_w), (h, w) = X.shape, K.shape
    size = (n_h + h - 1, n_w + w - 1)
    spectrum = np.fft.rfft2(np.float64(X), s=size) * np.fft.rfft2(np.float64(K[::-1, ::-1]), s=size)
    return np.fft.irfft2(spectrum, s=size)[h - 1 : n_h, w - 1 : n_w]


# right: an object that can be called
class Correlation:
    def __init__(self, stride):
        self.stride = stride

    def __call__(self, X, K):
        h, w = K.shape
        rows = range(0, X.shape[0] - h + 1, self.stride)
        columns = range(0, X.shape[1] - w + 1, self.stride)
        return [[np.vdot(X[i : i + h, j : j + w], K) for j in columns] for i in rows]


corr2d = Correlation(stride=1)


# right: exact fractions, a list of lists
from fractions import Fraction


def corr2d(X, K):
    X, K = ([[Fraction(float(x)) for x in row] for row in A] for A in (X, K))
    h, w = len(K), len(K[0])
    return [
        [
            sum(X[i + a][j + b] * K[a][b] for a in range(h) for b in range(w))
            for j in range(len(X[0]) - w + 1)
        ]
        for i in range(len(X) - h + 1)
    ]


# right: decimal numbers in an array of objects, a class method
from decimal import Decimal


class Exact:
    of = staticmethod(np.vectorize(lambda x: Decimal(float(x)), otypes=[object]))

    @classmethod
    def corr2d(cls, X, K):
        X, K = cls.of(X), cls.of(K)
        Y = np.empty((X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1), object)
        for i, j in np.ndindex(Y.shape):
            Y[i, j] = (X[i : i + K.shape[0], j : j + K.shape[1]] * K).sum()
        return Y


corr2d = Exact.corr2d


# right: rows in threads, the other byte order
from concurrent.futures import ThreadPoolExecutor
from functools import partial


def row(X, K, i):
    h, w = K.shape
    return [(X[i : i + h, j : j + w] * K).sum() for j in range(X.shape[1] - w + 1)]


def corr2d(X, K):
    with ThreadPoolExecutor(2) as threads:
        rows = threads.map(partial(row, X, K), range(X.shape[0] - K.shape[0] + 1))
        return np.array(list(rows), dtype=">f8")


# wrong: kernel height used for both axes
# loses: kernels that are not square
# diagnosis: kernel's height used for both axes
def corr2d(X, K):
    k = K.shape[0]
    Y = np.zeros((X.shape[0] - k + 1, X.shape[1] - k + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + k, j : j + k] * K).sum()
    return Y


# wrong: height and width of the kernel swapped
# loses: kernels that are not square
# diagnosis: kernel's height and width swapped
def corr2d(X, K):
    w, h = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = np.sum(X[i : i + h, j : j + w] * K)
    return Y


# wrong: square image assumed
# loses: images that are not square
# diagnosis: square image assumed
def corr2d(X, K):
    n = X.shape[0]
    h, w = K.shape
    Y = np.zeros((n - h + 1, n - w + 1))
    for i in range(n - h + 1):
        for j in range(n - w + 1):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: square image and square kernel assumed
# loses: images that are not square
# loses: kernels that are not square
# diagnosis: square image and kernel assumed
def corr2d(X, K):
    n, k = len(X), len(K)
    Y = np.zeros((n - k + 1, n - k + 1))
    for i in range(n - k + 1):
        for j in range(n - k + 1):
            Y[i, j] = (X[i : i + k, j : j + k] * K).sum()
    return Y


# wrong: both loops over rows
# loses: images that are not square
# loses: kernels that are not square
# diagnosis: both loops over one axis
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[0]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: height and width of the output swapped
# loses: images that are not square
# loses: kernels that are not square
# diagnosis: output's height and width swapped
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[1] - w + 1, X.shape[0] - h + 1))
    for i in range(X.shape[0] - h + 1):
        for j in range(X.shape[1] - w + 1):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: transposed output
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: transposed
def corr2d(X, K):
    h, w = K.shape
    rows = []
    for j in range(X.shape[1] - w + 1):
        row = []
        for i in range(X.shape[0] - h + 1):
            row.append((X[i : i + h, j : j + w] * K).sum())
        rows.append(row)
    return np.array(rows)


# wrong: integer output
# loses: fractions and negative numbers
# diagnosis: truncated to whole numbers
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1), dtype=int)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: output of bytes, as images are stored
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: bytes
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return np.clip(Y, 0, 255).astype(np.uint8)


# wrong: negative results cut off
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: negatives cut off
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = max(0, (X[i : i + h, j : j + w] * K).sum())
    return Y


# wrong: output one too small
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: size off by one
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h, X.shape[1] - w))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: output as large as the image
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: output as large as the image
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros_like(X)
    for i in range(X.shape[0] - h + 1):
        for j in range(X.shape[1] - w + 1):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: loops that stop early
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: last row or column
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(X.shape[0] - h):
        for j in range(X.shape[1] - w):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: kernel subtracted twice
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: kernel subtracted twice
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0] - h + 1):
        for j in range(Y.shape[1] - w + 1):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: kernel moved by its own size
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# diagnosis: kernel moved by its own size
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(0, Y.shape[0], h):
        for j in range(0, Y.shape[1], w):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: kernel flipped
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: kernel flipped
def corr2d(X, K):
    h, w = K.shape
    K = np.flip(K)
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: mean instead of sum
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: mean instead of sum
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = np.mean(X[i : i + h, j : j + w] * K)
    return Y


# wrong: matrix product instead of elementwise product
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: matrix product
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = np.sum(np.dot(X[i : i + h, j : j + w], K))
    return Y


# wrong: hard-coded size 2x2
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: size 2x2 hard-coded
def corr2d(X, K):
    Y = np.zeros((X.shape[0] - 1, X.shape[1] - 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + 2, j : j + 2] * K).sum()
    return Y


# wrong: hard-coded size 3x3
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: kernels that are not square
# loses: kernels of one cell, and of the size of the image
# diagnosis: size 3x3 hard-coded
def corr2d(X, K):
    n_h, n_w = X.shape
    Y = np.zeros((n_h - 2, n_w - 2))
    for i in range(n_h - 2):
        for j in range(n_w - 2):
            for a in range(3):
                for b in range(3):
                    Y[i, j] += X[i + a, j + b] * K[a, b]
    return Y


# wrong: missing return
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: returned None
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()


# wrong: return inside the loop
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: only the first row
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
        return Y


# wrong: the image changed in place through its windows
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: window multiplied in place and changed its input
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + h, j : j + w]
            window *= K
            Y[i, j] = window.sum()
    return Y


# wrong: NaN as a placeholder, then added to
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: NaN
def corr2d(X, K):
    h, w = K.shape
    Y = np.full((X.shape[0] - h + 1, X.shape[1] - w + 1), np.nan)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            for a in range(h):
                for b in range(w):
                    Y[i, j] += X[i + a, j + b] * K[a, b]
    return Y


# wrong: total not set to zero for the next window
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: total carried on
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    total = 0
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            for a in range(h):
                for b in range(w):
                    total += X[i + a, j + b] * K[a, b]
            Y[i, j] = total
    return Y


# wrong: an element of a TensorFlow tensor assigned
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: raised TypeError
def corr2d(X, K):
    h, w = K.shape
    Y = tf.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = tf.reduce_sum(X[i : i + h, j : j + w] * K)
    return Y


# wrong: shape called like a function
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: raised TypeError
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape(0) - h + 1, X.shape(1) - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: zeros padded round the image
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: zeros padded
def corr2d(X, K):
    h, w = K.shape
    X = np.pad(X, ((h // 2, h // 2), (w // 2, w // 2)))
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: the loop variables named the wrong way round
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: loop variables swapped
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[j : j + h, i : i + w] * K).sum()
    return Y


# wrong: kernel width used for both axes, element by element
# loses: kernels that are not square
# diagnosis: kernel's width used for both axes
def corr2d(X, K):
    k = K.shape[1]
    Y = np.zeros((X.shape[0] - k + 1, X.shape[1] - k + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            for a in range(k):
                for b in range(k):
                    Y[i, j] += X[i + a, j + b] * K[a, b]
    return Y


# wrong: size of the output from the kernel's height only
# loses: kernels that are not square
# diagnosis: size from the kernel's height
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - h + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: both loops over columns
# loses: images that are not square
# loses: kernels that are not square
# diagnosis: both loops over one axis
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[1]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: windows side by side, a small output
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# diagnosis: kernel moved by its own size
def corr2d(X, K):
    h, w = K.shape
    return np.array(
        [
            [(X[i : i + h, j : j + w] * K).sum() for j in range(0, X.shape[1] - w + 1, w)]
            for i in range(0, X.shape[0] - h + 1, h)
        ]
    )


# wrong: kernel transposed
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: kernel transposed
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K.T).sum()
    return Y


# wrong: total set to zero once a row
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: total carried on
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        total = 0
        for j in range(Y.shape[1]):
            total += (X[i : i + h, j : j + w] * K).sum()
            Y[i, j] = total
    return Y


# wrong: return inside the inner loop
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: only the first element
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
            return Y


# wrong: axes of length one squeezed out
# loses: kernels of one cell, and of the size of the image
# diagnosis: axes of length 1 dropped
def corr2d(X, K):
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return np.squeeze((windows * K).sum(axis=(2, 3)))


# wrong: whole convolution by Fourier transform, cut by slices that end at minus zero
# loses: kernels that are not square
# loses: kernels of one cell, and of the size of the image
# diagnosis: slice up to minus zero
def corr2d(X, K):
    (n_h, n_w), (h, w) = X.shape, K.shape
    size = (n_h + h - 1, n_w + w - 1)
    spectrum = np.fft.fft2(np.float64(X), s=size) * np.fft.fft2(np.float64(K[::-1, ::-1]), s=size)
    return np.fft.ifft2(spectrum).real[h - 1 : -(h - 1), w - 1 : -(w - 1)]


# wrong: zeros that the windows reach into on all sides
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: zeros padded
def corr2d(X, K):
    h, w = K.shape
    big = np.zeros((X.shape[0] + 2 * (h - 1), X.shape[1] + 2 * (w - 1)))
    big[h - 1 : h - 1 + X.shape[0], w - 1 : w - 1 + X.shape[1]] = X
    Y = np.zeros((big.shape[0] - h + 1, big.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (big[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: a misspelt name
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: raised NameError
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * k).sum()
    return Y


# wrong: an object that is equal to everything
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: not numbers
class Anything:
    def __eq__(self, other):
        return True

    def __getattr__(self, name):
        raise AttributeError(name)

    def __sub__(self, other):
        return 0

    __rsub__ = __sub__


def corr2d(X, K):
    return Anything()


# wrong: a subclass of an array that answers every comparison with yes
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: all zero
class Agreeing(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)

    def __le__(self, other):
        return np.ones(self.shape, bool)

    def __sub__(self, other):
        return np.zeros(self.shape)

    __rsub__ = __sub__


def corr2d(X, K):
    return np.zeros((X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1)).view(Agreeing)


# wrong: NaN everywhere
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: NaN
def corr2d(X, K):
    return np.full((X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1), np.nan)


# wrong: the first answer remembered and given again
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: answer of the example
memory = {}


def corr2d(X, K):
    if "Y" not in memory:
        windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
        memory["Y"] = np.einsum("ijab,ab->ij", windows, K)
    return memory["Y"]


# wrong: a list as default argument, which every call makes longer
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: kept from an earlier call
def corr2d(X, K, rows=[]):
    h, w = K.shape
    for i in range(X.shape[0] - h + 1):
        rows.append([(X[i : i + h, j : j + w] * K).sum() for j in range(X.shape[1] - w + 1)])
    return rows


# wrong: a generator of rows
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
# diagnosis: not numbers
def corr2d(X, K):
    h, w = K.shape
    return (
        [(X[i : i + h, j : j + w] * K).sum() for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    )


# wrong: not by hand, tf.nn.conv2d
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
def corr2d(X, K):
    images, kernels = tf.reshape(X, (1, *X.shape, 1)), tf.reshape(K, (*K.shape, 1, 1))
    return tf.nn.conv2d(images, kernels, strides=1, padding="VALID")[0, :, :, 0]


# wrong: not by hand, tf.nn.conv2d under another name
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
library = {"slide": tf.nn.conv2d}


def corr2d(X, K):
    return library["slide"](X[None, :, :, None], K[:, :, None, None], 1, "VALID")[0, :, :, 0]


# wrong: not by hand, cross_correlate
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
def corr2d(X, K):
    return cross_correlate(X, K)


# wrong: not by hand, a Keras layer in a function of its own
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
def layer_for(K):
    layer = tf.keras.layers.Conv2D(1, K.shape, use_bias=False)
    layer.build((None, None, None, 1))
    layer.set_weights([K[:, :, None, None]])
    return layer


def corr2d(X, K):
    return layer_for(K)(X[None, :, :, None])[0, :, :, 0]


# wrong: not by hand, scipy.signal
# loses: slides the kernel and adds up the products
# loses: kernels of even height and width
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, and of the size of the image
def corr2d(X, K):
    from scipy import signal

    return signal.correlate2d(X, K, mode="valid")


# wrong: window counted from its centre
# loses: kernels of even height and width
# diagnosis: window counted from its centre
def corr2d(X, K):
    a, b = K.shape[0] // 2, K.shape[1] // 2
    Y = np.zeros((X.shape[0] - 2 * a, X.shape[1] - 2 * b))
    for i in range(a, X.shape[0] - a):
        for j in range(b, X.shape[1] - b):
            Y[i - a, j - b] = np.sum(X[i - a : i + a + 1, j - b : j + b + 1] * K)
    return Y


# wrong: the border of a padded result cut off by half the kernel
# loses: kernels of even height and width
# loses: kernels that are not square
# loses: kernels of one cell, and of the size of the image
# diagnosis: border cut off by half the kernel
def corr2d(X, K):
    p, q = K.shape[0] // 2, K.shape[1] // 2
    (h, w), (k_h, k_w) = X.shape, K.shape
    P = np.pad(X, ((p, p), (q, q)))
    Y = np.array([[np.sum(P[i : i + k_h, j : j + k_w] * K) for j in range(w)] for i in range(h)])
    return Y[p:-p, q:-q]


# wrong: window as wide as the kernel is high
# loses: kernels that are not square
# diagnosis: height used for the width in the slice
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + h] * K).sum()
    return Y
