"""Answers to convolve2d: the strict convolution, by flipping the kernel."""


# right: np.flip, then cross-correlation
def convolve2d(X, K):
    return cross_correlate(X, np.flip(K))


# right: both axes reversed by slices
def convolve2d(X, K):
    return cross_correlate(X, K[::-1, ::-1])


# right: TensorFlow
def convolve2d(X, K):
    return cross_correlate(tf.constant(X), tf.reverse(tf.constant(K), axis=[0, 1]))


# right: a corr2d of its own, the kernel turned by 180 degrees
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


def convolve2d(X, K):
    return corr2d(X, np.rot90(K, 2))


# right: plain Python lists, the kernel read backwards
def convolve2d(image, kernel):
    image, kernel = image.tolist(), kernel.tolist()
    k_h, k_w = len(kernel), len(kernel[0])
    return [
        [
            sum(
                image[i + a][j + b] * kernel[k_h - 1 - a][k_w - 1 - b]
                for a in range(k_h)
                for b in range(k_w)
            )
            for j in range(len(image[0]) - k_w + 1)
        ]
        for i in range(len(image) - k_h + 1)
    ]


# right: sliding_window_view and einsum in float64
from numpy.lib.stride_tricks import sliding_window_view


def convolve2d(X, K):
    windows = sliding_window_view(X.astype(np.float64), K.shape)
    return np.einsum("ijab,ab->ij", windows[..., ::-1, ::-1], K)


# right: the image flipped, and the result flipped back
def convolve2d(X, K):
    return cross_correlate(X[::-1, ::-1], K).numpy()[::-1, ::-1]


# right: the formula, sum of X[i - a, j - b] K[a, b]
def convolve2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            for a in range(h):
                for b in range(w):
                    Y[i, j] += X[i + h - 1 - a, j + w - 1 - b] * K[a, b]
    return Y


# right: keyword argument with a default
def convolve2d(X, K, correlate=cross_correlate):
    return correlate(X, K[::-1, ::-1])


# right: recursion that turns the rows round
def backwards(rows):
    return backwards(rows[1:]) + [rows[0][::-1]] if rows else []


def convolve2d(X, K):
    return cross_correlate(X, backwards(K.tolist()))


# right: every pixel spreads the kernel, the middle is kept
def convolve2d(X, K):
    (n_h, n_w), (h, w) = X.shape, K.shape
    spread = np.zeros((n_h + h - 1, n_w + w - 1))
    for i in range(n_h):
        for j in range(n_w):
            spread[i : i + h, j : j + w] += X[i, j] * K
    return spread[h - 1 : n_h, w - 1 : n_w]


# right: np.convolve, row by row
def convolve2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(len(Y)):
        for a in range(h):
            Y[i] += np.convolve(X[i + h - 1 - a], K[a], "valid")
    return Y


# right: Fourier transform in float64
def convolve2d(X, K):
    product = np.fft.fft2(np.float64(X)) * np.fft.fft2(np.float64(K), s=X.shape)
    return np.fft.ifft2(product).real[K.shape[0] - 1 :, K.shape[1] - 1 :]


# right: tf.Variable assigned element by element
def convolve2d(X, K):
    K = tf.reverse(K, [0, 1])
    h, w = K.shape
    Y = tf.Variable(tf.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1)))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j].assign(tf.reduce_sum(X[i : i + h, j : j + w] * K))
    return Y


# right: the course's operations as a module
from course import operations


def convolve2d(X, K):
    return operations.cross_correlate(X, np.flipud(np.fliplr(K)))


# right: float64, a flipped copy filled by index, broadcasting
def convolve2d(image, kernel):
    h, w = kernel.shape
    flipped = np.empty((h, w))
    for a in range(h):
        for b in range(w):
            flipped[a, b] = kernel[-1 - a, -1 - b]
    windows = np.lib.stride_tricks.sliding_window_view(image, (h, w))
    return (windows * flipped).sum((2, 3))


# wrong: kernel not flipped
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: kernel not flipped
def convolve2d(X, K):
    return cross_correlate(X, K)


# wrong: rows flipped, columns not
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: only the rows flipped
def convolve2d(X, K):
    return cross_correlate(X, K[::-1])


# wrong: columns flipped, rows not
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: only the columns flipped
def convolve2d(X, K):
    return cross_correlate(X, np.fliplr(K))


# wrong: rows flipped twice
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: kernel not flipped
def convolve2d(X, K):
    return cross_correlate(X, K[::-1][::-1])


# wrong: transposed instead of flipped
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: transposed instead of flipped
def convolve2d(X, K):
    return cross_correlate(X, K.T)


# wrong: turned by 90 degrees instead of 180
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: turned by 90 degrees
def convolve2d(X, K):
    return cross_correlate(X, np.rot90(K))


# wrong: flipped and transposed
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: flipped and transposed
def convolve2d(X, K):
    return cross_correlate(X, np.flip(K).T)


# wrong: image flipped instead of the kernel
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: image flipped instead
def convolve2d(X, K):
    return cross_correlate(np.flip(X), K)


# wrong: output flipped instead of the kernel
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: output in reverse order
def convolve2d(X, K):
    return np.flip(cross_correlate(X, K))


# wrong: image and kernel both flipped
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: output in reverse order
def convolve2d(X, K):
    return cross_correlate(np.flip(X), np.flip(K))


# wrong: wrong sign instead of a flip
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: sign changed instead of a flip
def convolve2d(X, K):
    return cross_correlate(X, -K)


# wrong: the slice loses the first row and column of the kernel
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: part of the kernel lost
def convolve2d(X, K):
    return cross_correlate(X, K[-1:0:-1, -1:0:-1])


# wrong: missing return
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: returned None
def convolve2d(X, K):
    flipped = K[::-1, ::-1]
    cross_correlate(X, flipped)


# wrong: zeros padded on all sides
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: zeros padded
def convolve2d(X, K):
    h, w = K.shape
    padded = np.pad(X, ((h - 1, h - 1), (w - 1, w - 1)))
    return cross_correlate(padded, K[::-1, ::-1])


# wrong: kernel flipped in place
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: changed its input
def convolve2d(X, K):
    K[:] = K[::-1, ::-1].copy()
    return cross_correlate(X, K)


# wrong: index one past the end of the kernel
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: raised IndexError
def convolve2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            for a in range(h):
                for b in range(w):
                    Y[i, j] += X[i + a, j + b] * K[h - a, w - b]
    return Y


# wrong: negative index that leaves the first row and column in place
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: flip one cell off
def convolve2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            for a in range(h):
                for b in range(w):
                    Y[i, j] += X[i + a, j + b] * K[-a, -b]
    return Y


# wrong: kernel height used for both axes
# loses: images and kernels of any height and width
# diagnosis: kernel's height used for both axes
def convolve2d(X, K):
    k = K.shape[0]
    K = np.flip(K)
    Y = np.zeros((X.shape[0] - k + 1, X.shape[1] - k + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + k, j : j + k] * K).sum()
    return Y


# wrong: square image assumed
# loses: images and kernels of any height and width
# diagnosis: square image assumed
def convolve2d(X, K):
    n = len(X)
    h, w = K.shape
    K = K[::-1, ::-1]
    Y = np.zeros((n - h + 1, n - w + 1))
    for i in range(n - h + 1):
        for j in range(n - w + 1):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: integer output
# loses: flips the kernel on both axes
# diagnosis: truncated to whole numbers
def convolve2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1), dtype=int)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K[::-1, ::-1]).sum()
    return Y


# wrong: negative results cut off
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: negatives cut off
def convolve2d(X, K):
    return tf.nn.relu(cross_correlate(X, np.flip(K)))


# wrong: kernel width used for both axes
# loses: images and kernels of any height and width
# diagnosis: kernel's width used for both axes
def convolve2d(X, K):
    k = K.shape[1]
    K = K[::-1, ::-1]
    Y = np.zeros((X.shape[0] - k + 1, X.shape[1] - k + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + k, j : j + k] * K).sum()
    return Y


# wrong: turned by 90 degrees clockwise
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
# diagnosis: turned by 90 degrees
def convolve2d(X, K):
    return cross_correlate(X, np.rot90(K, -1))


# wrong: not by hand, the course's convolve
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
def convolve2d(X, K):
    from course.operations import convolve

    return convolve(X, K)


# wrong: not by hand, the course's convolve under another name
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
from course.operations import convolve as flip_and_slide


def convolve2d(X, K):
    return flip_and_slide(X, K)


# wrong: not by hand, scipy.signal
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
def convolve2d(X, K):
    import scipy.signal as library

    return library.convolve2d(X, K, mode="valid")


# wrong: not by hand, tf.nn.conv2d
# loses: flips the kernel on both axes
# loses: images and kernels of any height and width
def convolve2d(X, K):
    kernels = tf.reverse(K, [0, 1])[:, :, tf.newaxis, tf.newaxis]
    return tf.nn.conv2d(X[None, :, :, None], kernels, 1, "VALID")[0, :, :, 0]
