"""Answers to corr2d_strided: cross-correlation with padding and stride."""


# right: padded by hand, then NumPy loops
def corr2d_strided(X, K, padding, stride):
    (top, bottom), (left, right) = padding
    s_h, s_w = stride
    k_h, k_w = K.shape
    P = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    P[top : top + X.shape[0], left : left + X.shape[1]] = X
    Y = np.zeros(((P.shape[0] - k_h) // s_h + 1, (P.shape[1] - k_w) // s_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = P[i * s_h : i * s_h + k_h, j * s_w : j * s_w + k_w]
            Y[i, j] = (window * K).sum()
    return Y


# right: np.pad, sliding_window_view and einsum
from numpy.lib.stride_tricks import sliding_window_view


def corr2d_strided(X, K, padding, stride):
    windows = sliding_window_view(np.pad(X, padding), K.shape)[:: stride[0], :: stride[1]]
    return np.einsum("ijab,ab->ij", windows, K)


# right: every window, then every s-th of them
def corr2d_strided(X, K, padding, stride):
    (t, b), (l, r) = padding
    X = np.hstack([np.zeros((len(X), l)), X, np.zeros((len(X), r))])
    X = np.vstack([np.zeros((t, X.shape[1])), X, np.zeros((b, X.shape[1]))])
    h, w = X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1
    Y = sum(weight * X[a : a + h, c : c + w] for (a, c), weight in np.ndenumerate(K))
    return Y[:: stride[0], :: stride[1]]


# right: without a padded image, cells outside count as zero
def corr2d_strided(X, K, padding, stride):
    n_h, n_w = X.shape
    k_h, k_w = K.shape
    top, left = padding[0][0], padding[1][0]
    h = (n_h + sum(padding[0]) - k_h + stride[0]) // stride[0]
    w = (n_w + sum(padding[1]) - k_w + stride[1]) // stride[1]
    Y = [[0.0] * w for _ in range(h)]
    for i in range(h):
        for j in range(w):
            for a in range(k_h):
                for b in range(k_w):
                    row, column = i * stride[0] + a - top, j * stride[1] + b - left
                    if 0 <= row < n_h and 0 <= column < n_w:
                        Y[i][j] += float(X[row, column] * K[a, b])
    return Y


# right: plain lists and ranges with a step
def corr2d_strided(image, kernel, padding, stride):
    (top, bottom), (left, right) = padding
    width = left + image.shape[1] + right
    rows = [[0] * left + row + [0] * right for row in image.tolist()]
    rows = [[0] * width] * top + rows + [[0] * width] * bottom
    kernel = kernel.tolist()
    k_h, k_w = len(kernel), len(kernel[0])
    return [
        [
            sum(rows[i + a][j + b] * kernel[a][b] for a in range(k_h) for b in range(k_w))
            for j in range(0, width - k_w + 1, stride[1])
        ]
        for i in range(0, len(rows) - k_h + 1, stride[0])
    ]


# right: TensorFlow, windows stacked
def corr2d_strided(X, K, padding, stride):
    X = tf.pad(X, padding)
    k_h, k_w = K.shape
    rows = []
    for i in range(0, X.shape[0] - k_h + 1, stride[0]):
        starts = range(0, X.shape[1] - k_w + 1, stride[1])
        rows.append(tf.stack([tf.reduce_sum(X[i : i + k_h, j : j + k_w] * K) for j in starts]))
    return tf.stack(rows)


# right: matrix product of flattened windows, float64
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X.astype(np.float64), padding)
    h, w = K.shape
    tops = range(0, X.shape[0] - h + 1, stride[0])
    lefts = range(0, X.shape[1] - w + 1, stride[1])
    windows = np.array([X[i : i + h, j : j + w].ravel() for i in tops for j in lefts])
    return (windows @ K.ravel()).reshape(len(tops), len(lefts))


# right: a slice with a step for each number of the kernel
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    s_h, s_w = stride
    h, w = ((n - k) // s + 1 for n, k, s in zip(X.shape, K.shape, stride))
    Y = np.zeros((h, w), dtype=np.float32)
    for a in range(K.shape[0]):
        for b in range(K.shape[1]):
            Y += K[a, b] * X[a : a + (h - 1) * s_h + 1 : s_h, b : b + (w - 1) * s_w + 1 : s_w]
    return Y


# wrong: stride ignored
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: the right number of windows, but one cell apart
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    h, w = K.shape
    Y = np.zeros(((X.shape[0] - h) // stride[0] + 1, (X.shape[1] - w) // stride[1] + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: output index not scaled down
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    h, w = K.shape
    Y = np.zeros(((X.shape[0] - h) // stride[0] + 1, (X.shape[1] - w) // stride[1] + 1))
    for i in range(0, X.shape[0] - h + 1, stride[0]):
        for j in range(0, X.shape[1] - w + 1, stride[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: strides swapped
# loses: a stride for each axis
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    s_w, s_h = stride
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)[::s_h, ::s_w]
    return (windows * K).sum(axis=(2, 3))


# wrong: stride of the height on both axes
# loses: a stride for each axis
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    s = stride[0]
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)[::s, ::s]
    return (windows * K).sum(axis=(2, 3))


# wrong: stride on the rows only
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)[:: stride[0]]
    return (windows * K).sum(axis=(2, 3))


# wrong: stride 2 hard-coded
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)[::2, ::2]
    return (windows * K).sum(axis=(2, 3))


# wrong: padding ignored
# loses: padding, its own on each side
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return (windows[:: stride[0], :: stride[1]] * K).sum(axis=(2, 3))


# wrong: top and left padding on both ends
# loses: padding, its own on each side
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, ((padding[0][0],) * 2, (padding[1][0],) * 2))
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return (windows[:: stride[0], :: stride[1]] * K).sum(axis=(2, 3))


# wrong: axes of the padding swapped
# loses: padding, its own on each side
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding[::-1])
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return (windows[:: stride[0], :: stride[1]] * K).sum(axis=(2, 3))


# wrong: padded, but sized as if it were not
# loses: padding, its own on each side
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    P = np.pad(X, padding)
    h, w = K.shape
    Y = np.zeros(((X.shape[0] - h) // stride[0] + 1, (X.shape[1] - w) // stride[1] + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            top, left = i * stride[0], j * stride[1]
            Y[i, j] = (P[top : top + h, left : left + w] * K).sum()
    return Y


# wrong: padding counted twice
# loses: padding, its own on each side
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    (t, b), (l, r) = padding
    X = np.pad(X, ((2 * t, 2 * b), (2 * l, 2 * r)))
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return (windows[:: stride[0], :: stride[1]] * K).sum(axis=(2, 3))


# wrong: size rounded up
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    h, w = K.shape
    n_h = int(np.ceil((X.shape[0] - h + stride[0]) / stride[0]))
    n_w = int(np.ceil((X.shape[1] - w + stride[1]) / stride[1]))
    Y = np.zeros((n_h, n_w))
    for i in range(n_h):
        for j in range(n_w):
            top, left = i * stride[0], j * stride[1]
            window = X[top : top + h, left : left + w]
            Y[i, j] = (window * K[: window.shape[0], : window.shape[1]]).sum()
    return Y


# wrong: size not rounded, a float
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    h, w = K.shape
    n_h, n_w = (X.shape[0] - h) / stride[0] + 1, (X.shape[1] - w) / stride[1] + 1
    Y = np.zeros((n_h, n_w))
    for i in range(n_h):
        for j in range(n_w):
            top, left = i * stride[0], j * stride[1]
            Y[i, j] = (X[top : top + h, left : left + w] * K).sum()
    return Y


# wrong: the last window forgotten
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    h, w = K.shape
    rows = range(0, X.shape[0] - h, stride[0])
    columns = range(0, X.shape[1] - w, stride[1])
    return [[(X[i : i + h, j : j + w] * K).sum() for j in columns] for i in rows]


# wrong: whole numbers
# loses: without padding, one step at a time; fractions
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    h, w = K.shape
    Y = np.zeros(((X.shape[0] - h) // stride[0] + 1, (X.shape[1] - w) // stride[1] + 1), int)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            top, left = i * stride[0], j * stride[1]
            Y[i, j] = (X[top : top + h, left : left + w] * K).sum()
    return Y


# wrong: kernel height used for both axes
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    k = K.shape[0]
    rows = range(0, X.shape[0] - k + 1, stride[0])
    columns = range(0, X.shape[1] - k + 1, stride[1])
    return [[(X[i : i + k, j : j + k] * K).sum() for j in columns] for i in rows]


# wrong: square image assumed
# loses: padding, its own on each side
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    n = X.shape[0]
    h, w = K.shape
    rows, columns = range(0, n - h + 1, stride[0]), range(0, n - w + 1, stride[1])
    Y = np.zeros((len(rows), len(columns)))
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            window = X[top : top + h, left : left + w]
            if window.shape == K.shape:
                Y[i, j] = (window * K).sum()
    return Y


# wrong: kernel flipped
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(X, padding), K.shape)
    return (windows[:: stride[0], :: stride[1]] * K[::-1, ::-1]).sum(axis=(2, 3))


# wrong: no return
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: all of it, on nothing square, with cells left over
def corr2d_strided(X, K, padding, stride):
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(X, padding), K.shape)
    Y = (windows[:: stride[0], :: stride[1]] * K).sum(axis=(2, 3))
