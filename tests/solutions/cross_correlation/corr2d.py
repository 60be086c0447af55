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


# wrong: kernel height used for both axes
# loses: kernels that are not square
# loses: kernels of one cell, one row, or the size of the image
def corr2d(X, K):
    k = K.shape[0]
    Y = np.zeros((X.shape[0] - k + 1, X.shape[1] - k + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + k, j : j + k] * K).sum()
    return Y


# wrong: height and width of the kernel swapped
# loses: kernels that are not square
# loses: kernels of one cell, one row, or the size of the image
def corr2d(X, K):
    w, h = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = np.sum(X[i : i + h, j : j + w] * K)
    return Y


# wrong: square image assumed
# loses: images that are not square
# loses: kernels of one cell, one row, or the size of the image
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
# loses: kernels of one cell, one row, or the size of the image
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
# loses: kernels of one cell, one row, or the size of the image
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
# loses: kernels of one cell, one row, or the size of the image
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[1] - w + 1, X.shape[0] - h + 1))
    for i in range(X.shape[0] - h + 1):
        for j in range(X.shape[1] - w + 1):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: transposed output
# loses: slides the kernel and adds up the products
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
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
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1), dtype=int)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: output of bytes, as images are stored
# loses: slides the kernel and adds up the products
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return np.clip(Y, 0, 255).astype(np.uint8)


# wrong: negative results cut off
# loses: slides the kernel and adds up the products
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = max(0, (X[i : i + h, j : j + w] * K).sum())
    return Y


# wrong: output one too small
# loses: slides the kernel and adds up the products
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h, X.shape[1] - w))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: output as large as the image
# loses: slides the kernel and adds up the products
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros_like(X)
    for i in range(X.shape[0] - h + 1):
        for j in range(X.shape[1] - w + 1):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: loops that stop early
# loses: slides the kernel and adds up the products
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(X.shape[0] - h):
        for j in range(X.shape[1] - w):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: kernel subtracted twice
# loses: slides the kernel and adds up the products
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0] - h + 1):
        for j in range(Y.shape[1] - w + 1):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: kernel moved by its own size
# loses: slides the kernel and adds up the products
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(0, Y.shape[0], h):
        for j in range(0, Y.shape[1], w):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: kernel flipped
# loses: slides the kernel and adds up the products
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
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
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = np.mean(X[i : i + h, j : j + w] * K)
    return Y


# wrong: matrix product instead of elementwise product
# loses: slides the kernel and adds up the products
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = np.sum(np.dot(X[i : i + h, j : j + w], K))
    return Y


# wrong: hard-coded size 2x2
# loses: slides the kernel and adds up the products
# loses: images that are not square
# loses: kernels that are not square
# loses: kernels of one cell, one row, or the size of the image
def corr2d(X, K):
    Y = np.zeros((X.shape[0] - 1, X.shape[1] - 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + 2, j : j + 2] * K).sum()
    return Y


# wrong: hard-coded size 3x3
# loses: slides the kernel and adds up the products
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
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
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()


# wrong: return inside the loop
# loses: slides the kernel and adds up the products
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
        return Y


# wrong: the image changed in place through its windows
# loses: slides the kernel and adds up the products
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
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
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
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
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
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
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
def corr2d(X, K):
    h, w = K.shape
    Y = tf.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = tf.reduce_sum(X[i : i + h, j : j + w] * K)
    return Y


# wrong: shape called like a function
# loses: slides the kernel and adds up the products
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape(0) - h + 1, X.shape(1) - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: zeros padded round the image
# loses: slides the kernel and adds up the products
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
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
# loses: images that are not square
# loses: kernels that are not square
# loses: fractions and negative numbers
# loses: kernels of one cell, one row, or the size of the image
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[j : j + h, i : i + w] * K).sum()
    return Y
