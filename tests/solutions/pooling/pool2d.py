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


# wrong: max started at 0
# loses: negative numbers, zeros and fractions
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
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
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
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
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
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
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
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.sum()
    return Y


# wrong: mean divided by the height squared
# loses: windows that are not square
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
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
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
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
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
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
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
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
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
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = np.abs(window).max() if mode == "max" else window.mean()
    return Y


# wrong: height of the window used for both axes
# loses: windows that are not square
def pool2d(X, pool_size, mode):
    p_h = p_w = pool_size[0]
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


# wrong: height and width of the window swapped
# loses: windows that are not square
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
# loses: windows that are not square
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
# loses: windows that are not square
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
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
def pool2d(X, pool_size, mode):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[j : j + p_h, i : i + p_w]
            Y[i, j] = (window.max() if mode == "max" else window.mean()) if window.size else 0
    return Y


# wrong: windows that do not overlap
# loses: max: the largest number of each window
# loses: avg: the mean of each window
# loses: images that are not square
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
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
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
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
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
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
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
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
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
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
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
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
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
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
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
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
# loses: windows that are not square
# loses: negative numbers, zeros and fractions
def pool2d(X, pool_size, mode):
    raise NotImplementedError()
