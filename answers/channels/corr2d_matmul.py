"""Answers to corr2d_matmul: cross-correlation with channels as one matrix product."""


# right: a list of flattened windows
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h_out, w_out = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = [
        X[:, i : i + k_h, j : j + k_w].reshape(-1) for i in range(h_out) for j in range(w_out)
    ]
    Y = K.reshape(c_o, -1) @ np.stack(columns, axis=1)
    return Y.reshape(c_o, h_out, w_out)


# right: matrix of columns filled by loops
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h_out, w_out = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = np.zeros((c_i * k_h * k_w, h_out * w_out))
    for i in range(h_out):
        for j in range(w_out):
            columns[:, i * w_out + j] = X[:, i : i + k_h, j : j + k_w].ravel()
    return (K.reshape(c_o, c_i * k_h * k_w) @ columns).reshape(c_o, h_out, w_out)


# right: sliding_window_view, transposed and reshaped
from numpy.lib.stride_tricks import sliding_window_view


def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    windows = sliding_window_view(X, (k_h, k_w), axis=(1, 2))
    _, h_out, w_out = windows.shape[:3]
    columns = windows.transpose(0, 3, 4, 1, 2).reshape(c_i * k_h * k_w, h_out * w_out)
    return (K.reshape(c_o, -1) @ columns).reshape(c_o, h_out, w_out)


# right: rows of the matrix are shifted inputs
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    rows = []
    for c in range(c_i):
        for a in range(k_h):
            for b in range(k_w):
                rows.append(X[c, a : a + h, b : b + w].ravel())
    return np.dot(K.reshape(c_o, -1), np.array(rows)).reshape(c_o, h, w)


# right: windows as rows, product transposed, in float64
def corr2d_matmul(image, kernels):
    image = np.asarray(image, np.float64)
    c_o, _, height, width = kernels.shape
    h, w = image.shape[1] - height + 1, image.shape[2] - width + 1
    rows = np.array(
        [image[:, i : i + height, j : j + width].ravel() for i in range(h) for j in range(w)]
    )
    return (rows @ kernels.reshape(c_o, -1).T).T.reshape(c_o, h, w)


# right: index arrays
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h_out, w_out = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    c, a, b = (index.reshape(-1, 1) for index in np.indices((c_i, k_h, k_w)))
    i, j = (index.reshape(1, -1) for index in np.indices((h_out, w_out)))
    return (K.reshape(c_o, -1) @ X[c, a + i, b + j]).reshape(c_o, h_out, w_out)


# right: TensorFlow, windows flattened channels last, and the kernel with them
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    X = tf.transpose(X, (1, 2, 0))
    windows = [tf.reshape(X[i : i + k_h, j : j + k_w], [-1]) for i in range(h) for j in range(w)]
    kernels = tf.reshape(tf.transpose(K, (0, 2, 3, 1)), (c_o, -1))
    Y = tf.matmul(kernels, tf.stack(windows), transpose_b=True)
    return tf.reshape(Y, (c_o, h, w))


# right: the kernel as a large, mostly empty matrix
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    _, h, w = X.shape
    h_out, w_out = h - k_h + 1, w - k_w + 1
    matrix = np.zeros((c_o, h_out, w_out, c_i, h, w))
    for i in range(h_out):
        for j in range(w_out):
            matrix[:, i, j, :, i : i + k_h, j : j + k_w] = K
    return (matrix.reshape(-1, X.size) @ X.ravel()).reshape(c_o, h_out, w_out)


# right: lists of lists, TensorFlow only for the product
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    rows = [
        [float(X[c, i + a, j + b]) for i in range(h) for j in range(w)]
        for c in range(c_i)
        for a in range(k_h)
        for b in range(k_w)
    ]
    product = tf.linalg.matmul(K.reshape(c_o, -1).tolist(), rows).numpy()
    return [channel.reshape(h, w).tolist() for channel in product]


# right: the textbook's tf.Variable for the matrix
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    matrix = tf.Variable(tf.zeros((h * w, c_i * k_h * k_w)))
    for n in range(h * w):
        i, j = divmod(n, w)
        matrix[n].assign(tf.reshape(X[:, i : i + k_h, j : j + k_w], (-1,)))
    Y = tf.matmul(tf.reshape(K, (c_o, -1)), tf.transpose(matrix))
    return tf.reshape(Y, (c_o, h, w))


# right: tf.image.extract_patches
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    images = tf.transpose(X, (1, 2, 0))[tf.newaxis]
    rows = tf.image.extract_patches(
        images, sizes=[1, k_h, k_w, 1], strides=[1] * 4, rates=[1] * 4, padding="VALID"
    )  # (1, h_out, w_out, k_h * k_w * c_i)
    weights = tf.reshape(tf.transpose(K, (2, 3, 1, 0)), (-1, c_o))
    return tf.transpose(tf.matmul(rows[0], weights), (2, 0, 1))


# right: as_strided
def corr2d_matmul(X, K):
    X = np.ascontiguousarray(X)
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    s_c, s_h, s_w = X.strides
    windows = np.lib.stride_tricks.as_strided(
        X, (c_i, k_h, k_w, h, w), (s_c, s_h, s_w, s_h, s_w), writeable=False
    )
    return (K.reshape(c_o, -1) @ windows.reshape(-1, h * w)).reshape(c_o, h, w)


# right: keyword arguments with defaults, whole numbers made floating-point
def corr2d_matmul(X, K, stride=1, dtype=np.float64):
    X, K = X.astype(dtype), K.astype(dtype)
    c_o, c_i, k_h, k_w = K.shape
    rows = range(0, X.shape[1] - k_h + 1, stride)
    columns = range(0, X.shape[2] - k_w + 1, stride)
    matrix = np.hstack(
        [X[:, i : i + k_h, j : j + k_w].reshape(-1, 1) for i in rows for j in columns]
    )
    return np.matmul(K.reshape(c_o, -1), matrix).reshape(-1, len(rows), len(columns))


# right: windows by recursion
def corr2d_matmul(X, K):
    c_o, _, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1

    def windows(n):
        if n == h * w:
            return []
        i, j = n // w, n % w
        return [X[:, i : i + k_h, j : j + k_w].flatten()] + windows(n + 1)

    return (K.reshape(c_o, -1) @ np.transpose(windows(0))).reshape(c_o, h, w)


# right: einsum on sliding windows
def corr2d_matmul(X, K):
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape[2:], axis=(1, 2))
    return np.einsum("ihwab,oiab->ohw", windows, K, optimize=True)


# wrong: kernel reshaped where it should be transposed
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
# diagnosis: kernel reshaped where it should be transposed
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    rows = np.array([X[:, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)])
    return (rows @ K.reshape(-1, c_o)).T.reshape(c_o, h, w)


# wrong: windows flattened channels last, kernels channels first
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
# diagnosis: windows and kernels in different orders
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    X = np.moveaxis(X, 0, -1)
    columns = [X[i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)]
    return (K.reshape(c_o, -1) @ np.stack(columns, axis=1)).reshape(c_o, h, w)


# wrong: windows taken column by column
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
# diagnosis: windows taken column by column
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = [X[:, i : i + k_h, j : j + k_w].ravel() for j in range(w) for i in range(h)]
    return (K.reshape(c_o, -1) @ np.stack(columns, axis=1)).reshape(c_o, h, w)


# wrong: result transposed before it is laid out
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
# diagnosis: product transposed before the reshape
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    rows = np.array([X[:, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)])
    return (rows @ K.reshape(c_o, -1).T).reshape(c_o, h, w)


# wrong: result not laid out as feature maps
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
# diagnosis: not laid out as images
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = [X[:, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)]
    return K.reshape(c_o, -1) @ np.stack(columns, axis=1)


# wrong: output channels on the last axis
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
# diagnosis: output channels on the last axis
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    rows = np.array([X[:, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)])
    return (rows @ K.reshape(c_o, -1).T).reshape(h, w, c_o)


# wrong: height and width of the output swapped
# loses: images and kernels that are not square, fractions
# diagnosis: height and width of the output swapped
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = [X[:, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)]
    return (K.reshape(c_o, -1) @ np.stack(columns, axis=1)).reshape(c_o, w, h)


# wrong: column number counted by the height
# loses: images and kernels that are not square, fractions
# diagnosis: windows counted by the height
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = np.zeros((c_i * k_h * k_w, h * w))
    for i in range(h):
        for j in range(w):
            columns[:, i * h + j] = X[:, i : i + k_h, j : j + k_w].ravel()
    return (K.reshape(c_o, -1) @ columns).reshape(c_o, h, w)


# wrong: numbers of input and output channels confused
# loses: any number of channels
# diagnosis: numbers of channels confused
def corr2d_matmul(X, K):
    c_i, c_o, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = np.zeros((c_i * k_h * k_w, h * w))
    for i in range(h):
        for j in range(w):
            columns[:, i * w + j] = X[:, i : i + k_h, j : j + k_w].ravel()
    return (K.reshape(c_o, c_i * k_h * k_w) @ columns).reshape(c_o, h, w)


# wrong: only the first input channel
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
# diagnosis: only the first input channel
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = [X[0, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)]
    return (K[:, 0].reshape(c_o, -1) @ np.stack(columns, axis=1)).reshape(c_o, h, w)


# wrong: only the first output channel
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
# diagnosis: only the first output channel
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = [X[:, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)]
    return (K[:1].reshape(1, -1) @ np.stack(columns, axis=1)).reshape(1, h, w)


# wrong: two output channels, written out
# loses: any number of channels
# diagnosis: two output channels, whatever there are
def corr2d_matmul(X, K):
    _, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = [X[:, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)]
    rows = np.stack([K[0].ravel(), K[1].ravel()])
    return (rows @ np.stack(columns, axis=1)).reshape(2, h, w)


# wrong: kernel height used for both axes
# loses: images and kernels that are not square, fractions
# diagnosis: one kernel size for both axes
def corr2d_matmul(X, K):
    c_o, c_i, k, _ = K.shape
    h, w = X.shape[1] - k + 1, X.shape[2] - k + 1
    columns = [X[:, i : i + k, j : j + k].ravel() for i in range(h) for j in range(w)]
    return (K.reshape(c_o, -1) @ np.stack(columns, axis=1)).reshape(c_o, h, w)


# wrong: square image assumed
# loses: images and kernels that are not square, fractions
# diagnosis: square image assumed
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h = w = X.shape[1] - k_h + 1
    columns = [X[:, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)]
    return (K.reshape(c_o, -1) @ np.stack(columns, axis=1)).reshape(c_o, h, w)


# wrong: hard-coded kernel 2x2
# loses: every window becomes a column, every kernel a row
# loses: images and kernels that are not square, fractions
# diagnosis: window of 2 x 2, whatever the kernel
def corr2d_matmul(X, K):
    c_o = K.shape[0]
    h, w = X.shape[1] - 1, X.shape[2] - 1
    columns = [X[:, i : i + 2, j : j + 2].ravel() for i in range(h) for j in range(w)]
    return (K.reshape(c_o, -1) @ np.stack(columns, axis=1)).reshape(c_o, h, w)


# wrong: windows side by side, without overlap
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
# diagnosis: windows side by side
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] // k_h, X.shape[2] // k_w
    columns = [
        X[:, i * k_h : (i + 1) * k_h, j * k_w : (j + 1) * k_w].ravel()
        for i in range(h)
        for j in range(w)
    ]
    return (K.reshape(c_o, -1) @ np.stack(columns, axis=1)).reshape(c_o, h, w)


# wrong: output one too small
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
# diagnosis: size off by one
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h, X.shape[2] - k_w
    columns = [X[:, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)]
    return (K.reshape(c_o, -1) @ np.stack(columns, axis=1)).reshape(c_o, h, w)


# wrong: kernel flipped
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
# diagnosis: kernel flipped, channels too
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = [X[:, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)]
    rows = K.reshape(c_o, -1)[:, ::-1]
    return (rows @ np.stack(columns, axis=1)).reshape(c_o, h, w)


# wrong: matrix of columns of whole numbers
# loses: images and kernels that are not square, fractions
# diagnosis: input truncated to whole numbers
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = np.zeros((c_i * k_h * k_w, h * w), dtype=np.int64)
    for i in range(h):
        for j in range(w):
            columns[:, i * w + j] = X[:, i : i + k_h, j : j + k_w].ravel()
    return (K.reshape(c_o, -1) @ columns).reshape(c_o, h, w)


# wrong: columns not multiplied
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
# diagnosis: columns not multiplied
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = [X[:, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)]
    return np.stack(columns, axis=1)


# wrong: missing return
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
# diagnosis: returned None
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = [X[:, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)]
    (K.reshape(c_o, -1) @ np.stack(columns, axis=1)).reshape(c_o, h, w)


# wrong: append misspelt
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
# diagnosis: raised AttributeError
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = []
    for i in range(h):
        for j in range(w):
            columns.add(X[:, i : i + k_h, j : j + k_w].ravel())
    return (K.reshape(c_o, -1) @ np.stack(columns, axis=1)).reshape(c_o, h, w)


# wrong: a row of numbers where there is a single window
# loses: every window becomes a column, every kernel a row
# diagnosis: axes of length 1 dropped
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = [X[:, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)]
    Y = K.reshape(c_o, -1) @ np.stack(columns, axis=1)
    return Y.reshape(c_o, h, w) if h * w > 1 else Y.ravel()


# wrong: kernels flattened channels last, windows channels first
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
# diagnosis: windows and kernels in different orders
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = [X[:, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)]
    rows = K.transpose(0, 2, 3, 1).reshape(c_o, -1)
    return (rows @ np.stack(columns, axis=1)).reshape(c_o, h, w)


# wrong: windows flattened column by column
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
# diagnosis: windows and kernels in different orders
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = [
        X[:, i : i + k_h, j : j + k_w].swapaxes(1, 2).ravel() for i in range(h) for j in range(w)
    ]
    return (K.reshape(c_o, -1) @ np.stack(columns, axis=1)).reshape(c_o, h, w)


# wrong: kernel flipped, windows not
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
# diagnosis: kernel flipped
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    columns = [X[:, i : i + k_h, j : j + k_w].ravel() for i in range(h) for j in range(w)]
    rows = np.flip(K, axis=(2, 3)).reshape(c_o, -1)
    return (rows @ np.stack(columns, axis=1)).reshape(c_o, h, w)


# wrong: cross_correlate, with the sum as a matrix product
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
def corr2d_matmul(X, K):
    outputs = []
    for kernels in K:
        maps = np.stack([cross_correlate(x, k) for x, k in zip(X, kernels)])
        outputs.append(
            (np.ones((1, len(maps))) @ maps.reshape(len(maps), -1)).reshape(maps[0].shape)
        )
    return np.stack(outputs)


# wrong: TensorFlow's own operation under another name
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
slide = tf.nn.conv2d


def corr2d_matmul(X, K):
    images = np.transpose(X, (1, 2, 0))[np.newaxis]
    Y = slide(images, np.transpose(K, (2, 3, 1, 0)), strides=1, padding="VALID")
    return np.transpose(Y[0], (2, 0, 1))


# wrong: TensorFlow's own operation in a function of its own
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
def sliding(images, kernels):
    return tf.nn.depthwise_conv2d(images, kernels, strides=[1] * 4, padding="VALID")


def corr2d_matmul(X, K):
    images = np.transpose(X, (1, 2, 0))[np.newaxis]
    maps = [sliding(images, np.transpose(k, (1, 2, 0))[..., np.newaxis])[0] for k in K]
    return np.stack([tf.reduce_sum(each, axis=-1) for each in maps])


# wrong: the course's own operation
# loses: every window becomes a column, every kernel a row
# loses: any number of channels
# loses: images and kernels that are not square, fractions
from course.operations import cross_correlate_channels


def corr2d_matmul(X, K):
    return cross_correlate_channels(X, K)
