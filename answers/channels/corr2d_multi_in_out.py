"""Answers to corr2d_multi_in_out: several input and several output channels."""


# right: corr2d_multi_in for each output channel, stacked
def corr2d_multi_in(X, K):
    return sum(cross_correlate(x, k) for x, k in zip(X, K))


def corr2d_multi_in_out(X, K):
    return np.stack([corr2d_multi_in(X, k) for k in K])


# right: tf.stack and nested loops
def corr2d_multi_in_out(X, K):
    outputs = []
    for kernels in K:
        total = tf.zeros(())
        for x, k in zip(X, kernels):
            total = total + cross_correlate(x, k)
        outputs.append(total)
    return tf.stack(outputs, axis=0)


# right: NumPy loops over all three axes of the output
def corr2d_multi_in_out(X, K):
    c_o, c_i, k_h, k_w = K.shape
    Y = np.zeros((c_o, X.shape[1] - k_h + 1, X.shape[2] - k_w + 1), dtype=np.float64)
    for o in range(c_o):
        for i in range(Y.shape[1]):
            for j in range(Y.shape[2]):
                Y[o, i, j] = np.sum(X[:, i : i + k_h, j : j + k_w] * K[o])
    return Y


# right: sliding_window_view and einsum
from numpy.lib.stride_tricks import sliding_window_view


def corr2d_multi_in_out(X, K):
    windows = sliding_window_view(X, K.shape[2:], axis=(1, 2))
    return np.einsum("chwab,ocab->ohw", windows, K)


# right: broadcasting, one window at a time for all output channels
def corr2d_multi_in_out(X, K):
    c_o, _, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    Y = np.empty((c_o, h, w), X.dtype)
    for i in range(h):
        for j in range(w):
            Y[:, i, j] = (K * X[:, i : i + k_h, j : j + k_w]).sum(axis=(1, 2, 3))
    return Y


# right: shifted inputs mixed by tensordot in TensorFlow
def corr2d_multi_in_out(inputs, kernels):
    _, _, height, width = kernels.shape
    h, w = inputs.shape[1] - height + 1, inputs.shape[2] - width + 1
    parts = []
    for a in range(height):
        for b in range(width):
            shifted = tf.convert_to_tensor(inputs)[:, a : a + h, b : b + w]
            parts.append(tf.tensordot(kernels[:, :, a, b], shifted, axes=1))
    return tf.add_n(parts)


# right: nested lists
def corr2d_multi_in_out(X, K):
    return [
        [
            [
                float((X[:, i : i + K.shape[2], j : j + K.shape[3]] * kernel).sum())
                for j in range(X.shape[2] - K.shape[3] + 1)
            ]
            for i in range(X.shape[1] - K.shape[2] + 1)
        ]
        for kernel in K
    ]


# right: the textbook's tf.Variable
def corr2d_multi_in_out(X, K):
    def corr2d_multi_in(X, K):
        h, w = K.shape[1], K.shape[2]
        Y = tf.Variable(tf.zeros((X.shape[1] - h + 1, X.shape[2] - w + 1)))
        for i in range(Y.shape[0]):
            for j in range(Y.shape[1]):
                Y[i, j].assign(tf.reduce_sum(X[:, i : i + h, j : j + w] * K))
        return Y

    return tf.stack([corr2d_multi_in(X, k) for k in K], 0)


# right: recursion over the output channels
def corr2d_multi_in_out(X, K):
    first = sum(cross_correlate(x, k) for x, k in zip(X, K[0]))
    if len(K) == 1:
        return first[tf.newaxis]
    return tf.concat([first[tf.newaxis], corr2d_multi_in_out(X, K[1:])], axis=0)


# right: fast Fourier transform, in float64
def corr2d_multi_in_out(X, K):
    h, w = X.shape[1:]
    k_h, k_w = K.shape[2:]
    image = np.fft.rfft2(X.astype(np.float64))
    kernels = np.conj(np.fft.rfft2(K.astype(np.float64), s=(h, w)))
    Y = np.fft.irfft2(np.einsum("ihw,oihw->ohw", image, kernels), s=(h, w))
    return Y[:, : h - k_h + 1, : w - k_w + 1]


# right: keyword arguments with defaults, whole numbers made floating-point
def corr2d_multi_in_out(X, K, *, stride=1, dtype=np.float32):
    X, K = (np.asarray(array, np.promote_types(array.dtype, dtype)) for array in (X, K))
    c_o, _, k_h, k_w = K.shape
    shape = (c_o, (X.shape[1] - k_h) // stride + 1, (X.shape[2] - k_w) // stride + 1)
    Y = np.zeros(shape, X.dtype)
    for o, i, j in np.ndindex(*shape):
        top, left = i * stride, j * stride
        Y[o, i, j] = (X[:, top : top + k_h, left : left + k_w] * K[o]).sum()
    return Y


# right: broadcasting over shifted inputs, no loop over channels
def corr2d_multi_in_out(X, K):
    k_h, k_w = K.shape[2:]
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    Y = 0
    for a in range(k_h):
        for b in range(k_w):
            weights = K[:, :, a, b][:, :, None, None]  # (c_o, c_i, 1, 1)
            Y = Y + (weights * X[None, :, a : a + h, b : b + w]).sum(axis=1)
    return Y


# right: one array, filled channel by channel
def corr2d_multi_in_out(X, K):
    result = []
    for o in range(K.shape[0]):
        for c in range(X.shape[0]):
            part = cross_correlate(X[c], K[o][c]).numpy()
            if c == 0:
                result.append(part)
            else:
                result[o] += part
    return np.array(result)


# wrong: stack inside the loop
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: only the first output channel
def corr2d_multi_in_out(X, K):
    outputs = []
    for kernels in K:
        outputs.append(sum(cross_correlate(x, k) for x, k in zip(X, kernels)))
        return np.stack(outputs)


# wrong: only the last kernel
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: only the last output channel
def corr2d_multi_in_out(X, K):
    for kernels in K:
        Y = sum(cross_correlate(x, k) for x, k in zip(X, kernels))
    return np.stack([Y])


# wrong: output channels added up
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: output channels added up
def corr2d_multi_in_out(X, K):
    return sum(cross_correlate(x, k) for kernels in K for x, k in zip(X, kernels))


# wrong: input channels not added up
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: input channels not added up
def corr2d_multi_in_out(X, K):
    return np.stack([[cross_correlate(x, k) for x, k in zip(X, kernels)] for kernels in K])


# wrong: as many output channels as input channels
# loses: more output channels than input channels, and fewer
# diagnosis: as many output channels as input channels
def corr2d_multi_in_out(X, K):
    return np.stack(
        [sum(cross_correlate(x, k) for x, k in zip(X, K[o])) for o in range(X.shape[0])]
    )


# wrong: three output channels, as in the example
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: three output channels, whatever there are
def corr2d_multi_in_out(X, K):
    return np.stack([sum(cross_correlate(x, k) for x, k in zip(X, K[o])) for o in range(3)])


# wrong: two output channels, written out
# loses: more output channels than input channels, and fewer
# diagnosis: two output channels, whatever there are
def corr2d_multi_in_out(X, K):
    first = sum(cross_correlate(x, k) for x, k in zip(X, K[0]))
    second = sum(cross_correlate(x, k) for x, k in zip(X, K[1]))
    return np.stack([first, second])


# wrong: two input channels, written out
# loses: more output channels than input channels, and fewer
# diagnosis: two input channels, whatever there are
def corr2d_multi_in_out(X, K):
    return np.stack([cross_correlate(X[0], k[0]) + cross_correlate(X[1], k[1]) for k in K])


# wrong: the first kernel for all output channels
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: the first kernel for all output channels
def corr2d_multi_in_out(X, K):
    Y = sum(cross_correlate(x, k) for x, k in zip(X, K[0]))
    return np.stack([Y] * K.shape[0])


# wrong: each kernel made from the one before by adding 1, as in the example
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: kernels made by adding 1
def corr2d_multi_in_out(X, K):
    return np.stack(
        [sum(cross_correlate(x, k + o) for x, k in zip(X, K[0])) for o in range(K.shape[0])]
    )


# wrong: axes of input and output channels swapped
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: axes of the channels swapped
def corr2d_multi_in_out(X, K):
    return np.stack(
        [sum(cross_correlate(X[c], K[c, o]) for c in range(X.shape[0])) for o in range(K.shape[1])]
    )


# wrong: output channel o sees input channel o only
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: each output channel sees one input channel
def corr2d_multi_in_out(X, K):
    return np.stack([cross_correlate(X[o], K[o, o]) for o in range(K.shape[0])])


# wrong: only the first input channel
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: only the first input channel
def corr2d_multi_in_out(X, K):
    return np.stack([cross_correlate(X[0], kernels[0]) for kernels in K])


# wrong: output channels on the last axis
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: output channels on the last axis
def corr2d_multi_in_out(X, K):
    outputs = [sum(cross_correlate(x, k) for x, k in zip(X, kernels)) for kernels in K]
    return np.stack(outputs, axis=-1)


# wrong: output channels joined below each other
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: output channels joined into one array
def corr2d_multi_in_out(X, K):
    outputs = [sum(cross_correlate(x, k) for x, k in zip(X, kernels)) for kernels in K]
    return np.concatenate(outputs, axis=0)


# wrong: axis dropped where there is one output channel
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# diagnosis: axes of length 1 dropped
def corr2d_multi_in_out(X, K):
    outputs = [sum(cross_correlate(x, k) for x, k in zip(X, kernels)) for kernels in K]
    return np.squeeze(np.stack(outputs))


# wrong: output channels in reverse order
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: output channels in reverse order
def corr2d_multi_in_out(X, K):
    outputs = [sum(cross_correlate(x, k) for x, k in zip(X, kernels)) for kernels in K]
    return np.stack(outputs[::-1])


# wrong: last output channel left out
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: last output channel left out
def corr2d_multi_in_out(X, K):
    return np.stack(
        [sum(cross_correlate(x, k) for x, k in zip(X, K[o])) for o in range(K.shape[0] - 1)]
    )


# wrong: sum not started anew for the next output channel
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: sum not started anew
def corr2d_multi_in_out(X, K):
    total, outputs = 0, []
    for kernels in K:
        for x, k in zip(X, kernels):
            total = total + cross_correlate(x, k)
        outputs.append(total)
    return np.stack(outputs)


# wrong: kernel height used for both axes
# loses: images and kernels of any height and width
# diagnosis: kernel's height used for both axes
def corr2d_multi_in_out(X, K):
    c_o, _, k, _ = K.shape
    Y = np.zeros((c_o, X.shape[1] - k + 1, X.shape[2] - k + 1))
    for o in range(c_o):
        for i in range(Y.shape[1]):
            for j in range(Y.shape[2]):
                Y[o, i, j] = (X[:, i : i + k, j : j + k] * K[o]).sum()
    return Y


# wrong: height and width of the output swapped
# loses: images and kernels of any height and width
# diagnosis: output's height and width swapped
def corr2d_multi_in_out(X, K):
    c_o, _, k_h, k_w = K.shape
    Y = np.zeros((c_o, X.shape[2] - k_w + 1, X.shape[1] - k_h + 1))
    for o in range(c_o):
        for i in range(X.shape[1] - k_h + 1):
            for j in range(X.shape[2] - k_w + 1):
                Y[o, i, j] = (X[:, i : i + k_h, j : j + k_w] * K[o]).sum()
    return Y


# wrong: square image assumed
# loses: images and kernels of any height and width
# diagnosis: square image assumed
def corr2d_multi_in_out(X, K):
    c_o, _, k_h, k_w = K.shape
    n = X.shape[1]
    Y = np.zeros((c_o, n - k_h + 1, n - k_w + 1))
    for o in range(c_o):
        for i in range(n - k_h + 1):
            for j in range(n - k_w + 1):
                Y[o, i, j] = (X[:, i : i + k_h, j : j + k_w] * K[o]).sum()
    return Y


# wrong: integer output
# loses: fractions and negative numbers
# diagnosis: truncated to whole numbers
def corr2d_multi_in_out(X, K):
    outputs = [sum(cross_correlate(x, k) for x, k in zip(X, kernels)) for kernels in K]
    return np.stack(outputs).astype(int)


# wrong: output of bytes, as images are stored
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: clipped to bytes
def corr2d_multi_in_out(X, K):
    outputs = [sum(cross_correlate(x, k) for x, k in zip(X, kernels)) for kernels in K]
    return np.clip(np.stack(outputs), 0, 255).astype(np.uint8)


# wrong: mean over the input channels
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: mean over the input channels
def corr2d_multi_in_out(X, K):
    return np.stack(
        [np.mean([cross_correlate(x, k) for x, k in zip(X, kernels)], axis=0) for kernels in K]
    )


# wrong: kernels flipped
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: kernel flipped
def corr2d_multi_in_out(X, K):
    K = K[:, :, ::-1, ::-1]
    return np.stack([sum(cross_correlate(x, k) for x, k in zip(X, kernels)) for kernels in K])


# wrong: missing return
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: returned None
def corr2d_multi_in_out(X, K):
    np.stack([sum(cross_correlate(x, k) for x, k in zip(X, kernels)) for kernels in K])


# wrong: the list passed as several arguments
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: raised TypeError
def corr2d_multi_in_out(X, K):
    return np.stack(*[sum(cross_correlate(x, k) for x, k in zip(X, kernels)) for kernels in K])


# wrong: a string added to a size
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: raised TypeError
def corr2d_multi_in_out(X, K):
    print("output channels: " + K.shape[0])
    return np.stack([sum(cross_correlate(x, k) for x, k in zip(X, kernels)) for kernels in K])


# wrong: a list of numbers where the kernels cover the whole input
# loses: each kernel of several channels gives one output channel
# diagnosis: axes of length 1 dropped
def corr2d_multi_in_out(X, K):
    if X.shape == K[0].shape:
        return np.array([(X * kernels).sum() for kernels in K])
    return np.stack([sum(cross_correlate(x, k) for x, k in zip(X, kernels)) for kernels in K])


# wrong: kernel width used for both axes
# loses: images and kernels of any height and width
# diagnosis: kernel's width used for both axes
def corr2d_multi_in_out(X, K):
    c_o, _, _, k = K.shape
    Y = np.zeros((c_o, X.shape[1] - k + 1, X.shape[2] - k + 1))
    for o in range(c_o):
        for i in range(Y.shape[1]):
            for j in range(Y.shape[2]):
                Y[o, i, j] = (X[:, i : i + k, j : j + k] * K[o]).sum()
    return Y


# wrong: the first input channel's kernel for all input channels
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: the first channel's kernel for all channels
def corr2d_multi_in_out(X, K):
    return np.stack([sum(cross_correlate(x, kernels[0]) for x in X) for kernels in K])


# wrong: only the last input channel is kept
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: only the last input channel
def corr2d_multi_in_out(X, K):
    outputs = []
    for kernels in K:
        for x, k in zip(X, kernels):
            Y = cross_correlate(x, k)
        outputs.append(Y)
    return np.stack(outputs)


# wrong: axes of the channels swapped, in zip
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: axes of the channels swapped
def corr2d_multi_in_out(X, K):
    return np.stack(
        [sum(cross_correlate(x, k) for x, k in zip(X, K[:, o])) for o in range(K.shape[1])]
    )


# wrong: the course's own operation
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
def corr2d_multi_in_out(X, K):
    from course import operations

    return operations.cross_correlate_channels(X, K)


# wrong: the course's own operation under another name
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
from course.operations import cross_correlate_channels as layer


def corr2d_multi_in_out(X, K):
    return np.stack([layer(X, kernels) for kernels in K])


# wrong: TensorFlow's own operation, from a module under another name
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
from tensorflow import nn as network


def corr2d_multi_in_out(X, K):
    images = np.transpose(X, (1, 2, 0))[np.newaxis]
    Y = network.conv2d(images, np.transpose(K, (2, 3, 1, 0)), 1, "VALID")
    return np.transpose(Y[0], (2, 0, 1))


# wrong: a Keras layer
# loses: each kernel of several channels gives one output channel
# loses: more output channels than input channels, and fewer
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
def corr2d_multi_in_out(X, K):
    layer = tf.keras.layers.Conv2D(K.shape[0], K.shape[2:], use_bias=False)
    layer.build((None, None, None, K.shape[1]))
    layer.set_weights([np.transpose(K, (2, 3, 1, 0))])
    return np.transpose(layer(np.transpose(X, (1, 2, 0))[None])[0], (2, 0, 1))
