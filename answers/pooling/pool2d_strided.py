"""Answers to pool2d_strided: pooling with padding and stride."""


# right: windows clipped to the image
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    y_h = (X.shape[0] - pool_size[0] + top + bottom) // stride[0] + 1
    y_w = (X.shape[1] - pool_size[1] + left + right) // stride[1] + 1
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            row, column = i * stride[0] - top, j * stride[1] - left
            window = X[
                max(row, 0) : row + pool_size[0],
                max(column, 0) : column + pool_size[1],
            ]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


# right: padded with NaN, NaN left out
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# right: minus infinity for max, sums and counts for the mean
def slide(X, pool_size, padding, stride, border, operation):
    (top, bottom), (left, right) = padding
    padded = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), border, np.float32)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    return np.array(
        [
            [operation(padded[i : i + pool_size[0], j : j + pool_size[1]]) for j in columns]
            for i in rows
        ]
    )


def pool2d_strided(X, pool_size, padding, stride, mode):
    if mode == "max":
        return slide(X, pool_size, padding, stride, -np.inf, np.max)
    totals = slide(X, pool_size, padding, stride, 0, np.sum)
    counts = slide(np.ones_like(X), pool_size, padding, stride, 0, np.sum)
    return totals / counts


# right: sliding_window_view, then every s-th window
from numpy.lib.stride_tricks import sliding_window_view


def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    masked = np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)
    masked[top : top + X.shape[0], left : left + X.shape[1]] = X
    windows = sliding_window_view(masked, pool_size)[:: stride[0], :: stride[1]]
    operation = np.nanmax if mode == "max" else np.nanmean
    return operation(windows, axis=(2, 3))


# right: numpy.pad, smallest number of all around
def pool2d_strided(X, pool_size, padding, stride, mode):
    exists = np.pad(np.ones(X.shape, bool), padding)
    padded = np.pad(X, padding, constant_values=X.min())
    h, w = pool_size
    Y = []
    for i in range(0, padded.shape[0] - h + 1, stride[0]):
        Y.append([])
        for j in range(0, padded.shape[1] - w + 1, stride[1]):
            window, there = padded[i : i + h, j : j + w], exists[i : i + h, j : j + w]
            Y[-1].append(window.max() if mode == "max" else window[there].mean())
    return np.array(Y)


# right: numpy.pad, border repeated for max
def pool2d_strided(X, pool_size, padding, stride, mode):
    view = np.lib.stride_tricks.sliding_window_view
    every = (slice(None, None, stride[0]), slice(None, None, stride[1]))
    if mode == "max":
        return view(np.pad(X, padding, mode="edge"), pool_size)[every].max((-2, -1))
    totals = np.einsum("ijab->ij", view(np.pad(X, padding), pool_size)[every])
    counts = np.einsum("ijab->ij", view(np.pad(np.ones_like(X), padding), pool_size)[every])
    return totals / counts


# right: plain Python lists
def pool2d_strided(X, pool_size, padding, stride, mode):
    X = X.tolist()
    n_h, n_w = len(X), len(X[0])
    (top, bottom), (left, right) = padding
    result = []
    row = -top
    while row + pool_size[0] <= n_h + bottom:
        line = []
        column = -left
        while column + pool_size[1] <= n_w + right:
            values = [
                X[i][j]
                for i in range(row, row + pool_size[0])
                for j in range(column, column + pool_size[1])
                if 0 <= i < n_h and 0 <= j < n_w
            ]
            line.append(max(values) if mode == "max" else sum(values) / len(values))
            column += stride[1]
        result.append(line)
        row += stride[0]
    return result


# right: TensorFlow
def pool2d_strided(X, pool_size, padding, stride, mode):
    operation = tf.reduce_max if mode == "max" else tf.reduce_sum
    border = X.dtype.type("-inf") if mode == "max" else 0.0
    padded = tf.pad(X, padding, constant_values=border)
    there = tf.pad(tf.ones_like(X), padding)
    h, w = pool_size
    rows = []
    for i in range(0, padded.shape[0] - h + 1, stride[0]):
        row = []
        for j in range(0, padded.shape[1] - w + 1, stride[1]):
            value = operation(padded[i : i + h, j : j + w])
            if mode == "avg":
                value = value / tf.reduce_sum(there[i : i + h, j : j + w])
            row.append(value)
        rows.append(tf.stack(row))
    return tf.stack(rows)


# right: stride 1 first, then every s-th row and column, masked arrays
def pool2d_strided(image, size, pad, step, kind):
    padded = np.ma.masked_all(
        (image.shape[0] + sum(pad[0]), image.shape[1] + sum(pad[1])), dtype=np.float64
    )
    padded[pad[0][0] : pad[0][0] + image.shape[0], pad[1][0] : pad[1][0] + image.shape[1]] = image
    height, width = padded.shape[0] - size[0] + 1, padded.shape[1] - size[1] + 1
    dense = np.empty((height, width))
    for i in range(height):
        for j in range(width):
            window = padded[i : i + size[0], j : j + size[1]]
            dense[i, j] = window.max() if kind == "max" else window.mean()
    return dense[:: step[0], :: step[1]]


# right: tf.Variable assigned element by element
def pool2d_strided(X, pool_size, padding, stride, mode):
    p_h, p_w = pool_size
    lowest = tf.pad(X, padding, constant_values=X.min())
    there = tf.pad(tf.ones_like(X), padding)
    zeros = tf.pad(X, padding)
    y_h = (lowest.shape[0] - p_h + stride[0]) // stride[0]
    y_w = (lowest.shape[1] - p_w + stride[1]) // stride[1]
    Y = tf.Variable(tf.zeros((y_h, y_w)))
    for i in range(y_h):
        for j in range(y_w):
            rows = slice(i * stride[0], i * stride[0] + p_h)
            columns = slice(j * stride[1], j * stride[1] + p_w)
            if mode == "max":
                Y[i, j].assign(tf.reduce_max(lowest[rows, columns]))
            else:
                total, count = (tf.reduce_sum(each[rows, columns]) for each in (zeros, there))
                Y[i, j].assign(total / count)
    return Y


# right: tf.image.extract_patches of a padded image
def pool2d_strided(X, pool_size, padding, stride, mode):
    def cells(image, border):
        image = tf.pad(image, padding, constant_values=border)[tf.newaxis, :, :, tf.newaxis]
        steps = [1, *stride, 1]
        return tf.image.extract_patches(image, [1, *pool_size, 1], steps, [1] * 4, "VALID")[0]

    if mode == "max":
        return tf.reduce_max(cells(X, np.float32(-np.inf)), axis=-1)
    totals = tf.reduce_sum(cells(X, 0.0), axis=-1)
    return totals / tf.reduce_sum(cells(tf.ones_like(X), 0.0), axis=-1)


# right: keyword defaults, rows first, then columns
def one_axis(X, p, sides, s, operation):
    n = X.shape[0]
    starts = range(-sides[0], n + sides[1] - p + 1, s)
    return np.stack([operation(X[max(0, a) : a + p], axis=0) for a in starts])


def pool2d_strided(X, pool_size=(2, 2), padding=((0, 0), (0, 0)), stride=(1, 1), mode="max"):
    operation = np.max if mode == "max" else np.mean
    Y = one_axis(X.astype(np.float64), pool_size[0], padding[0], stride[0], operation)
    return one_axis(Y.T, pool_size[1], padding[1], stride[1], operation).T


# right: recursion over rows of the output
def pool2d_strided(X, pool_size, padding, stride, mode, row=0):
    (top, bottom), (left, right) = padding
    start = row * stride[0] - top
    if start + pool_size[0] > X.shape[0] + bottom:
        return []
    band = X[max(0, start) : start + pool_size[0]]
    numbers = []
    for column in range(-left, X.shape[1] + right - pool_size[1] + 1, stride[1]):
        window = band[:, max(0, column) : column + pool_size[1]]
        numbers.append(float(window.max() if mode == "max" else window.mean()))
    return [numbers, *pool2d_strided(X, pool_size, padding, stride, mode, row + 1)]


# right: means by FFT, the largest with the lowest float
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    shape = (X.shape[0] + top + bottom, X.shape[1] + left + right)
    every = (
        slice(0, shape[0] - pool_size[0] + 1, stride[0]),
        slice(0, shape[1] - pool_size[1] + 1, stride[1]),
    )

    def totals(image):
        padded = np.fft.rfft2(np.pad(image, padding).astype(np.float64))
        window = np.fft.rfft2(np.ones(pool_size), s=shape)
        return np.fft.irfft2(padded * window.conj(), s=shape)[every]

    if mode == "avg":
        return totals(X) / totals(np.ones(X.shape))
    padded = np.full(shape, np.finfo(np.float32).min)
    padded[top : top + X.shape[0], left : left + X.shape[1]] = X
    largest = padded[every]
    for a in range(pool_size[0]):
        for b in range(pool_size[1]):
            largest = np.maximum(largest, np.roll(padded, (-a, -b), axis=(0, 1))[every])
    return largest


# right: scattered, each cell to the windows that hold it
def pool2d_strided(X, pool_size, padding, stride, mode):
    sides = [sum(pair) for pair in padding]
    y_h, y_w = [(n + both - p) // s + 1 for n, both, p, s in zip(X.shape, sides, pool_size, stride)]
    found = [[[] for _ in range(y_w)] for _ in range(y_h)]
    for (i, j), value in np.ndenumerate(X):
        i, j = i + padding[0][0], j + padding[1][0]
        for y in range(y_h):
            for x in range(y_w):
                row, column = y * stride[0], x * stride[1]
                if row <= i < row + pool_size[0] and column <= j < column + pool_size[1]:
                    found[y][x].append(float(value))
    keep = max if mode == "max" else lambda values: sum(values) / len(values)
    return [[keep(values) for values in row] for row in found]


# wrong: padded with zeros
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# diagnosis: padded with zeros
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.zeros((n_h + top + bottom, n_w + left + right))
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.max(window) if mode == "max" else np.mean(window)
    return Y


# wrong: max pads with zeros
# loses: max: padded cells never win
# diagnosis: max pads with a number that can win
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nan_to_num(window).max() if mode == "max" else np.nanmean(window)
    return Y


# wrong: max started at 0
# loses: max: padded cells never win
# diagnosis: max started at 0
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = max(0, np.nanmax(window)) if mode == "max" else np.nanmean(window)
    return Y


# wrong: max pads with -1
# loses: max: padded cells never win
# diagnosis: max pads with a number that can win
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nan_to_num(window, nan=-1).max() if mode == "max" else np.nanmean(window)
    return Y


# wrong: mean divides by the size of the window
# loses: avg: only cells that exist count
# diagnosis: mean divides by the size of the window
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nansum(window) / (p_h * p_w)
    return Y


# wrong: mean pads with minus infinity
# loses: avg: only cells that exist count
# diagnosis: infinite
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = (
                np.nanmax(window) if mode == "max" else np.nan_to_num(window, nan=-np.inf).mean()
            )
    return Y


# wrong: mean counts only cells that are not zero
# loses: avg: only cells that exist count
# diagnosis: mean counts only cells that are not zero
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = (
                np.nanmax(window)
                if mode == "max"
                else np.nansum(window) / max(1, np.count_nonzero(np.nan_to_num(window)))
            )
    return Y


# wrong: NaN not left out
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: NaN
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.max(window) if mode == "max" else np.mean(window)
    return Y


# wrong: stride ignored
# loses: the window moves by the stride
# loses: strides that differ, or leave a rest
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: stride ignored
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = 1, 1
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: stride is the size of the window
# loses: the window moves by the stride
# loses: strides that differ, or leave a rest
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: stride is the size of the window
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = pool_size
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: stride always 2
# loses: the window moves by the stride
# loses: strides that differ, or leave a rest
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: stride 2 fixed
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = 2, 2
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: strides swapped
# loses: strides that differ, or leave a rest
# loses: images and windows of any height and width
# diagnosis: strides swapped
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_w, s_h = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: vertical stride used for both axes
# loses: strides that differ, or leave a rest
# diagnosis: one stride for both axes
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h = s_w = stride[0]
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: place in the output not multiplied by the stride
# loses: the window moves by the stride
# loses: strides that differ, or leave a rest
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: windows one cell apart
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i : i + p_h, j : j + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: columns not multiplied by the stride
# loses: the window moves by the stride
# loses: strides that differ, or leave a rest
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: windows moved on one axis only
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j : j + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: size rounded up, the rest gets a window
# loses: strides that differ, or leave a rest
# diagnosis: rounded up
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = -((n_h - p_h + top + bottom) // -s_h) + 1
    y_w = -((n_w - p_w + left + right) // -s_w) + 1
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: size divided, the last window left out
# loses: the window moves by the stride
# loses: strides that differ, or leave a rest
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: last window forgotten
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom) // s_h
    y_w = (n_w - p_w + left + right) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: one added before dividing
# loses: the window moves by the stride
# loses: strides that differ, or leave a rest
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: last window forgotten
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + 1) // s_h
    y_w = (n_w - p_w + left + right + 1) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: padding ignored
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: padding ignored
def pool2d_strided(X, pool_size, padding, stride, mode):
    top = bottom = left = right = 0
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: padding at the top used for all sides
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: one padding for all sides
def pool2d_strided(X, pool_size, padding, stride, mode):
    top = bottom = left = right = padding[0][0]
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: padding of rows and columns swapped
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: axes of the padding swapped
def pool2d_strided(X, pool_size, padding, stride, mode):
    (left, right), (top, bottom) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: padding before and after swapped
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# diagnosis: before and after swapped
def pool2d_strided(X, pool_size, padding, stride, mode):
    (bottom, top), (right, left) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: padding read as ((top, left), (bottom, right))
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: corners in place of sides
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, left), (bottom, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: padding only before
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: padding on one side only
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = (padding[0][0], 0), (padding[1][0], 0)
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: padding counted twice
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: padding twice
def pool2d_strided(X, pool_size, padding, stride, mode):
    twice = 2 * np.array(padding)
    view = np.lib.stride_tricks.sliding_window_view
    every = (slice(None, None, stride[0]), slice(None, None, stride[1]))
    if mode == "max":
        padded = np.pad(X, twice, constant_values=-np.inf)
        return view(padded, pool_size)[every].max(axis=(2, 3))
    totals = view(np.pad(X, twice), pool_size)[every].sum(axis=(2, 3))
    counts = view(np.pad(np.ones_like(X), twice), pool_size)[every].sum(axis=(2, 3))
    return totals / counts


# wrong: height of the window used for both axes
# loses: images and windows of any height and width
# diagnosis: window's height used for both axes
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h = p_w = pool_size[0]
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: height and width of the window swapped
# loses: images and windows of any height and width
# diagnosis: window's height and width swapped
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_w, p_h = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: square image assumed
# loses: images and windows of any height and width
# diagnosis: square image assumed
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h = n_w = X.shape[0]
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: both loops over rows
# loses: strides that differ, or leave a rest
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: both loops over one axis
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_h):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: mode ignored, always the largest
# loses: avg: only cells that exist count
# loses: images and windows of any height and width
# diagnosis: always the largest
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window)
    return Y


# wrong: mode ignored, always the mean
# loses: the window moves by the stride
# loses: strides that differ, or leave a rest
# loses: max: padded cells never win
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: always the mean
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmean(window)
    return Y


# wrong: whole-number output
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# diagnosis: truncated to whole numbers
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w), dtype=int)
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: sizes divided by /
# loses: the window moves by the stride
# loses: strides that differ, or leave a rest
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: raised TypeError
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) / s_h
    y_w = (n_w - p_w + left + right + s_w) / s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    return Y


# wrong: image changed in place
# loses: the window moves by the stride
# loses: strides that differ, or leave a rest
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: changed its input
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)
    X[0, 0] += 1
    return Y


# wrong: no return
# loses: the window moves by the stride
# loses: strides that differ, or leave a rest
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: returned None
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    p_h, p_w = pool_size
    s_h, s_w = stride
    n_h, n_w = X.shape
    padded = np.full((n_h + top + bottom, n_w + left + right), np.nan)
    padded[top : top + n_h, left : left + n_w] = X
    y_h = (n_h - p_h + top + bottom + s_h) // s_h
    y_w = (n_w - p_w + left + right + s_w) // s_w
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            window = padded[i * s_h : i * s_h + p_h, j * s_w : j * s_w + p_w]
            Y[i, j] = np.nanmax(window) if mode == "max" else np.nanmean(window)


# wrong: tf.nn.pool of a padded image
# loses: the window moves by the stride
# loses: strides that differ, or leave a rest
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
def pool2d_strided(X, pool_size, padding, stride, mode):
    border = np.float32(-np.inf) if mode == "max" else np.float32(0)

    def slid(image, border):
        padded = tf.pad(image, padding, constant_values=border)[tf.newaxis, :, :, tf.newaxis]
        return tf.nn.pool(padded, pool_size, mode.upper(), stride, "VALID")[0, :, :, 0]

    if mode == "max":
        return slid(X, border)
    return slid(X, border) / slid(tf.ones_like(X), border)


# wrong: a Keras layer under another name
# loses: the window moves by the stride
# loses: strides that differ, or leave a rest
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
shrink = tf.keras.layers.MaxPooling2D


def pool2d_strided(X, pool_size, padding, stride, mode):
    lowest = X.min() if mode == "max" else 0
    padded = np.pad(X, padding, constant_values=lowest)
    return shrink(pool_size, stride)(padded[np.newaxis, :, :, np.newaxis])[0, :, :, 0]


# wrong: the course's pool
# loses: the window moves by the stride
# loses: strides that differ, or leave a rest
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
from course import operations


def pool2d_strided(X, pool_size, padding, stride, mode):
    return operations.pool(X, pool_size, padding, stride, mode)


# wrong: TensorFlow's pooling in a function of one's own
# loses: the window moves by the stride
# loses: strides that differ, or leave a rest
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
def slide(images, pool_size, stride):
    return getattr(tf.nn, "max" + "_pool2d")(images, pool_size, stride, "VALID")[0, :, :, 0]


def pool2d_strided(X, pool_size, padding, stride, mode):
    padded = tf.pad(X, padding, constant_values=X.min())
    return slide(padded[tf.newaxis, :, :, tf.newaxis], pool_size, stride)


# wrong: max pads with -999
# loses: max: padded cells never win
# diagnosis: max pads with a number that can win
def pool2d_strided(X, pool_size, padding, stride, mode):
    view = np.lib.stride_tricks.sliding_window_view
    if mode == "max":
        padded = np.pad(X, padding, constant_values=-999)
        return view(padded, pool_size)[:: stride[0], :: stride[1]].max(axis=(2, 3))
    padded = np.pad(X.astype(float), padding, constant_values=np.nan)
    return np.nanmean(view(padded, pool_size)[:: stride[0], :: stride[1]], axis=(2, 3))


# wrong: horizontal stride used for both axes
# loses: strides that differ, or leave a rest
# loses: images and windows of any height and width
# diagnosis: one stride for both axes
def pool2d_strided(X, pool_size, padding, stride, mode):
    masked = np.pad(X.astype(float), padding, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(masked, pool_size)
    windows = windows[:: stride[1], :: stride[1]]
    return (np.nanmax if mode == "max" else np.nanmean)(windows, axis=(2, 3))


# wrong: a start below 0 counts from the end
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: raised ValueError
def pool2d_strided(X, pool_size, padding, stride, mode):
    (top, bottom), (left, right) = padding
    y_h = (X.shape[0] - pool_size[0] + top + bottom) // stride[0] + 1
    y_w = (X.shape[1] - pool_size[1] + left + right) // stride[1] + 1
    Y = np.zeros((y_h, y_w))
    for i in range(y_h):
        for j in range(y_w):
            row, column = i * stride[0] - top, j * stride[1] - left
            window = X[row : row + pool_size[0], column : column + pool_size[1]]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


# wrong: padding before and after swapped, for the largest alone
# loses: padding that differs on each side
# diagnosis: before and after swapped
def pool2d_strided(X, pool_size, padding, stride, mode):
    view = np.lib.stride_tricks.sliding_window_view
    if mode == "max":
        (top, bottom), (left, right) = padding
        padded = np.pad(X, ((bottom, top), (right, left)), constant_values=-np.inf)
        return view(padded, pool_size)[:: stride[0], :: stride[1]].max(axis=(2, 3))
    padded = np.pad(X.astype(float), padding, constant_values=np.nan)
    return np.nanmean(view(padded, pool_size)[:: stride[0], :: stride[1]], axis=(2, 3))


# wrong: zeros of the image taken for padding, in max
# loses: max: padded cells never win
# diagnosis: zeros of the image taken for padding
def pool2d_strided(X, pool_size, padding, stride, mode):
    fill = 0 if mode == "max" else np.nan
    P = np.pad(np.asarray(X, float), padding, constant_values=fill)
    W = np.lib.stride_tricks.sliding_window_view(P, pool_size)[:: stride[0], :: stride[1]]
    if mode == "max":
        return np.where(W == 0, -np.inf, W).max(axis=(2, 3))
    return np.nanmean(W, axis=(2, 3))


# wrong: keeps the last number of each window
# loses: the window moves by the stride
# loses: strides that differ, or leave a rest
# loses: max: padded cells never win
# loses: avg: only cells that exist count
# loses: padding that differs on each side
# loses: images and windows of any height and width
# diagnosis: last number of the window
def pool2d_strided(X, pool_size, padding, stride, mode):
    P = np.pad(X, padding, constant_values=-np.inf if mode == "max" else 0)
    rows = (P.shape[0] - pool_size[0]) // stride[0] + 1
    columns = (P.shape[1] - pool_size[1]) // stride[1] + 1
    Y = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            r, c = i * stride[0], j * stride[1]
            for value in P[r : r + pool_size[0], c : c + pool_size[1]].ravel():
                Y[i, j] = value
    return Y
