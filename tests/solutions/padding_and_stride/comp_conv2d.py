"""Answers to comp_conv2d: a Keras layer applied to one image without batch and channels."""


# right: new axes by indexing
def comp_conv2d(layer, X):
    return layer(X[np.newaxis, :, :, np.newaxis])[0, :, :, 0]


# right: tf.reshape, there and back
def comp_conv2d(conv2d, X):
    X = tf.reshape(X, (1,) + X.shape + (1,))
    Y = conv2d(X)
    return tf.reshape(Y, Y.shape[1:3])


# right: expand_dims, and squeeze of the two axes by name
def comp_conv2d(layer, X):
    images = tf.expand_dims(tf.expand_dims(X, 0), -1)
    return tf.squeeze(layer(images), axis=[0, 3])


# right: NumPy reshape, result as a float64 array
def comp_conv2d(layer, X):
    n_h, n_w = X.shape
    Y = np.array(layer(X.reshape(1, n_h, n_w, 1)), dtype=float)
    return Y.reshape(Y.shape[1], Y.shape[2])


# right: plain Python lists
def comp_conv2d(layer, X):
    image = [[[float(value)] for value in row] for row in X]
    Y = layer(tf.constant([image])).numpy()
    return [[cell[0] for cell in row] for row in Y[0].tolist()]


# right: a model of one layer
def comp_conv2d(layer, X):
    model = tf.keras.Sequential([tf.keras.layers.Reshape((*X.shape, 1)), layer])
    output = model(X[None])
    return output[0, ..., 0]


# right: the last axis summed, the first one averaged
def comp_conv2d(layer, X):
    Y = layer(np.stack([X])[..., None])
    return tf.reduce_mean(tf.reduce_sum(Y, axis=-1), axis=0)


# wrong: the axes are not taken off
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
def comp_conv2d(layer, X):
    return layer(X[np.newaxis, :, :, np.newaxis])


# wrong: only the batch axis is taken off
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
def comp_conv2d(layer, X):
    return layer(X[np.newaxis, :, :, np.newaxis])[0]


# wrong: only the channel axis is taken off
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
def comp_conv2d(layer, X):
    return layer(X[np.newaxis, :, :, np.newaxis])[..., 0]


# wrong: channels first
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
def comp_conv2d(layer, X):
    return layer(X[np.newaxis, np.newaxis])[0, 0]


# wrong: the image as it is
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
def comp_conv2d(layer, X):
    return layer(X)


# wrong: batch axis only
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
def comp_conv2d(layer, X):
    return layer(X[np.newaxis])[0]


# wrong: squeezed, every axis of length 1 goes
# loses: outputs of a single row or column
def comp_conv2d(layer, X):
    return tf.squeeze(layer(X[np.newaxis, :, :, np.newaxis]))


# wrong: NumPy squeeze, every axis of length 1 goes
# loses: outputs of a single row or column
def comp_conv2d(layer, X):
    return np.squeeze(np.array(layer(X.reshape((1,) + X.shape + (1,)))))


# wrong: the output reshaped like the image
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
def comp_conv2d(layer, X):
    Y = layer(tf.reshape(X, (1, *X.shape, 1)))
    return tf.reshape(Y, X.shape)


# wrong: square image assumed
# loses: images that are not square, outputs smaller than the image
def comp_conv2d(layer, X):
    n = X.shape[0]
    Y = layer(tf.reshape(X, (1, n, n, 1)))
    return tf.reshape(Y, Y.shape[1:3])


# wrong: height and width swapped in the reshape
# loses: images that are not square, outputs smaller than the image
def comp_conv2d(layer, X):
    n_w, n_h = X.shape
    Y = layer(tf.reshape(X, (1, n_h, n_w, 1)))
    return Y[0, :, :, 0]


# wrong: the size of the text's image hard-coded
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
def comp_conv2d(layer, X):
    return layer(tf.reshape(X, (1, 8, 8, 1)))[0, :, :, 0]


# wrong: the transpose
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
def comp_conv2d(layer, X):
    return tf.transpose(layer(X[np.newaxis, :, :, np.newaxis])[0, :, :, 0])


# wrong: a layer of its own, with default settings
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
def comp_conv2d(layer, X):
    layer = tf.keras.layers.Conv2D(1, 3, kernel_initializer="ones")
    return layer(X[np.newaxis, :, :, np.newaxis])[0, :, :, 0]


# wrong: the kernel slid by hand, without the layer's padding and strides
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
def comp_conv2d(layer, X):
    return cross_correlate(X, layer.kernel[:, :, 0, 0])


# wrong: no return
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
def comp_conv2d(layer, X):
    Y = layer(X[np.newaxis, :, :, np.newaxis])
    Y[0, :, :, 0]


# wrong: the builtin input read instead of the argument
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
def comp_conv2d(layer, X):
    Y = layer(tf.reshape(input, (1,) + X.shape + (1,)))
    return tf.reshape(Y, Y.shape[1:3])
