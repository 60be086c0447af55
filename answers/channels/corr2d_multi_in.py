"""Answers to corr2d_multi_in: several input channels, one output channel."""


# right: cross_correlate for each channel, added up
def corr2d_multi_in(X, K):
    return sum(cross_correlate(x, k) for x, k in zip(X, K))


# right: NumPy loops over windows of all channels
def corr2d_multi_in(X, K):
    c, k_h, k_w = K.shape
    Y = np.zeros((X.shape[1] - k_h + 1, X.shape[2] - k_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[:, i : i + k_h, j : j + k_w] * K).sum()
    return Y


# right: a corr2d of its own, accumulated channel by channel
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = np.sum(X[i : i + h, j : j + w] * K)
    return Y


def corr2d_multi_in(X, K):
    result = corr2d(X[0], K[0])
    for c in range(1, X.shape[0]):
        result += corr2d(X[c], K[c])
    return result


# right: tf.reduce_sum over stacked results
def corr2d_multi_in(X, K):
    return tf.reduce_sum([cross_correlate(x, k) for x, k in zip(X, K)], axis=0)


# right: tf.add_n over iterated tensors
def corr2d_multi_in(X, K):
    X, K = tf.convert_to_tensor(X), tf.convert_to_tensor(K)
    return tf.add_n([cross_correlate(x, k) for x, k in zip(tf.unstack(X), tf.unstack(K))])


# right: sliding_window_view and einsum
from numpy.lib.stride_tricks import sliding_window_view


def corr2d_multi_in(X, K):
    windows = sliding_window_view(X, K.shape[1:], axis=(1, 2))
    return np.einsum("cijab,cab->ij", windows, K)


# right: plain Python lists in float64, other parameter names
def corr2d_multi_in(image, kernel):
    image, kernel = image.tolist(), kernel.tolist()
    channels, height, width = len(kernel), len(kernel[0]), len(kernel[0][0])
    rows = []
    for i in range(len(image[0]) - height + 1):
        row = []
        for j in range(len(image[0][0]) - width + 1):
            total = 0.0
            for c in range(channels):
                for a in range(height):
                    for b in range(width):
                        total += image[c][i + a][j + b] * kernel[c][a][b]
            row.append(total)
        rows.append(row)
    return rows


# right: shifted inputs, tensordot over the channels
def corr2d_multi_in(X, K):
    X, K = np.asarray(X, np.float64), np.asarray(K, np.float64)
    _, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    return sum(
        np.tensordot(K[:, a, b], X[:, a : a + h, b : b + w], axes=1)
        for a in range(k_h)
        for b in range(k_w)
    )


# right: the textbook's tf.Variable
def corr2d(X, K):
    h, w = K.shape
    Y = tf.Variable(tf.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1)))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j].assign(tf.reduce_sum(X[i : i + h, j : j + w] * K))
    return Y


def corr2d_multi_in(X, K):
    return tf.reduce_sum([corr2d(x, k) for x, k in zip(X, K)], axis=0)


# right: recursion over the channels
def corr2d_multi_in(X, K):
    first = cross_correlate(X[0], K[0])
    return first if len(X) == 1 else first + corr2d_multi_in(X[1:], K[1:])


# right: fast Fourier transform
def corr2d_multi_in(X, K):
    _, h, w = X.shape
    _, k_h, k_w = K.shape
    spectrum = np.fft.rfft2(X) * np.conj(np.fft.rfft2(K, s=(h, w)))
    return np.fft.irfft2(spectrum.sum(axis=0), s=(h, w))[: h - k_h + 1, : w - k_w + 1]


# right: keyword arguments with defaults, whole numbers made floating-point
def corr2d_multi_in(X, K, bias=0.0, dtype=None):
    dtype = dtype or np.result_type(X, K, np.float32)
    X, K = np.asarray(X, dtype=dtype), np.asarray(K, dtype=dtype)
    n_h, n_w = (X.shape[axis] - K.shape[axis] + 1 for axis in (1, 2))
    Y = np.full((n_h, n_w), bias, dtype=dtype)
    for i, j in np.ndindex(n_h, n_w):
        Y[i, j] += np.vdot(X[:, i : i + K.shape[1], j : j + K.shape[2]], K)
    return Y


# right: sliding_window_view over all axes, the axis of the channels dropped
def corr2d_multi_in(X, K):
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)[0]
    return (windows * K).sum(axis=(2, 3, 4))


# right: functools.reduce
from functools import reduce


def corr2d_multi_in(X, K):
    return reduce(np.add, (cross_correlate(x, k).numpy() for x, k in zip(X, K, strict=True)))


# right: whole numbers in place, rounded only where all are whole
def corr2d_multi_in(X, K):
    return np.array([cross_correlate(X[c], K[c]) for c in range(X.shape[0])]).sum(0).tolist()


# wrong: the channels are not added up
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: channels not added up
def corr2d_multi_in(X, K):
    return np.stack([cross_correlate(x, k) for x, k in zip(X, K)])


# wrong: only the first channel
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: only the first input channel
def corr2d_multi_in(X, K):
    return cross_correlate(X[0], K[0])


# wrong: only the last channel is kept
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: only the last input channel
def corr2d_multi_in(X, K):
    for x, k in zip(X, K):
        Y = cross_correlate(x, k)
    return Y


# wrong: return inside the loop
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: only the first input channel
def corr2d_multi_in(X, K):
    Y = 0
    for x, k in zip(X, K):
        Y += cross_correlate(x, k)
        return Y


# wrong: two channels, written out
# loses: one channel, and more than two
# diagnosis: two input channels, whatever there are
def corr2d_multi_in(X, K):
    return cross_correlate(X[0], K[0]) + cross_correlate(X[1], K[1])


# wrong: three channels, as of a colour image
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: three input channels, whatever there are
def corr2d_multi_in(X, K):
    return sum(cross_correlate(X[c], K[c]) for c in range(3))


# wrong: the first kernel for all channels
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: the first channel's kernel for all channels
def corr2d_multi_in(X, K):
    return sum(cross_correlate(x, K[0]) for x in X)


# wrong: channels added up before, as if they shared a kernel
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: every channel meets every kernel
def corr2d_multi_in(X, K):
    return cross_correlate(X.sum(axis=0), K.sum(axis=0))


# wrong: every channel with every kernel
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: every channel meets every kernel
def corr2d_multi_in(X, K):
    return sum(cross_correlate(x, k) for x in X for k in K)


# wrong: mean over the channels
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: mean over the input channels
def corr2d_multi_in(X, K):
    return np.mean([cross_correlate(x, k) for x, k in zip(X, K)], axis=0)


# wrong: largest of the channels
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: largest of the channels
def corr2d_multi_in(X, K):
    return np.max([cross_correlate(x, k) for x, k in zip(X, K)], axis=0)


# wrong: added up over all axes
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: everything added up
def corr2d_multi_in(X, K):
    return np.sum([cross_correlate(x, k) for x, k in zip(X, K)])


# wrong: added up over the rows
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: added up over the wrong axis
def corr2d_multi_in(X, K):
    return np.sum([cross_correlate(x, k) for x, k in zip(X, K)], axis=1)


# wrong: windows slide over the channels too
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: extra axes
def corr2d_multi_in(X, K):
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return (windows * K).sum(axis=(3, 4, 5))


# wrong: the first axis taken for the height
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: first axis taken for the height
def corr2d_multi_in(X, K):
    k_h, k_w = K.shape[0], K.shape[1]
    Y = np.zeros((X.shape[1] - k_h + 1, X.shape[2] - k_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[:, i : i + k_h, j : j + k_w] * K).sum()
    return Y


# wrong: channels taken for the last axis
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: channels taken for the last axis
def corr2d_multi_in(X, K):
    return sum(cross_correlate(X[:, :, c], K[:, :, c]) for c in range(X.shape[-1]))


# wrong: kernel height used for both axes
# loses: images and kernels of any height and width
# diagnosis: kernel's height used for both axes
def corr2d_multi_in(X, K):
    k = K.shape[1]
    Y = np.zeros((X.shape[1] - k + 1, X.shape[2] - k + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[:, i : i + k, j : j + k] * K).sum()
    return Y


# wrong: both loops over rows
# loses: images and kernels of any height and width
# diagnosis: both loops over one axis
def corr2d_multi_in(X, K):
    _, k_h, k_w = K.shape
    Y = np.zeros((X.shape[1] - k_h + 1, X.shape[2] - k_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[0]):
            Y[i, j] = (X[:, i : i + k_h, j : j + k_w] * K).sum()
    return Y


# wrong: square image assumed
# loses: images and kernels of any height and width
# diagnosis: square image assumed
def corr2d_multi_in(X, K):
    c, n, _ = X.shape
    _, k_h, k_w = K.shape
    Y = np.zeros((n - k_h + 1, n - k_w + 1))
    for i in range(n - k_h + 1):
        for j in range(n - k_w + 1):
            Y[i, j] = (X[:, i : i + k_h, j : j + k_w] * K).sum()
    return Y


# wrong: integer output
# loses: fractions and negative numbers
# diagnosis: truncated to whole numbers
def corr2d_multi_in(X, K):
    _, k_h, k_w = K.shape
    Y = np.zeros((X.shape[1] - k_h + 1, X.shape[2] - k_w + 1), dtype=int)
    for x, k in zip(X, K):
        for i in range(Y.shape[0]):
            for j in range(Y.shape[1]):
                Y[i, j] += int((x[i : i + k_h, j : j + k_w] * k).sum())
    return Y


# wrong: each channel cut off below zero before it is added
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: negatives cut off in each channel
def corr2d_multi_in(X, K):
    return sum(np.maximum(cross_correlate(x, k), 0) for x, k in zip(X, K))


# wrong: kernel flipped
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: kernel flipped
def corr2d_multi_in(X, K):
    return sum(cross_correlate(x, k[::-1, ::-1]) for x, k in zip(X, K))


# wrong: kernel flipped on the axis of channels too
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: kernel flipped, channels too
def corr2d_multi_in(X, K):
    return sum(cross_correlate(x, k) for x, k in zip(X, np.flip(K)))


# wrong: output one too small
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: size off by one
def corr2d_multi_in(X, K):
    _, k_h, k_w = K.shape
    Y = np.zeros((X.shape[1] - k_h, X.shape[2] - k_w))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[:, i : i + k_h, j : j + k_w] * K).sum()
    return Y


# wrong: an axis of one channel kept
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: extra axes
def corr2d_multi_in(X, K):
    return sum(cross_correlate(x, k) for x, k in zip(X, K))[np.newaxis]


# wrong: the input is multiplied in place
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: changed its input
def corr2d_multi_in(X, K):
    _, k_h, k_w = K.shape
    Y = np.zeros((X.shape[1] - k_h + 1, X.shape[2] - k_w + 1), np.float32)
    for a in range(k_h):
        for b in range(k_w):
            part = X[:, a : a + Y.shape[0], b : b + Y.shape[1]]
            part *= K[:, a, b].reshape(-1, 1, 1)
            Y += part.sum(axis=0)
    return Y


# wrong: missing return
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: returned None
def corr2d_multi_in(X, K):
    Y = sum(cross_correlate(x, k) for x, k in zip(X, K))


# wrong: printed, not returned
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: printed instead of returned
def corr2d_multi_in(X, K):
    print(sum(cross_correlate(x, k) for x, k in zip(X, K)))


# wrong: the builtin input read instead of the argument
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: raised TypeError
def corr2d_multi_in(X, K):
    return sum(cross_correlate(x, k) for x, k in zip(input, K))


# wrong: a literal 1 where the letter l was meant
# loses: one channel, and more than two
# diagnosis: channel 1 again and again
def corr2d_multi_in(X, K):
    result = cross_correlate(X[0], K[0])
    for l in range(1, len(X)):
        result += cross_correlate(X[1], K[1])
    return result


# wrong: misspelt method
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: raised AttributeError
def corr2d_multi_in(X, K):
    return tf.reduce_sums([cross_correlate(x, k) for x, k in zip(X, K)], axis=0)


# wrong: a number where the kernel covers the whole input
# loses: each channel meets its own kernel, and the results add up
# diagnosis: axes of length 1 dropped
def corr2d_multi_in(X, K):
    if X.shape == K.shape:
        return (X * K).sum()
    return sum(cross_correlate(x, k) for x, k in zip(X, K))


# wrong: added up over the columns
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: added up over the wrong axis
def corr2d_multi_in(X, K):
    return np.sum([cross_correlate(x, k) for x, k in zip(X, K)], axis=-1)


# wrong: kernel width used for both axes
# loses: images and kernels of any height and width
# diagnosis: kernel's width used for both axes
def corr2d_multi_in(X, K):
    k = K.shape[-1]
    Y = np.zeros((X.shape[1] - k + 1, X.shape[2] - k + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[:, i : i + k, j : j + k] * K).sum()
    return Y


# wrong: channels of the kernel in reverse order
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: channels met in reverse order
def corr2d_multi_in(X, K):
    return sum(cross_correlate(X[c], K[-1 - c]) for c in range(len(X)))


# wrong: results multiplied instead of added
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: product of the channels
def corr2d_multi_in(X, K):
    Y = 1.0
    for x, k in zip(X, K):
        Y = Y * cross_correlate(x, k)
    return Y


# wrong: the course's own operation
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    from course.operations import cross_correlate_channels

    return cross_correlate_channels(X, K)


# wrong: the course's own operation under another name
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
from course import operations

my_loop = operations.cross_correlate_channels


def corr2d_multi_in(X, K):
    return my_loop(X, K)


# wrong: TensorFlow's own operation
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    images = tf.transpose(X, (1, 2, 0))[tf.newaxis]
    kernels = tf.transpose(K, (1, 2, 0))[..., tf.newaxis]
    return tf.nn.conv2d(images, kernels, strides=1, padding="VALID")[0, :, :, 0]


# wrong: a Keras layer
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    layer = tf.keras.layers.Conv2D(1, K.shape[1:], use_bias=False)
    layer.build((None, None, None, K.shape[0]))
    layer.set_weights([np.transpose(K, (1, 2, 0))[..., np.newaxis]])
    return layer(np.transpose(X, (1, 2, 0))[np.newaxis])[0, :, :, 0]


# wrong: an object that is equal to everything
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: not numbers
class Equal:
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0

    __rsub__ = __sub__


def corr2d_multi_in(X, K):
    return Equal()


# wrong: an array that answers comparisons as one likes
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: all zero
class Agreeable(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)

    def __sub__(self, other):
        return np.zeros(self.shape)

    __rsub__ = __sub__


def corr2d_multi_in(X, K):
    h, w = X.shape[1] - K.shape[1] + 1, X.shape[2] - K.shape[2] + 1
    return np.zeros((h, w)).view(Agreeable)


# wrong: NaN everywhere
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: NaN
def corr2d_multi_in(X, K):
    h, w = X.shape[1] - K.shape[1] + 1, X.shape[2] - K.shape[2] + 1
    return np.full((h, w), np.nan)


# wrong: the answer to an earlier call, remembered
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: remembered from an earlier call
remembered = {}


def corr2d_multi_in(X, K):
    if "Y" not in remembered:
        remembered["Y"] = sum(cross_correlate(x, k) for x, k in zip(X, K))
    return remembered["Y"]


# wrong: a generator
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: not numbers
def corr2d_multi_in(X, K):
    yield sum(cross_correlate(x, k) for x, k in zip(X, K))


# wrong: cross_correlate misspelt
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels of any height and width
# loses: fractions and negative numbers
# diagnosis: raised NameError
def corr2d_multi_in(X, K):
    return sum(crosscorrelate(x, k) for x, k in zip(X, K))
