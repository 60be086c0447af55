"""Answers to corr2d_1x1: the 1x1 convolution as one matrix product."""


# right: reshape, matrix product, reshape
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = K.reshape(c_o, c_i) @ X.reshape(c_i, h * w)
    return Y.reshape(c_o, h, w)


# right: TensorFlow
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    c_o = K.shape[0]
    X = tf.reshape(X, (c_i, h * w))
    K = tf.reshape(K, (c_o, c_i))
    return tf.reshape(tf.matmul(K, X), (c_o, h, w))


# right: tensordot
def corr2d_1x1(X, K):
    return np.tensordot(K[:, :, 0, 0], X, axes=1)


# right: einsum
def corr2d_1x1(X, K):
    return np.einsum("oi,ihw->ohw", K[:, :, 0, 0], X)


# right: pixels as rows, in float64, other parameter names
def corr2d_1x1(image, weights):
    image = np.asarray(image, dtype=float)
    pixels = np.moveaxis(image, 0, -1)
    mixed = pixels @ np.squeeze(weights, axis=(2, 3)).T
    return np.moveaxis(mixed, -1, 0)


# right: nested lists
def corr2d_1x1(X, K):
    matrix = K[:, :, 0, 0] @ X.reshape(len(X), -1)
    return [row.reshape(X.shape[1:]).tolist() for row in matrix]


# right: loops over pixels
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    Y = np.zeros((K.shape[0], h, w))
    for i in range(h):
        for j in range(w):
            Y[:, i, j] = np.dot(K[:, :, 0, 0], X[:, i, j])
    return Y


# right: broadcasting
def corr2d_1x1(X, K):
    return (K * X[np.newaxis]).sum(axis=1)


# right: tf.einsum
def corr2d_1x1(X, K):
    return tf.einsum("oiab,ihw->ohw", K, X)


# right: recursion over the input channels
def corr2d_1x1(X, K):
    mine = K[:, 0] * X[0]  # (c_o, 1, 1) times (h, w)
    return mine if len(X) == 1 else mine + corr2d_1x1(X[1:], K[:, 1:])


# right: the textbook's style, with tf.Variable
def corr2d_1x1(X, K):
    X, K = tf.Variable(X), tf.Variable(K)
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = tf.matmul(tf.reshape(K, (c_o, c_i)), tf.reshape(X, (c_i, h * w)))
    return tf.reshape(Y, (c_o, h, w))


# right: sliding_window_view
def corr2d_1x1(X, K):
    windows = np.lib.stride_tricks.sliding_window_view(X, (1, 1), axis=(1, 2))
    return np.einsum("ihwab,oiab->ohw", windows, K)


# right: keyword arguments with defaults, whole numbers made floating-point
def corr2d_1x1(X, K, dtype=np.float64):
    X, K = np.array(X, dtype=dtype), np.array(K, dtype=dtype)
    return (K.reshape(len(K), -1) @ X.reshape(len(X), -1)).reshape(len(K), *X.shape[1:])


# right: a dense layer's product, with the channels last
def corr2d_1x1(X, K):
    pixels = tf.transpose(X, perm=(1, 2, 0))  # (h, w, c_i)
    mixed = tf.linalg.matmul(pixels, K[:, :, 0, 0].T)  # (h, w, c_o)
    return tf.transpose(mixed, perm=(2, 0, 1))


# wrong: kernel transposed
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
# diagnosis: kernel transposed
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    return (K[:, :, 0, 0].T @ X.reshape(c_i, h * w)).reshape(-1, h, w)


# wrong: axes of input and output channels swapped in the reshape
# loses: any number of channels, images that are not square, fractions
# diagnosis: numbers of channels confused
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = K.reshape(c_i, c_o) @ X.reshape(c_i, h * w)
    return Y.reshape(c_o, h, w)


# wrong: pixels as rows by a reshape, which mixes up the channels
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
# diagnosis: pixels cut out by a reshape
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    Y = X.reshape(h * w, c_i) @ K[:, :, 0, 0].T
    return Y.T.reshape(-1, h, w)


# wrong: result not laid out as an image again
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
# diagnosis: not laid out as images
def corr2d_1x1(X, K):
    return K[:, :, 0, 0] @ X.reshape(X.shape[0], -1)


# wrong: height and width swapped at the end
# loses: any number of channels, images that are not square, fractions
# diagnosis: height and width of the output swapped
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    return (K[:, :, 0, 0] @ X.reshape(c_i, h * w)).reshape(-1, w, h)


# wrong: square image assumed
# loses: any number of channels, images that are not square, fractions
# diagnosis: square image assumed
def corr2d_1x1(X, K):
    c_i, h, _ = X.shape
    c_o = K.shape[0]
    return (K.reshape(c_o, c_i) @ X.reshape(c_i, h * h)).reshape(c_o, h, h)


# wrong: output with the shape of the input
# loses: any number of channels, images that are not square, fractions
# diagnosis: numbers of channels confused
def corr2d_1x1(X, K):
    return (K[:, :, 0, 0] @ X.reshape(X.shape[0], -1)).reshape(X.shape)


# wrong: output channels on the last axis
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
# diagnosis: output channels on the last axis
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    c_o = K.shape[0]
    return (K.reshape(c_o, c_i) @ X.reshape(c_i, h * w)).T.reshape(h, w, c_o)


# wrong: result of pixels as rows reshaped without turning it back
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
# diagnosis: product transposed before the reshape
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    c_o = K.shape[0]
    pixels = X.reshape(c_i, h * w).T
    return (pixels @ K.reshape(c_o, c_i).T).reshape(c_o, h, w)


# wrong: only the first input channel
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
# diagnosis: only the first input channel
def corr2d_1x1(X, K):
    return K[:, :1, 0, 0].reshape(-1, 1, 1) * X[0]


# wrong: only the first output channel
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
# diagnosis: only the first output channel
def corr2d_1x1(X, K):
    return np.tensordot(K[:1, :, 0, 0], X, axes=1)


# wrong: each channel times its own number, nothing mixed
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
# diagnosis: each channel times its own number
def corr2d_1x1(X, K):
    return np.stack([K[c, c, 0, 0] * X[c] for c in range(K.shape[0])])


# wrong: matrices in the wrong order
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
# diagnosis: raised ValueError
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    c_o = K.shape[0]
    return (X.reshape(c_i, h * w) @ K.reshape(c_o, c_i)).reshape(c_o, h, w)


# wrong: product element by element
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
# diagnosis: product element by element
def corr2d_1x1(X, K):
    return K[:, :, 0, 0] * X


# wrong: three output channels, as in the example
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
# diagnosis: three output channels, whatever there are
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    return (K[:, :, 0, 0] @ X.reshape(c_i, h * w)).reshape(3, h, w)


# wrong: integer output
# loses: any number of channels, images that are not square, fractions
# diagnosis: truncated to whole numbers
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    Y = np.zeros((K.shape[0], h * w), dtype=int)
    Y[:] = K[:, :, 0, 0] @ X.reshape(c_i, h * w)
    return Y.reshape(-1, h, w)


# wrong: missing return
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
# diagnosis: returned None
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    (K[:, :, 0, 0] @ X.reshape(c_i, h * w)).reshape(-1, h, w)


# wrong: reshape called without its result being kept
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
# diagnosis: not laid out as images
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    Y = K[:, :, 0, 0] @ X.reshape(c_i, h * w)
    Y.reshape(K.shape[0], h, w)
    return Y


# wrong: kernel of four axes handed to the product
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
# diagnosis: one input channel assumed
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    return (K @ X.reshape(c_i, h * w)).reshape(-1, h, w)


# wrong: mean over the input channels
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
# diagnosis: mean over the input channels
def corr2d_1x1(X, K):
    return (K * X[np.newaxis]).mean(axis=1)


# wrong: weights of the first input channel for all
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
# diagnosis: the first channel's kernel for all channels
def corr2d_1x1(X, K):
    return np.stack([(weights[0] * X).sum(axis=0) for weights in K])


# wrong: two output channels, written out
# loses: any number of channels, images that are not square, fractions
# diagnosis: two output channels, whatever there are
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    weights, columns = K[:, :, 0, 0], X.reshape(c_i, h * w)
    return np.stack([weights[0] @ columns, weights[1] @ columns]).reshape(2, h, w)


# wrong: reshape misspelt
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
# diagnosis: raised AttributeError
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    return (K[:, :, 0, 0] @ X.reshpe(c_i, h * w)).reshape(-1, h, w)


# wrong: TensorFlow's own operation
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    images = tf.transpose(X, (1, 2, 0))[tf.newaxis]
    Y = tf.nn.conv2d(images, tf.transpose(K, (2, 3, 1, 0)), 1, "VALID")
    return tf.transpose(Y[0], (2, 0, 1))


# wrong: TensorFlow's own operation under another name
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
dense = tf.nn.convolution


def corr2d_1x1(X, K):
    pixels = np.transpose(X, (1, 2, 0))[np.newaxis]
    return np.transpose(dense(pixels, np.transpose(K, (2, 3, 1, 0)))[0], (2, 0, 1))


# wrong: the course's own operation
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    import course.operations

    return course.operations.cross_correlate_channels(X, K)


# wrong: cross_correlate for each pair of channels
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    return np.stack([sum(cross_correlate(x, k) for x, k in zip(X, kernels)) for kernels in K])
