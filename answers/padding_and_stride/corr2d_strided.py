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


# right: FFT
def corr2d_strided(X, K, padding, stride):
    (t, b), (l, r) = padding
    h, w = X.shape[0] + t + b, X.shape[1] + l + r
    padded = np.zeros((h, w))
    padded[t : t + X.shape[0], l : l + X.shape[1]] = X
    product = np.fft.rfft2(padded) * np.conj(np.fft.rfft2(K, s=(h, w)))
    full = np.fft.irfft2(product, s=(h, w))
    return full[: h - K.shape[0] + 1 : stride[0], : w - K.shape[1] + 1 : stride[1]]


# right: the textbook's tf.Variable, one element assigned at a time
def corr2d_strided(X, K, padding, stride):
    X = tf.pad(X, padding)
    h, w = K.shape
    Y = tf.Variable(
        tf.zeros(((X.shape[0] - h) // stride[0] + 1, (X.shape[1] - w) // stride[1] + 1))
    )
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            top, left = i * stride[0], j * stride[1]
            Y[i, j].assign(tf.reduce_sum(X[top : top + h, left : left + w] * K))
    return Y


# right: the course's pad, imported
from course.operations import pad


def corr2d_strided(X, K, padding, stride):
    P = np.asarray(pad(X, padding))
    (h, w), (s_h, s_w) = K.shape, stride
    rows, columns = range(0, len(P) - h + 1, s_h), range(0, len(P[0]) - w + 1, s_w)
    return np.array([[np.vdot(P[i : i + h, j : j + w], K) for j in columns] for i in rows])


# right: the course's pad, by its module
from course import operations


def corr2d_strided(X, K, padding, stride):
    X = np.asarray(operations.pad(X, padding))
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return np.tensordot(windows[:: stride[0], :: stride[1]], K, axes=2)


# right: as_strided, steps in bytes
def corr2d_strided(X, K, padding, stride):
    X = np.ascontiguousarray(np.pad(X, padding))
    (s_h, s_w), (down, across) = stride, X.strides
    shape = [(n - k) // s + 1 for n, k, s in zip(X.shape, K.shape, stride)]
    windows = np.lib.stride_tricks.as_strided(
        X, (*shape, *K.shape), (down * s_h, across * s_w, down, across)
    )
    return (windows * K).sum((2, 3))


# right: recursion over rows and columns
def corr2d_strided(X, K, padding, stride):
    def row(line):
        if line.shape[1] < K.shape[1]:
            return []
        return [float((line[:, : K.shape[1]] * K).sum())] + row(line[:, stride[1] :])

    def rows(image):
        if image.shape[0] < K.shape[0]:
            return []
        return [row(image[: K.shape[0]])] + rows(image[stride[0] :])

    return rows(np.pad(X, padding))


# right: one large matrix for the whole image, float64
def corr2d_strided(X, K, padding, stride):
    P = np.pad(X.astype(np.float64), padding)
    h, w = [(n - k) // s + 1 for n, k, s in zip(P.shape, K.shape, stride)]
    M = np.zeros((h, w, *P.shape))
    for i in range(h):
        for j in range(w):
            top, left = i * stride[0], j * stride[1]
            M[i, j, top : top + K.shape[0], left : left + K.shape[1]] = K
    return (M.reshape(h * w, -1) @ P.ravel()).reshape(h, w)


# right: tf.image.extract_patches
def corr2d_strided(X, K, padding, stride):
    images = tf.pad(X, padding)[tf.newaxis, :, :, tf.newaxis]
    patches = tf.image.extract_patches(
        images, [1, *K.shape, 1], [1, *stride, 1], [1, 1, 1, 1], "VALID"
    )
    return tf.linalg.matvec(patches[0], tf.reshape(K, -1))


# right: a function for the size, keyword defaults, a generator of windows
def size(n, k, p, s):
    return (n - k + p + s) // s


def starts(X, K, padding, stride):
    for i in range(size(X.shape[0], K.shape[0], sum(padding[0]), stride[0])):
        for j in range(size(X.shape[1], K.shape[1], sum(padding[1]), stride[1])):
            yield i, j


def corr2d_strided(X, K, padding=((0, 0), (0, 0)), stride=(1, 1)):
    P = np.pad(X, padding)
    found = {}
    for i, j in starts(X, K, padding, stride):
        top, left = stride[0] * i, stride[1] * j
        found[i, j] = np.sum(P[top : top + K.shape[0], left : left + K.shape[1]] * K)
    height, width = np.max(list(found), axis=0) + 1
    return np.reshape(list(found.values()), (height, width))


# right: indices broadcast, no loop
def corr2d_strided(X, K, padding, stride):
    P = np.pad(X, padding)
    h, w = [(n - k) // s + 1 for n, k, s in zip(P.shape, K.shape, stride)]
    i = (np.arange(h) * stride[0])[:, None, None, None] + np.arange(K.shape[0])[:, None]
    j = (np.arange(w) * stride[1])[:, None, None] + np.arange(K.shape[1])
    return (P[i, j] * K).sum(axis=(-1, -2))


# right: two passes of matrices that choose, rows and then columns
def corr2d_strided(X, K, padding, stride):
    P = np.pad(X, padding)
    Y = 0
    for a in range(K.shape[0]):
        down = np.eye(len(P))[a : a + len(P) - K.shape[0] + 1 : stride[0]]
        for b in range(K.shape[1]):
            across = np.eye(P.shape[1])[b : b + P.shape[1] - K.shape[1] + 1 : stride[1]]
            Y = Y + K[a, b] * (down @ P @ across.T)
    return Y


# wrong: stride ignored
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
# diagnosis: stride ignored
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
# loses: images and kernels of any height and width, cells left over
# diagnosis: windows one cell apart
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
# loses: images and kernels of any height and width, cells left over
# diagnosis: index not scaled
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
# diagnosis: strides swapped
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    s_w, s_h = stride
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)[::s_h, ::s_w]
    return (windows * K).sum(axis=(2, 3))


# wrong: stride of the height on both axes
# loses: a stride for each axis
# diagnosis: one stride for both axes
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    s = stride[0]
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)[::s, ::s]
    return (windows * K).sum(axis=(2, 3))


# wrong: stride on the rows only
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
# diagnosis: stride on one axis only
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)[:: stride[0]]
    return (windows * K).sum(axis=(2, 3))


# wrong: stride 2 hard-coded
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
# diagnosis: stride 2 fixed
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)[::2, ::2]
    return (windows * K).sum(axis=(2, 3))


# wrong: padding ignored
# loses: padding, its own on each side
# loses: images and kernels of any height and width, cells left over
# diagnosis: padding ignored
def corr2d_strided(X, K, padding, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return (windows[:: stride[0], :: stride[1]] * K).sum(axis=(2, 3))


# wrong: top and left padding on both ends
# loses: padding, its own on each side
# diagnosis: both ends alike
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, ((padding[0][0],) * 2, (padding[1][0],) * 2))
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return (windows[:: stride[0], :: stride[1]] * K).sum(axis=(2, 3))


# wrong: axes of the padding swapped
# loses: padding, its own on each side
# diagnosis: axes of the padding swapped
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding[::-1])
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return (windows[:: stride[0], :: stride[1]] * K).sum(axis=(2, 3))


# wrong: padded, but sized as if it were not
# loses: padding, its own on each side
# loses: images and kernels of any height and width, cells left over
# diagnosis: sized without padding
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
# loses: images and kernels of any height and width, cells left over
# diagnosis: padding twice
def corr2d_strided(X, K, padding, stride):
    (t, b), (l, r) = padding
    X = np.pad(X, ((2 * t, 2 * b), (2 * l, 2 * r)))
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return (windows[:: stride[0], :: stride[1]] * K).sum(axis=(2, 3))


# wrong: size rounded up
# loses: images and kernels of any height and width, cells left over
# diagnosis: rounded up
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
# loses: images and kernels of any height and width, cells left over
# diagnosis: raised TypeError
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
# loses: images and kernels of any height and width, cells left over
# diagnosis: last window forgotten
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    h, w = K.shape
    rows = range(0, X.shape[0] - h, stride[0])
    columns = range(0, X.shape[1] - w, stride[1])
    return [[(X[i : i + h, j : j + w] * K).sum() for j in columns] for i in rows]


# wrong: whole numbers
# loses: without padding, one step at a time; fractions
# diagnosis: truncated to whole numbers
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
# loses: images and kernels of any height and width, cells left over
# diagnosis: kernel's height used for both axes
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    k = K.shape[0]
    rows = range(0, X.shape[0] - k + 1, stride[0])
    columns = range(0, X.shape[1] - k + 1, stride[1])
    return [[(X[i : i + k, j : j + k] * K).sum() for j in columns] for i in rows]


# wrong: square image assumed
# loses: padding, its own on each side
# loses: images and kernels of any height and width, cells left over
# diagnosis: square image assumed
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    n = X.shape[0]
    h, w = K.shape
    rows, columns = range(0, n - h + 1, stride[0]), range(0, n - w + 1, stride[1])
    Y = np.zeros((len(rows), len(columns)))
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            Y[i, j] = (X[top : top + h, left : left + w] * K).sum()
    return Y


# wrong: kernel flipped
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
# diagnosis: kernel flipped
def corr2d_strided(X, K, padding, stride):
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(X, padding), K.shape)
    return (windows[:: stride[0], :: stride[1]] * K[::-1, ::-1]).sum(axis=(2, 3))


# wrong: no return
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
# diagnosis: returned None
def corr2d_strided(X, K, padding, stride):
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(X, padding), K.shape)
    Y = (windows[:: stride[0], :: stride[1]] * K).sum(axis=(2, 3))


# wrong: tf.nn.conv2d
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
def corr2d_strided(X, K, padding, stride):
    images, kernels = X[np.newaxis, :, :, np.newaxis], K[:, :, np.newaxis, np.newaxis]
    border = [(0, 0), *padding, (0, 0)]
    return tf.nn.conv2d(images, kernels, strides=stride, padding=border)[0, :, :, 0]


# wrong: tf.nn.conv2d under another name
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
slide = getattr(tf.nn, "conv2d")


def corr2d_strided(X, K, padding, stride):
    border = [(0, 0), *padding, (0, 0)]
    return slide(X[None, ..., None], K[..., None, None], strides=stride, padding=border)[0, ..., 0]


# wrong: the course's own cross_correlate_strided
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
def corr2d_strided(X, K, padding, stride):
    from course.operations import cross_correlate_strided

    return cross_correlate_strided(X, K, padding, stride)


# wrong: the course's own cross_correlate, every s-th of its numbers
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
def corr2d_strided(X, K, padding, stride):
    return cross_correlate(np.pad(X, padding), K)[:: stride[0], :: stride[1]]


# wrong: the course's own operation, in a function of its own
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
from course import operations


def slide(*settings):
    return operations.cross_correlate_strided(*settings)


def corr2d_strided(X, K, padding, stride):
    return slide(X, K, padding, stride).numpy()


# wrong: a Keras layer
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
def corr2d_strided(X, K, padding, stride):
    layer = tf.keras.layers.Conv2D(1, K.shape, strides=stride, use_bias=False)
    X = np.pad(X, padding)[np.newaxis, :, :, np.newaxis]
    layer.build(X.shape)
    layer.set_weights([K[:, :, np.newaxis, np.newaxis]])
    return layer(X)[0, :, :, 0]


# wrong: SciPy
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
def corr2d_strided(X, K, padding, stride):
    from scipy.signal import correlate2d

    return correlate2d(np.pad(X, padding), K, mode="valid")[:: stride[0], :: stride[1]]


# wrong: stride of the width on both axes
# loses: a stride for each axis
# diagnosis: one stride for both axes
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    s = stride[1]
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)[::s, ::s]
    return (windows * K).sum(axis=(2, 3))


# wrong: stride on the columns only
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
# diagnosis: stride on one axis only
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)[:, :: stride[1]]
    return (windows * K).sum(axis=(2, 3))


# wrong: output as large as without stride, with gaps
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
# diagnosis: gaps in the output
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(0, Y.shape[0], stride[0]):
        for j in range(0, Y.shape[1], stride[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: the start of the window scaled downwards only
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
# diagnosis: windows moved on one axis only
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    h, w = K.shape
    Y = np.zeros(((X.shape[0] - h) // stride[0] + 1, (X.shape[1] - w) // stride[1] + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i * stride[0] : i * stride[0] + h, j : j + w] * K).sum()
    return Y


# wrong: the kernel transposed
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
# diagnosis: kernel transposed
def corr2d_strided(X, K, padding, stride):
    X, K = np.pad(X, padding), K.T
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)[:: stride[0], :: stride[1]]
    return (windows * K).sum(axis=(2, 3))


# wrong: the mean of the products
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
# diagnosis: mean instead of sum
def corr2d_strided(X, K, padding, stride):
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(X, padding), K.shape)
    return (windows[:: stride[0], :: stride[1]] * K).mean(axis=(2, 3))


# wrong: the window summed without the kernel
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
# diagnosis: kernel ignored
def corr2d_strided(X, K, padding, stride):
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(X, padding), K.shape)
    return windows[:: stride[0], :: stride[1]].sum(axis=(2, 3))


# wrong: added up in whole numbers
# loses: without padding, one step at a time; fractions
# diagnosis: truncated to whole numbers
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    h, w = K.shape
    Y = np.zeros(((X.shape[0] - h) // stride[0] + 1, (X.shape[1] - w) // stride[1] + 1), int)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            for a in range(h):
                for b in range(w):
                    Y[i, j] += X[i * stride[0] + a, j * stride[1] + b] * K[a, b]
    return Y


# wrong: the padded image in whole numbers
# loses: without padding, one step at a time; fractions
# diagnosis: truncated to whole numbers
def corr2d_strided(X, K, padding, stride):
    (t, b), (l, r) = padding
    P = np.zeros((X.shape[0] + t + b, X.shape[1] + l + r), dtype=int)
    P[t : t + X.shape[0], l : l + X.shape[1]] = X
    windows = np.lib.stride_tricks.sliding_window_view(P, K.shape)
    return (windows[:: stride[0], :: stride[1]] * K).sum(axis=(2, 3))


# wrong: the output padded, not the image
# loses: padding, its own on each side
# loses: images and kernels of any height and width, cells left over
# diagnosis: output padded
def corr2d_strided(X, K, padding, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)[:: stride[0], :: stride[1]]
    return np.pad((windows * K).sum(axis=(2, 3)), padding)


# wrong: bottom and right padding on both ends
# loses: padding, its own on each side
# diagnosis: both ends alike
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, ((padding[0][1],) * 2, (padding[1][1],) * 2))
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return (windows[:: stride[0], :: stride[1]] * K).sum(axis=(2, 3))


# wrong: each pair read as (after, before)
# loses: padding, its own on each side
# diagnosis: before and after swapped
def corr2d_strided(X, K, padding, stride):
    (b, t), (r, l) = padding
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(X, ((t, b), (l, r))), K.shape)
    return (windows[:: stride[0], :: stride[1]] * K).sum(axis=(2, 3))


# wrong: read as (top, left), (bottom, right)
# loses: padding, its own on each side
# diagnosis: corners in place of sides
def corr2d_strided(X, K, padding, stride):
    (t, l), (b, r) = padding
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(X, ((t, b), (l, r))), K.shape)
    return (windows[:: stride[0], :: stride[1]] * K).sum(axis=(2, 3))


# wrong: the image in the upper left corner
# loses: padding, its own on each side
# loses: images and kernels of any height and width, cells left over
# diagnosis: image in the corner
def corr2d_strided(X, K, padding, stride):
    P = np.zeros([n + sum(p) for n, p in zip(X.shape, padding)])
    P[: X.shape[0], : X.shape[1]] = X
    windows = np.lib.stride_tricks.sliding_window_view(P, K.shape)
    return (windows[:: stride[0], :: stride[1]] * K).sum(axis=(2, 3))


# wrong: the 1 of the size forgotten
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
# diagnosis: last window forgotten
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    h, w = K.shape
    Y = np.zeros(((X.shape[0] - h) // stride[0], (X.shape[1] - w) // stride[1]))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            top, left = i * stride[0], j * stride[1]
            Y[i, j] = (X[top : top + h, left : left + w] * K).sum()
    return Y


# wrong: kernel width used for both axes
# loses: images and kernels of any height and width, cells left over
# diagnosis: kernel's width used for both axes
def corr2d_strided(X, K, padding, stride):
    X = np.pad(X, padding)
    k = K.shape[1]
    rows = range(0, X.shape[0] - k + 1, stride[0])
    columns = range(0, X.shape[1] - k + 1, stride[1])
    return [[(X[i : i + k, j : j + k] * K).sum() for j in columns] for i in rows]


# wrong: rows of the output as columns
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
# diagnosis: transposed
def corr2d_strided(X, K, padding, stride):
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(X, padding), K.shape)
    return (windows[:: stride[0], :: stride[1]] * K).sum(axis=(2, 3)).T


# wrong: the image weighted in place
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
# diagnosis: changed its input
def corr2d_strided(X, K, padding, stride):
    P = np.pad(X, padding)
    windows = np.lib.stride_tricks.sliding_window_view(P, K.shape)
    K *= 2
    return (windows[:: stride[0], :: stride[1]] * K).sum(axis=(2, 3)) / 2


# wrong: a misspelt name
# loses: without padding, one step at a time; fractions
# loses: padding, its own on each side
# loses: the same stride on both axes
# loses: a stride for each axis
# loses: images and kernels of any height and width, cells left over
# diagnosis: raised NameError
def corr2d_strided(X, K, padding, stride):
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(X, padding), K.shape)
    return (windows[:: strides[0], :: strides[1]] * K).sum(axis=(2, 3))


# wrong: height and width of the kernel crossed in the window
# loses: images and kernels of any height and width, cells left over
# diagnosis: height and width swapped in the slice
def corr2d_strided(X, K, padding, stride):
    P = np.pad(X, padding)
    h, w = K.shape
    rows = (P.shape[0] - h) // stride[0] + 1
    columns = (P.shape[1] - w) // stride[1] + 1
    Y = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            r, c = i * stride[0], j * stride[1]
            Y[i, j] = np.sum(P[r : r + w, c : c + h] * K)
    return Y
