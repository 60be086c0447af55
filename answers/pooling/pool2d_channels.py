"""Answers to pool2d_channels: pooling of every channel by itself."""


# right: a pooling of one channel, stacked
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    return np.stack([pool_one(channel, pool_size, padding, stride, mode) for channel in X])


# right: a list of channels
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    Y = []
    for c in range(X.shape[0]):
        Y.append(pool_one(X[c], pool_size, padding, stride, mode))
    return Y


# right: the course's pool
from course.operations import pool


def pool2d_channels(X, pool_size, padding, stride, mode):
    return tf.stack([pool(x, pool_size, padding, stride, mode) for x in X])


# right: the course's pool into an array of zeros
from course.operations import pool


def pool2d_channels(image, size, pad, step, kind):
    first = pool(image[0], size, pad, step, kind)
    Y = np.zeros((len(image), *first.shape))
    for number, channel in enumerate(image):
        Y[number] = pool(channel, size, pad, step, kind)
    return Y


# right: sliding_window_view over all channels at once
def pool2d_channels(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    c, h, w = X.shape
    padded = np.full((c, h + top + bottom, w + left + right), np.nan, X.dtype)
    padded[:, top : top + h, left : left + w] = X
    windows = np.lib.stride_tricks.sliding_window_view(padded, pool_size, axis=(1, 2))
    windows = windows[:, :: stride[0], :: stride[1]]  # (c, y_h, y_w, p_h, p_w)
    return (np.nanmax if mode == "max" else np.nanmean)(windows, axis=(3, 4))


# right: loops over rows and columns, all channels of a window at once
def pool2d_channels(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    c, n_h, n_w = X.shape
    y_h = (n_h + top + bottom - pool_size[0]) // stride[0] + 1
    y_w = (n_w + left + right - pool_size[1]) // stride[1] + 1
    Y = np.zeros((c, y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            row, column = i * stride[0] - top, j * stride[1] - left
            window = X[:, max(0, row) : row + pool_size[0], max(0, column) : column + pool_size[1]]
            Y[:, i, j] = window.max(axis=(1, 2)) if mode == "max" else window.mean(axis=(1, 2))
    return Y


# right: tf.map_fn over channels
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    def one(channel):
        pooled = pool_one(channel.numpy(), pool_size, padding, stride, mode)
        return tf.constant(pooled, tf.float32)

    return tf.map_fn(one, tf.constant(X))


# right: the course's operations as a module, keyword arguments
from course import operations


def pool2d_channels(X, pool_size, padding=((0, 0), (0, 0)), stride=(1, 1), mode="max"):
    settings = dict(padding=padding, stride=stride, mode=mode)
    return [operations.pool(channel, pool_size, **settings) for channel in X]


# right: recursion over channels
from course.operations import pool


def pool2d_channels(X, *settings):
    if len(X) == 1:
        return np.asarray(pool(X[0], *settings))[np.newaxis]
    return np.concatenate([pool2d_channels(X[:1], *settings), pool2d_channels(X[1:], *settings)])


# right: tf.Variable, channel after channel
from course.operations import pool


def pool2d_channels(X, pool_size, padding, stride, mode):
    y_h, y_w = pool(X[0], pool_size, padding, stride, mode).shape
    Y = tf.Variable(tf.zeros((X.shape[0], y_h, y_w)))
    for c in range(X.shape[0]):
        Y[c].assign(pool(X[c], pool_size, padding, stride, mode))
    return Y


# right: einsum over masked windows of all channels, in float64
def pool2d_channels(X, pool_size, padding, stride, mode):
    border = ((0, 0), *padding)

    def windows(image):
        view = np.lib.stride_tricks.sliding_window_view(image, pool_size, axis=(1, 2))
        return view[:, :: stride[0], :: stride[1]]

    if mode == "max":
        return windows(np.pad(X, border, constant_values=X.min())).max(axis=(3, 4))
    totals = np.einsum("cijab->cij", windows(np.pad(X.astype(float), border)))
    return totals / np.einsum("cijab->cij", windows(np.pad(np.ones(X.shape), border)))


# right: plain Python lists
def pool2d_channels(X, pool_size, padding, stride, mode):
    c, n_h, n_w = X.shape
    (top, bottom), (left, right) = padding
    Y = []
    for channel in X.tolist():
        Y.append([])
        for i in range(-top, n_h + bottom - pool_size[0] + 1, stride[0]):
            Y[-1].append([])
            for j in range(-left, n_w + right - pool_size[1] + 1, stride[1]):
                rows = channel[max(0, i) : i + pool_size[0]]
                cells = [v for row in rows for v in row[max(0, j) : j + pool_size[1]]]
                Y[-1][-1].append(max(cells) if mode == "max" else sum(cells) / len(cells))
    return Y


# wrong: largest over all channels
# loses: each channel by itself
# loses: one channel, or three
# loses: padding, stride and mode reach every channel
# diagnosis: largest over all channels
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    return np.max([pool_one(x, pool_size, padding, stride, mode) for x in X], axis=0)


# wrong: channels added up
# loses: each channel by itself
# loses: one channel, or three
# loses: padding, stride and mode reach every channel
# diagnosis: sum over all channels
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    return sum(pool_one(x, pool_size, padding, stride, mode) for x in X)


# wrong: only the first channel
# loses: each channel by itself
# loses: one channel, or three
# loses: padding, stride and mode reach every channel
# diagnosis: only the first channel
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    return pool_one(X[0], pool_size, padding, stride, mode)


# wrong: the first channel for all
# loses: each channel by itself
# loses: one channel, or three
# loses: padding, stride and mode reach every channel
# diagnosis: the first channel for all
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    return np.stack([pool_one(X[0], pool_size, padding, stride, mode) for _ in X])


# wrong: only the last channel, each replaces the one before
# loses: each channel by itself
# loses: one channel, or three
# loses: padding, stride and mode reach every channel
# diagnosis: only the last channel
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    for x in X:
        Y = pool_one(x, pool_size, padding, stride, mode)
    return Y[np.newaxis]


# wrong: channels last in the output
# loses: each channel by itself
# loses: one channel, or three
# loses: padding, stride and mode reach every channel
# diagnosis: channels last in the output
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    return np.stack([pool_one(x, pool_size, padding, stride, mode) for x in X], axis=-1)


# wrong: channels last in the input
# loses: each channel by itself
# loses: one channel, or three
# loses: padding, stride and mode reach every channel
# diagnosis: channels last in the input
from course.operations import pool


def pool2d_channels(X, pool_size, padding, stride, mode):
    channels = [pool(X[:, :, c], pool_size, padding, stride, mode) for c in range(X.shape[2])]
    return np.stack(channels)


# wrong: channels side by side
# loses: each channel by itself
# loses: one channel, or three
# loses: padding, stride and mode reach every channel
# diagnosis: channels side by side
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    return np.concatenate([pool_one(x, pool_size, padding, stride, mode) for x in X])


# wrong: channels in reverse order
# loses: each channel by itself
# loses: one channel, or three
# loses: padding, stride and mode reach every channel
# diagnosis: channels in reverse order
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    return np.stack([pool_one(x, pool_size, padding, stride, mode) for x in X[::-1]])


# wrong: two channels hard-coded
# loses: one channel, or three
# diagnosis: two channels hard-coded
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    first = pool_one(X[0], pool_size, padding, stride, mode)
    return np.stack([first, pool_one(X[1], pool_size, padding, stride, mode)])


# wrong: a single channel loses its axis
# loses: one channel, or three
# diagnosis: axes of length 1 dropped
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    return np.squeeze(np.stack([pool_one(x, pool_size, padding, stride, mode) for x in X]))


# wrong: stacked inside the loop
# loses: each channel by itself
# loses: one channel, or three
# loses: padding, stride and mode reach every channel
# diagnosis: only the first channel
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    Y = []
    for x in X:
        Y.append(pool_one(x, pool_size, padding, stride, mode))
        return np.stack(Y)


# wrong: mode not handed on
# loses: padding, stride and mode reach every channel
# diagnosis: mode not handed on
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    return np.stack([pool_one(x, pool_size, padding, stride, "max") for x in X])


# wrong: stride not handed on
# loses: each channel by itself
# loses: padding, stride and mode reach every channel
# diagnosis: stride not handed on
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    return np.stack([pool_one(x, pool_size, padding, (1, 1), mode) for x in X])


# wrong: padding not handed on
# loses: each channel by itself
# loses: padding, stride and mode reach every channel
# diagnosis: padding not handed on
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    none = ((0, 0), (0, 0))
    return np.stack([pool_one(x, pool_size, none, stride, mode) for x in X])


# wrong: stride and padding handed on in the wrong order
# loses: each channel by itself
# loses: one channel, or three
# loses: padding, stride and mode reach every channel
# diagnosis: raised TypeError
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    return np.stack([pool_one(x, pool_size, stride, padding, mode) for x in X])


# wrong: padded with zeros
# loses: padding, stride and mode reach every channel
# diagnosis: padded with zeros
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    padded = np.pad(X, ((0, 0), *padding))
    none = ((0, 0), (0, 0))
    return np.stack([pool_one(x, pool_size, none, stride, mode) for x in padded])


# wrong: channels padded too
# loses: each channel by itself
# loses: padding, stride and mode reach every channel
# diagnosis: channels padded too
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    padded = np.pad(X, ((padding[0][0], 0), (0, 0), (0, 0)))
    return np.stack([pool_one(x, pool_size, padding, stride, mode) for x in padded])


# wrong: whole-number output
# loses: padding, stride and mode reach every channel
# diagnosis: truncated to whole numbers
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    pooled = np.stack([pool_one(x, pool_size, padding, stride, mode) for x in X])
    return pooled.astype(int)


# wrong: no return
# loses: each channel by itself
# loses: one channel, or three
# loses: padding, stride and mode reach every channel
# diagnosis: returned None
def pool_one(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    operation = np.nanmax if mode == "max" else np.nanmean
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_channels(X, pool_size, padding, stride, mode):
    np.stack([pool_one(x, pool_size, padding, stride, mode) for x in X])


# wrong: tf.nn.pool of all channels at once
# loses: each channel by itself
# loses: one channel, or three
# loses: padding, stride and mode reach every channel
def pool2d_channels(X, pool_size, padding, stride, mode):
    border = -np.inf if mode == "max" else 0
    last = np.pad(np.moveaxis(X, 0, -1), (*padding, (0, 0)), constant_values=border)[np.newaxis]
    Y = tf.nn.pool(last, pool_size, mode.upper(), strides=stride)
    return np.moveaxis(Y[0], -1, 0)


# wrong: TensorFlow's pooling under another name
# loses: each channel by itself
# loses: one channel, or three
# loses: padding, stride and mode reach every channel
def pool2d_channels(X, pool_size, padding, stride, mode):
    from tensorflow.nn import max_pool2d as slide

    last = np.pad(np.moveaxis(X, 0, -1), (*padding, (0, 0)), constant_values=X.min())
    return np.moveaxis(slide(last[np.newaxis], pool_size, stride, "VALID")[0], -1, 0)


# wrong: largest over all channels, their axis kept
# loses: each channel by itself
# loses: one channel, or three
# loses: padding, stride and mode reach every channel
# diagnosis: largest over all channels
from course.operations import pool


def pool2d_channels(X, pool_size, padding, stride, mode):
    Y = np.stack([pool(x, pool_size, padding, stride, mode) for x in X])
    return Y.max(axis=0, keepdims=True)


# wrong: channels side by side, joined along the rows
# loses: each channel by itself
# loses: one channel, or three
# loses: padding, stride and mode reach every channel
# diagnosis: channels side by side
from course.operations import pool


def pool2d_channels(X, pool_size, padding, stride, mode):
    return np.hstack([pool(x, pool_size, padding, stride, mode) for x in X])


# wrong: mean over all channels
# loses: each channel by itself
# loses: one channel, or three
# loses: padding, stride and mode reach every channel
# diagnosis: mean over all channels
from course.operations import pool


def pool2d_channels(X, pool_size, padding, stride, mode):
    return np.mean([pool(x, pool_size, padding, stride, mode) for x in X], axis=0)


# wrong: one stride for both axes
# loses: padding, stride and mode reach every channel
# diagnosis: one stride for both axes
from course.operations import pool


def pool2d_channels(X, pool_size, padding, stride, mode):
    step = (stride[0], stride[0])
    return np.stack([pool(channel, pool_size, padding, step, mode) for channel in X])
