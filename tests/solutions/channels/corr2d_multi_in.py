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


# wrong: the channels are not added up
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    return np.stack([cross_correlate(x, k) for x, k in zip(X, K)])


# wrong: only the first channel
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    return cross_correlate(X[0], K[0])


# wrong: only the last channel is kept
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    for x, k in zip(X, K):
        Y = cross_correlate(x, k)
    return Y


# wrong: return inside the loop
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    Y = 0
    for x, k in zip(X, K):
        Y += cross_correlate(x, k)
        return Y


# wrong: two channels, written out
# loses: one channel, and more than two
def corr2d_multi_in(X, K):
    return cross_correlate(X[0], K[0]) + cross_correlate(X[1], K[1])


# wrong: three channels, as of a colour image
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    return sum(cross_correlate(X[c], K[c]) for c in range(3))


# wrong: the first kernel for all channels
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    return sum(cross_correlate(x, K[0]) for x in X)


# wrong: channels added up before, as if they shared a kernel
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    return cross_correlate(X.sum(axis=0), K.sum(axis=0))


# wrong: every channel with every kernel
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    return sum(cross_correlate(x, k) for x in X for k in K)


# wrong: mean over the channels
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    return np.mean([cross_correlate(x, k) for x, k in zip(X, K)], axis=0)


# wrong: largest of the channels
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    return np.max([cross_correlate(x, k) for x, k in zip(X, K)], axis=0)


# wrong: added up over all axes
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    return np.sum([cross_correlate(x, k) for x, k in zip(X, K)])


# wrong: added up over the rows
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    return np.sum([cross_correlate(x, k) for x, k in zip(X, K)], axis=1)


# wrong: windows slide over the channels too
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return (windows * K).sum(axis=(3, 4, 5))


# wrong: the first axis taken for the height
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
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
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    return sum(cross_correlate(X[:, :, c], K[:, :, c]) for c in range(X.shape[-1]))


# wrong: kernel height used for both axes
# loses: images and kernels that are not square
def corr2d_multi_in(X, K):
    k = K.shape[1]
    Y = np.zeros((X.shape[1] - k + 1, X.shape[2] - k + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[:, i : i + k, j : j + k] * K).sum()
    return Y


# wrong: both loops over rows
# loses: images and kernels that are not square
def corr2d_multi_in(X, K):
    _, k_h, k_w = K.shape
    Y = np.zeros((X.shape[1] - k_h + 1, X.shape[2] - k_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[0]):
            Y[i, j] = (X[:, i : i + k_h, j : j + k_w] * K).sum()
    return Y


# wrong: square image assumed
# loses: images and kernels that are not square
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
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    return sum(np.maximum(cross_correlate(x, k), 0) for x, k in zip(X, K))


# wrong: kernel flipped
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    return sum(cross_correlate(x, k[::-1, ::-1]) for x, k in zip(X, K))


# wrong: kernel flipped on the axis of channels too
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    return sum(cross_correlate(x, k) for x, k in zip(X, np.flip(K)))


# wrong: output one too small
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
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
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    return sum(cross_correlate(x, k) for x, k in zip(X, K))[np.newaxis]


# wrong: the input is multiplied in place
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
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
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    Y = sum(cross_correlate(x, k) for x, k in zip(X, K))


# wrong: printed, not returned
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    print(sum(cross_correlate(x, k) for x, k in zip(X, K)))


# wrong: the builtin input read instead of the argument
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    return sum(cross_correlate(x, k) for x, k in zip(input, K))


# wrong: a literal 1 where the letter l was meant
# loses: one channel, and more than two
def corr2d_multi_in(X, K):
    result = cross_correlate(X[0], K[0])
    for l in range(1, len(X)):
        result += cross_correlate(X[1], K[1])
    return result


# wrong: misspelt method
# loses: each channel meets its own kernel, and the results add up
# loses: one channel, and more than two
# loses: images and kernels that are not square
# loses: fractions and negative numbers
def corr2d_multi_in(X, K):
    return tf.reduce_sums([cross_correlate(x, k) for x, k in zip(X, K)], axis=0)
