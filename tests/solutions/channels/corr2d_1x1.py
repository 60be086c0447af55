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


# wrong: kernel transposed
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    return (K[:, :, 0, 0].T @ X.reshape(c_i, h * w)).reshape(-1, h, w)


# wrong: axes of input and output channels swapped in the reshape
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = K.reshape(c_i, c_o) @ X.reshape(c_i, h * w)
    return Y.reshape(c_o, h, w)


# wrong: pixels as rows by a reshape, which mixes up the channels
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    Y = X.reshape(h * w, c_i) @ K[:, :, 0, 0].T
    return Y.T.reshape(-1, h, w)


# wrong: result not laid out as an image again
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    return K[:, :, 0, 0] @ X.reshape(X.shape[0], -1)


# wrong: height and width swapped at the end
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    return (K[:, :, 0, 0] @ X.reshape(c_i, h * w)).reshape(-1, w, h)


# wrong: square image assumed
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    c_i, h, _ = X.shape
    c_o = K.shape[0]
    return (K.reshape(c_o, c_i) @ X.reshape(c_i, h * h)).reshape(c_o, h, h)


# wrong: output with the shape of the input
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    return (K[:, :, 0, 0] @ X.reshape(X.shape[0], -1)).reshape(X.shape)


# wrong: output channels on the last axis
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    c_o = K.shape[0]
    return (K.reshape(c_o, c_i) @ X.reshape(c_i, h * w)).T.reshape(h, w, c_o)


# wrong: result of pixels as rows reshaped without turning it back
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    c_o = K.shape[0]
    pixels = X.reshape(c_i, h * w).T
    return (pixels @ K.reshape(c_o, c_i).T).reshape(c_o, h, w)


# wrong: only the first input channel
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    return K[:, :1, 0, 0].reshape(-1, 1, 1) * X[0]


# wrong: only the first output channel
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    return np.tensordot(K[:1, :, 0, 0], X, axes=1)


# wrong: each channel times its own number, nothing mixed
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    return np.stack([K[c, c, 0, 0] * X[c] for c in range(K.shape[0])])


# wrong: matrices in the wrong order
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    c_o = K.shape[0]
    return (X.reshape(c_i, h * w) @ K.reshape(c_o, c_i)).reshape(c_o, h, w)


# wrong: product element by element
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    return K[:, :, 0, 0] * X


# wrong: three output channels, as in the example
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    return (K[:, :, 0, 0] @ X.reshape(c_i, h * w)).reshape(3, h, w)


# wrong: integer output
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    Y = np.zeros((K.shape[0], h * w), dtype=int)
    Y[:] = K[:, :, 0, 0] @ X.reshape(c_i, h * w)
    return Y.reshape(-1, h, w)


# wrong: missing return
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    (K[:, :, 0, 0] @ X.reshape(c_i, h * w)).reshape(-1, h, w)


# wrong: reshape called without its result being kept
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    Y = K[:, :, 0, 0] @ X.reshape(c_i, h * w)
    Y.reshape(K.shape[0], h, w)
    return Y


# wrong: kernel of four axes handed to the product
# loses: mixes the channels of each pixel
# loses: any number of channels, images that are not square, fractions
def corr2d_1x1(X, K):
    c_i, h, w = X.shape
    return (K @ X.reshape(c_i, h * w)).reshape(-1, h, w)
