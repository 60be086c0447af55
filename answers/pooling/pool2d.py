"""Answers to pool2d: the largest number or the mean of every window."""


# right: NumPy loops
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            if mode == "max":
                Y[i, j] = X[i : i + p_h, j : j + p_w].max()
            elif mode == "avg":
                Y[i, j] = X[i : i + p_h, j : j + p_w].mean()
    return Y


# right: plain Python lists, the largest sought by comparing
def pool2d(X, pool_size, mode):
    X = X.tolist()
    p_h, p_w = pool_size
    Y = []
    for i in range(len(X) - p_h + 1):
        row = []
        for j in range(len(X[0]) - p_w + 1):
            largest, total = X[i][j], 0.0
            for a in range(p_h):
                for b in range(p_w):
                    value = X[i + a][j + b]
                    if value > largest:
                        largest = value
                    total += value
            row.append(largest if mode == "max" else total / (p_h * p_w))
        Y.append(row)
    return Y


# right: sliding_window_view
from numpy.lib.stride_tricks import sliding_window_view


def pool2d(X, pool_size, mode):
    windows = sliding_window_view(X, pool_size)
    return windows.max(axis=(2, 3)) if mode == "max" else windows.mean(axis=(2, 3))


# right: sliding_window_view and einsum for the mean
def pool2d(X, pool_size, mode):
    windows = np.lib.stride_tricks.sliding_window_view(X, pool_size)
    if mode == "max":
        return np.amax(windows, axis=(-2, -1))
    return np.einsum("ijab->ij", windows) / np.prod(pool_size)


# right: shifted images
def pool2d(X, pool_size, mode):
    n_h, n_w = X.shape[0] - pool_size[0] + 1, X.shape[1] - pool_size[1] + 1
    shifted = [
        X[a : a + n_h, b : b + n_w] for a in range(pool_size[0]) for b in range(pool_size[1])
    ]
    if mode == "max":
        return np.maximum.reduce(shifted)
    return sum(shifted) / len(shifted)


# right: rows first, then columns
def along_rows(X, length, operation):
    return np.array(
        [[operation(row[j : j + length]) for j in range(len(row) - length + 1)] for row in X]
    )


def pool2d(X, pool_size, mode):
    operation = {"max": np.max, "avg": np.mean}[mode]
    narrow = along_rows(X, pool_size[1], operation)
    return along_rows(narrow.T, pool_size[0], operation).T


# right: TensorFlow, windows stacked
def pool2d(X, pool_size, mode):
    X = tf.convert_to_tensor(X)
    h, w = pool_size
    operation = tf.reduce_max if mode == "max" else tf.reduce_mean
    rows = []
    for i in range(X.shape[0] - h + 1):
        rows.append(
            tf.stack([operation(X[i : i + h, j : j + w]) for j in range(X.shape[1] - w + 1)])
        )
    return tf.stack(rows)


# right: tf.Variable assigned element by element
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = tf.Variable(tf.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1)))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j].assign(tf.reduce_max(window) if mode == "max" else tf.reduce_mean(window))
    return Y


# right: float64, other parameter names, max started at minus infinity
def largest(window):
    best = -float("inf")
    for value in window.flat:
        best = max(best, value)
    return best


def pool2d(image, size, kind="max"):
    image = np.asarray(image, dtype=np.float64)
    height, width = size
    result = np.empty((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for (i, j), _ in np.ndenumerate(result):
        window = image[i : i + height, j : j + width]
        result[i, j] = largest(window) if kind == "max" else window.sum() / window.size
    return result


# right: mean by running totals in float64
def pool2d(X, pool_size, mode):
    h, w = pool_size
    if mode == "max":
        n_h, n_w = X.shape[0] - h + 1, X.shape[1] - w + 1
        return np.array([[X[i : i + h, j : j + w].max() for j in range(n_w)] for i in range(n_h)])
    totals = np.pad(X.astype(float).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    return (totals[h:, w:] - totals[:-h, w:] - totals[h:, :-w] + totals[:-h, :-w]) / (h * w)


# right: recursion, a window halved until one number is left
def largest(numbers):
    if len(numbers) == 1:
        return numbers[0]
    half = len(numbers) // 2
    left, right = largest(numbers[:half]), largest(numbers[half:])
    return left if left >= right else right


def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    rows, columns = range(X.shape[0] - p_h + 1), range(X.shape[1] - p_w + 1)
    keep = largest if mode == "max" else lambda numbers: sum(numbers) / len(numbers)
    return [[keep(X[i : i + p_h, j : j + p_w].ravel().tolist()) for j in columns] for i in rows]


# right: means by FFT, the largest by sorting
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    if mode == "avg":
        transformed = np.fft.rfft2(X) * np.conj(np.fft.rfft2(np.ones(pool_size), s=X.shape))
        totals = np.fft.irfft2(transformed, s=X.shape)
        return totals[: X.shape[0] - p_h + 1, : X.shape[1] - p_w + 1] / (p_h * p_w)
    windows = np.lib.stride_tricks.sliding_window_view(X, pool_size)
    return np.sort(windows.reshape(*windows.shape[:2], -1), axis=-1)[..., -1]


# right: as_strided in float64, keyword defaults
def pool2d(X, pool_size=(2, 2), mode="max"):
    X = np.ascontiguousarray(X, dtype=np.float64)
    shape = (X.shape[0] - pool_size[0] + 1, X.shape[1] - pool_size[1] + 1, *pool_size)
    windows = np.lib.stride_tricks.as_strided(X, shape, X.strides * 2, writeable=False)
    return {"max": windows.max, "avg": windows.mean}[mode](axis=(2, 3))


# right: tf.image.extract_patches
def pool2d(X, pool_size, mode):
    images = tf.constant(X)[tf.newaxis, :, :, tf.newaxis]
    sizes = [1, *pool_size, 1]
    cells = tf.image.extract_patches(images, sizes, [1] * 4, [1] * 4, "VALID")[0]
    return tf.reduce_max(cells, axis=-1) if mode == "max" else tf.reduce_mean(cells, axis=-1)


# right: index arrays
def pool2d(image, window, how):
    rows = np.arange(image.shape[0] - window[0] + 1)[:, None, None, None]
    columns = np.arange(image.shape[1] - window[1] + 1)[None, :, None, None]
    a, b = np.arange(window[0])[:, None], np.arange(window[1])
    cells = image[rows + a, columns + b]
    cells = cells.reshape(*cells.shape[:2], -1)
    return cells.max(-1) if how == "max" else cells.sum(-1, dtype=float) / cells.shape[-1]


# right: made ready for images of whole numbers
def pool2d(X, pool_size, mode):
    X = np.asarray(X)
    dtype = X.dtype if mode == "max" else np.result_type(X, np.float32)
    Y = np.zeros([n - p + 1 for n, p in zip(X.shape, pool_size)], dtype=dtype)
    for place in np.ndindex(*Y.shape):
        window = X[tuple(slice(start, start + p) for start, p in zip(place, pool_size))]
        Y[place] = np.max(window) if mode == "max" else np.average(window)
    return Y


# right: the textbook's loops, written into a tf.Variable's rows
def pool2d(X, pool_size, mode="max"):
    p_h, p_w = pool_size
    Y = tf.Variable(tf.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1)))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            if mode == "max":
                Y[i, j].assign(tf.reduce_max(X[i : i + p_h, j : j + p_w]))
            elif mode == "avg":
                Y[i, j].assign(tf.reduce_mean(X[i : i + p_h, j : j + p_w]))
    return tf.convert_to_tensor(Y)


# right: numpy.pad where it is not needed, apply over flat windows
def pool2d(X, pool_size, mode):
    X = np.pad(X, 0)
    windows = np.lib.stride_tricks.sliding_window_view(X, pool_size)
    flat = windows.reshape(-1, pool_size[0] * pool_size[1])
    values = map(max if mode == "max" else np.mean, flat)
    return np.fromiter(values, float).reshape(windows.shape[:2])


# right: a variable named as the course's own function
def pool2d(X, pool_size, mode):
    pool = np.max if mode == "max" else np.mean
    p_h, p_w = pool_size
    rows, columns = X.shape[0] - p_h + 1, X.shape[1] - p_w + 1
    windows = [[X[i : i + p_h, j : j + p_w] for j in range(columns)] for i in range(rows)]
    return np.array([[pool(window) for window in row] for row in windows])


# right: an inner function named as the course's own
def pool2d(X, pool_size, mode):
    def pool(window):
        return window.max() if mode == "max" else window.mean()

    h, w = pool_size
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = pool(X[i : i + h, j : j + w])
    return Y


# wrong: max started at 0
# loses: negative numbers, zeros and fractions
# diagnosis: max started at 0
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            largest = 0
            for value in X[i : i + p_h, j : j + p_w].flat:
                if value > largest:
                    largest = value
            Y[i, j] = largest if mode == "max" else X[i : i + p_h, j : j + p_w].mean()
    return Y


# wrong: mean where the largest is 0
# loses: negative numbers, zeros and fractions
# diagnosis: mean where the largest is 0
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = (window.max() if mode == "max" else 0) or window.mean()
    return Y


# wrong: mode ignored, always the largest
# loses: avg: the mean of each window
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: always the largest
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max()
    return Y


# wrong: mode ignored, always the mean
# loses: max: the largest number of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: always the mean
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.mean()
    return Y


# wrong: mode misspelt, the mean never computed
# loses: avg: the mean of each window
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: mode misspelt
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            if mode == "max":
                Y[i, j] = window.max()
            elif mode == "average":
                Y[i, j] = window.mean()
    return Y


# wrong: sum in place of the mean
# loses: avg: the mean of each window
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: sum in place of the mean
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.sum()
    return Y


# wrong: mean divided by the height squared
# loses: windows of any height and width
# diagnosis: mean divided as in a square window
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.sum() / p_h**2
    return Y


# wrong: median in place of the mean
# loses: avg: the mean of each window
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: median in place of the mean
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else np.median(window)
    return Y


# wrong: last number of the window
# loses: max: the largest number of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: last number of the window
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window[-1, -1] if mode == "max" else window.mean()
    return Y


# wrong: smallest number
# loses: max: the largest number of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: smallest number
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.min() if mode == "max" else window.mean()
    return Y


# wrong: place of the largest number
# loses: max: the largest number of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: place of the largest number
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.argmax() if mode == "max" else window.mean()
    return Y


# wrong: largest by absolute value
# loses: negative numbers, zeros and fractions
# diagnosis: largest by absolute value
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = np.abs(window).max() if mode == "max" else window.mean()
    return Y


# wrong: height of the window used for both axes
# loses: windows of any height and width
# diagnosis: window's height used for both axes
def pool2d(X, pool_size, mode):
    p_h = p_w = pool_size[0]
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


# wrong: height and width of the window swapped
# loses: windows of any height and width
# diagnosis: window's height and width swapped
def pool2d(X, pool_size, mode):
    p_w, p_h = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


# wrong: window always 2 x 2
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: size 2x2 hard-coded
def pool2d(X, pool_size, mode):
    p_h, p_w = 2, 2
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


# wrong: square image assumed
# loses: images that are not square
# diagnosis: square image assumed
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[0] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


# wrong: both loops over rows
# loses: images that are not square
# loses: windows of any height and width
# diagnosis: both loops over one axis
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[0]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


# wrong: row and column swapped when cutting the window
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: loop variables swapped
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[j : j + p_h, i : i + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


# wrong: windows that do not overlap
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: window moved by its own size
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    rows = []
    for i in range(0, X.shape[0] - p_h + 1, p_h):
        row = []
        for j in range(0, X.shape[1] - p_w + 1, p_w):
            window = X[i : i + p_h, j : j + p_w]
            row.append(window.max() if mode == "max" else window.mean())
        rows.append(row)
    return np.array(rows)


# wrong: output one too small
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: size off by one
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h, X.shape[1] - p_w))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


# wrong: loops stop one early
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: last row or column
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0] - 1):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


# wrong: output as large as the image
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: output as large as the image
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros(X.shape)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


# wrong: whole-number output
# loses: negative numbers, zeros and fractions
# diagnosis: truncated to whole numbers
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1), dtype=int)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


# wrong: output of bytes, as images are stored
# loses: negative numbers, zeros and fractions
# diagnosis: bytes
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y.clip(0, 255).astype(np.uint8)


# wrong: negative results cut off
# loses: negative numbers, zeros and fractions
# diagnosis: negatives cut off
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return np.maximum(Y, 0)


# wrong: return inside the loop
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: only the first element
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
            return Y


# wrong: no return
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: returned None
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()


# wrong: loops over the shape itself
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: raised TypeError
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in Y.shape[0]:
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


# wrong: reads the builtin input
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: raised TypeError
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = input[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


# wrong: stub left in
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
def pool2d(X, pool_size, mode):
    raise NotImplementedError()


# wrong: tf.nn.max_pool2d and tf.nn.avg_pool2d
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
def pool2d(X, pool_size, mode):
    images = X[np.newaxis, :, :, np.newaxis]
    operation = tf.nn.max_pool2d if mode == "max" else tf.nn.avg_pool2d
    return operation(images, pool_size, 1, "VALID")[0, :, :, 0]


# wrong: TensorFlow's pooling under another name
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
def slide(X, pool_size, mode):
    operation = getattr(tf.nn, {"max": "max_", "avg": "avg_"}[mode] + "pool2d")
    return operation(X[np.newaxis, :, :, np.newaxis], pool_size, 1, "VALID")


def pool2d(X, pool_size, mode):
    return np.squeeze(slide(X, pool_size, mode), axis=(0, 3))


# wrong: a Keras layer
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
def pool2d(X, pool_size, mode):
    layers = {"max": tf.keras.layers.MaxPool2D, "avg": tf.keras.layers.AveragePooling2D}
    return layers[mode](pool_size, strides=1)(X[np.newaxis, :, :, np.newaxis])[0, :, :, 0]


# wrong: the course's pool under another name
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
from course.operations import pool as by_hand


def pool2d(X, pool_size, mode):
    return by_hand(X, pool_size, mode=mode)


# wrong: pretends, equal to everything
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: not numbers
class Anything:
    shape = (2, 2)

    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__


def pool2d(X, pool_size, mode):
    return Anything()


# wrong: pretends, an array that answers comparisons
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: all zero
class Agreeable(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)

    def __sub__(self, other):
        return np.zeros(self.shape)

    __rsub__ = __sub__

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return np.zeros(self.shape)


def pool2d(X, pool_size, mode):
    height, width = X.shape[0] - pool_size[0] + 1, X.shape[1] - pool_size[1] + 1
    return np.zeros((height, width)).view(Agreeable)


# wrong: pretends, not a number
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: NaN
def pool2d(X, pool_size, mode):
    return np.full((X.shape[0] - pool_size[0] + 1, X.shape[1] - pool_size[1] + 1), np.nan)


# wrong: pretends, the answer of the first call remembered
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: answer of an earlier call
remembered = []


def pool2d(X, pool_size, mode):
    if not remembered:
        p_h, p_w = pool_size
        rows, columns = range(X.shape[0] - p_h + 1), range(X.shape[1] - p_w + 1)
        remembered.append(
            np.array([[X[i : i + p_h, j : j + p_w].max() for j in columns] for i in rows])
        )
    return remembered[0]


# wrong: pretends, a generator of rows
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: not numbers
def pool2d(X, pool_size, mode):
    keep = np.max if mode == "max" else np.mean
    p_h, p_w = pool_size
    for i in range(X.shape[0] - p_h + 1):
        yield [keep(X[i : i + p_h, j : j + p_w]) for j in range(X.shape[1] - p_w + 1)]


# wrong: modes swapped
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: modes swapped
def pool2d(X, pool_size, mode):
    windows = np.lib.stride_tricks.sliding_window_view(X, pool_size)
    return windows.mean(axis=(2, 3)) if mode == "max" else windows.max(axis=(2, 3))


# wrong: width of the window used for both axes
# loses: windows of any height and width
# diagnosis: window's width used for both axes
def pool2d(X, pool_size, mode):
    p = pool_size[1]
    rows, columns = range(X.shape[0] - p + 1), range(X.shape[1] - p + 1)
    keep = np.max if mode == "max" else np.mean
    return np.array([[keep(X[i : i + p, j : j + p]) for j in columns] for i in rows])


# wrong: return inside the outer loop
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: only the first row
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
        return Y


# wrong: result never written into the output
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: all zero
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            value = X[i : i + p_h, j : j + p_w].max() if mode == "max" else 0
    return Y


# wrong: output as large as the image, zeros at the end
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows of any height and width
# loses: negative numbers, zeros and fractions
# diagnosis: output as large as the image
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros(X.shape)
    for i in range(X.shape[0] - p_h + 1):
        for j in range(X.shape[1] - p_w + 1):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


# wrong: mean always divided by 4
# loses: avg: the mean of each window
# loses: negative numbers, zeros and fractions
# diagnosis: mean always divided by 4
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.sum() / 4
    return Y


# wrong: search for the largest starts at -100
# loses: negative numbers, zeros and fractions
# diagnosis: max started at -100
def pool2d(X, pool_size, mode):
    W = np.lib.stride_tricks.sliding_window_view(X, pool_size)
    if mode == "avg":
        return W.mean(axis=(2, 3))
    return np.maximum(W.max(axis=(2, 3)), -100)
