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


# right: tf.newaxis and an ellipsis, other names
def comp_conv2d(conv, image):
    image = tf.convert_to_tensor(image)
    return tf.unstack(conv(image[tf.newaxis, ..., tf.newaxis]), axis=-1)[0][0]


# right: np.moveaxis, an array of one image
def comp_conv2d(layer, X):
    stacked = np.moveaxis(np.array([[X]]), 1, -1)
    return np.moveaxis(layer(stacked).numpy(), -1, 1)[0][0]


# right: tf.Variable as input, squeeze of the batch, then of the channel
def comp_conv2d(layer, X):
    X = tf.Variable(tf.reshape(X, [1, *X.shape, 1]))
    return tf.squeeze(tf.squeeze(layer(X), axis=0), axis=-1)


# right: einsum takes the axes off
def comp_conv2d(layer, X):
    return np.einsum("bhwc->hw", layer(np.einsum("hw,b,c->bhwc", X, np.ones(1), np.ones(1))))


# right: the layer's own shape, keyword default
def comp_conv2d(layer, X, channels=1):
    batch = X.reshape((1, *X.shape, channels))
    _, h_out, w_out, _ = layer.compute_output_shape(batch.shape)
    return np.asarray(layer(batch)).reshape(h_out, w_out)


# right: float64 in, float64 out
def comp_conv2d(layer, X):
    Y = layer(np.expand_dims(X.astype(np.float64), (0, 3)))
    return np.squeeze(np.asarray(Y, np.float64), axis=(0, 3))


# wrong: the axes are not taken off
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: all axes kept
def comp_conv2d(layer, X):
    return layer(X[np.newaxis, :, :, np.newaxis])


# wrong: only the batch axis is taken off
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: channel axis kept
def comp_conv2d(layer, X):
    return layer(X[np.newaxis, :, :, np.newaxis])[0]


# wrong: only the channel axis is taken off
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: batch axis kept
def comp_conv2d(layer, X):
    return layer(X[np.newaxis, :, :, np.newaxis])[..., 0]


# wrong: channels first
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: raised ValueError
def comp_conv2d(layer, X):
    return layer(X[np.newaxis, np.newaxis])[0, 0]


# wrong: the image as it is
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: raised ValueError
def comp_conv2d(layer, X):
    return layer(X)


# wrong: batch axis only
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: raised ValueError
def comp_conv2d(layer, X):
    return layer(X[np.newaxis])[0]


# wrong: squeezed, every axis of length 1 goes
# loses: outputs of a single row or column
# diagnosis: squeezed
def comp_conv2d(layer, X):
    return tf.squeeze(layer(X[np.newaxis, :, :, np.newaxis]))


# wrong: NumPy squeeze, every axis of length 1 goes
# loses: outputs of a single row or column
# diagnosis: squeezed
def comp_conv2d(layer, X):
    return np.squeeze(np.array(layer(X.reshape((1,) + X.shape + (1,)))))


# wrong: the output reshaped to another shape
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: reshaped to another shape
def comp_conv2d(layer, X):
    Y = layer(tf.reshape(X, (1, *X.shape, 1)))
    return tf.reshape(Y, X.shape)


# wrong: square image assumed
# loses: images that are not square, outputs smaller than the image
# diagnosis: square image assumed
def comp_conv2d(layer, X):
    n = X.shape[0]
    Y = layer(tf.reshape(X, (1, n, n, 1)))
    return tf.reshape(Y, Y.shape[1:3])


# wrong: height and width swapped in the reshape
# loses: images that are not square, outputs smaller than the image
# diagnosis: height and width swapped
def comp_conv2d(layer, X):
    n_w, n_h = X.shape
    Y = layer(tf.reshape(X, (1, n_h, n_w, 1)))
    return Y[0, :, :, 0]


# wrong: the size of the text's image hard-coded
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: size of the image fixed
def comp_conv2d(layer, X):
    return layer(tf.reshape(X, (1, 8, 8, 1)))[0, :, :, 0]


# wrong: the transpose
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: output transposed
def comp_conv2d(layer, X):
    return tf.transpose(layer(X[np.newaxis, :, :, np.newaxis])[0, :, :, 0])


# wrong: a layer of its own, with default settings
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: a layer of its own
def comp_conv2d(layer, X):
    layer = tf.keras.layers.Conv2D(1, 3, kernel_initializer="ones")
    return layer(X[np.newaxis, :, :, np.newaxis])[0, :, :, 0]


# wrong: the kernel slid by hand, without the layer's padding and strides
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: the layer's settings ignored
def comp_conv2d(layer, X):
    return cross_correlate(X, layer.kernel[:, :, 0, 0])


# wrong: no return
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: returned None
def comp_conv2d(layer, X):
    Y = layer(X[np.newaxis, :, :, np.newaxis])
    Y[0, :, :, 0]


# wrong: the builtin input read instead of the argument
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: raised ValueError
def comp_conv2d(layer, X):
    Y = layer(tf.reshape(input, (1,) + X.shape + (1,)))
    return tf.reshape(Y, Y.shape[1:3])


# wrong: a single row of numbers
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: flattened
def comp_conv2d(layer, X):
    return tf.reshape(layer(tf.reshape(X, (1, *X.shape, 1))), -1)


# wrong: the first row only
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: one row or column
def comp_conv2d(layer, X):
    return layer(X[np.newaxis, :, :, np.newaxis])[0, 0, :, 0]


# wrong: X gets its new shape in place
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: changed its input
def comp_conv2d(layer, X):
    X.shape = (1, *X.shape, 1)
    return layer(X)[0, :, :, 0]


# wrong: the transpose of the image
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: image transposed
def comp_conv2d(layer, X):
    return layer(X.T[np.newaxis, :, :, np.newaxis])[0, :, :, 0]


# wrong: brightness scaled
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: brightness scaled
def comp_conv2d(layer, X):
    return layer(X[np.newaxis, :, :, np.newaxis] / 255)[0, :, :, 0]


# wrong: whole numbers
# loses: the layer's output, with two axes
# loses: outputs of a single row or column
# diagnosis: truncated to whole numbers
def comp_conv2d(layer, X):
    return np.asarray(layer(X[np.newaxis, :, :, np.newaxis])).astype(int)[0, :, :, 0]


# wrong: a misspelt name
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: raised NameError
def comp_conv2d(layer, X):
    return conv2d(X[np.newaxis, :, :, np.newaxis])[0, :, :, 0]


# wrong: a layer treated as a model
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: raised AttributeError
def comp_conv2d(layer, X):
    return layer.predict(X[np.newaxis, :, :, np.newaxis])[0, :, :, 0]


# wrong: the channel axis only
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: raised ValueError
def comp_conv2d(layer, X):
    return layer(X[..., np.newaxis])[..., 0]


# wrong: negative outputs cut off
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: negatives cut off
def comp_conv2d(layer, X):
    return tf.nn.relu(layer(X[np.newaxis, :, :, np.newaxis]))[0, :, :, 0]


# wrong: a docstring among the layers of a model
# loses: the layer's output, with two axes
# loses: images that are not square, outputs smaller than the image
# loses: outputs of a single row or column
# diagnosis: raised ValueError
def comp_conv2d(layer, X):
    model = tf.keras.Sequential(
        [
            """Apply the layer to an image with a batch axis and a channel axis.""",
            tf.keras.layers.Reshape((*X.shape, 1)),
            layer,
        ]
    )
    return model(X[None])[0, ..., 0]
