"""Answers to filter_detect_condense: filter, ReLU and max-pooling in a row."""


# right: all by hand in NumPy
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return condensed(np.maximum(filtered(image, kernel), 0))


# right: the course's operations
from course.operations import cross_correlate_same, pool


def filter_detect_condense(image, kernel):
    detected = np.maximum(cross_correlate_same(image, kernel), 0)
    odd = ((0, image.shape[0] % 2), (0, image.shape[1] % 2))
    return pool(detected, (2, 2), odd, (2, 2), "max")


# right: condensed before detected, which is the same
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return np.maximum(condensed(filtered(image, kernel)), 0)


# right: cross_correlate on a padded image, pooled by reshaping
def filter_detect_condense(image, kernel):
    k_h, k_w = kernel.shape
    padding = (((k_h - 1) // 2, k_h // 2), ((k_w - 1) // 2, k_w // 2))
    Z = np.maximum(cross_correlate(np.pad(image, padding), kernel), 0)
    h, w = Z.shape
    Z = np.pad(Z, ((0, h % 2), (0, w % 2)))  # zeros do no harm: nothing is below them
    return Z.reshape((h + 1) // 2, 2, (w + 1) // 2, 2).max(axis=(1, 3))


# right: TensorFlow, largest of four strided maps
def filter_detect_condense(image, kernel):
    k_h, k_w = kernel.shape
    padded = tf.pad(image, [[(k_h - 1) // 2, k_h // 2], [(k_w - 1) // 2, k_w // 2]])
    h, w = image.shape
    Z = tf.add_n(
        [kernel[a, b] * padded[a : a + h, b : b + w] for a in range(k_h) for b in range(k_w)]
    )
    Z = tf.pad(tf.maximum(Z, 0), [[0, h % 2], [0, w % 2]])
    upper = tf.maximum(Z[::2, ::2], Z[::2, 1::2])
    return tf.maximum(upper, tf.maximum(Z[1::2, ::2], Z[1::2, 1::2]))


# right: plain Python lists in float64
def filter_detect_condense(picture, weights):
    picture, weights = picture.tolist(), weights.tolist()
    h, w, k_h, k_w = len(picture), len(picture[0]), len(weights), len(weights[0])

    def pixel(i, j):
        return picture[i][j] if 0 <= i < h and 0 <= j < w else 0.0

    def response(i, j):
        up, left = i - (k_h - 1) // 2, j - (k_w - 1) // 2
        total = 0.0
        for a in range(k_h):
            for b in range(k_w):
                total += weights[a][b] * pixel(up + a, left + b)
        return total

    result = []
    for i in range(0, h, 2):
        row = []
        for j in range(0, w, 2):
            places = [(y, x) for y in (i, i + 1) for x in (j, j + 1) if y < h and x < w]
            row.append(max(0.0, *[response(y, x) for y, x in places]))
        result.append(row)
    return result


# wrong: no ReLU
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return condensed(filtered(image, kernel))


# wrong: ReLU first
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return condensed(filtered(np.maximum(image, 0), kernel))


# wrong: absolute value for ReLU
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return condensed(np.abs(filtered(image, kernel)))


# wrong: condensed first, then filtered
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return np.maximum(filtered(condensed(image), kernel), 0)


# wrong: no padding
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = image
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return condensed(np.maximum(filtered(image, kernel), 0))


# wrong: padding always 1
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return condensed(np.maximum(filtered(image, kernel), 0))


# wrong: odd padding before
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = k_h // 2, k_w // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return condensed(np.maximum(filtered(image, kernel), 0))


# wrong: padding of rows and columns swapped
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    left, top = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_w - 1 - top), (left, k_h - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return condensed(np.maximum(filtered(image, kernel), 0))


# wrong: border repeated in place of zeros
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return condensed(np.maximum(filtered(image, kernel), 0))


# wrong: kernel flipped
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel[::-1, ::-1]).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return condensed(np.maximum(filtered(image, kernel), 0))


# wrong: kernel transposed
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return condensed(np.maximum(filtered(image, kernel.T), 0))


# wrong: average pooling
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].mean()
    return Y


def filter_detect_condense(image, kernel):
    return condensed(np.maximum(filtered(image, kernel), 0))


# wrong: smallest in place of the largest
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].min()
    return Y


def filter_detect_condense(image, kernel):
    return condensed(np.maximum(filtered(image, kernel), 0))


# wrong: not condensed
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return np.maximum(filtered(image, kernel), 0)


# wrong: windows overlap, stride 1
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = Z.shape
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[i : i + 2, j : j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return condensed(np.maximum(filtered(image, kernel), 0))


# wrong: last row and column of an odd image dropped
# loses: images of odd height or width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = Z.shape[0] // 2, Z.shape[1] // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return condensed(np.maximum(filtered(image, kernel), 0))


# wrong: odd row and column padded before
# loses: images of odd height or width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    Z = np.pad(Z, ((Z.shape[0] % 2, 0), (Z.shape[1] % 2, 0)))
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return condensed(np.maximum(filtered(image, kernel), 0))


# wrong: square image assumed
# loses: images of odd height or width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[0] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max(initial=0)
    return Y


def filter_detect_condense(image, kernel):
    return condensed(np.maximum(filtered(image, kernel), 0))


# wrong: square kernel assumed
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h = k_w = kernel.shape[0]
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return condensed(np.maximum(filtered(image, kernel), 0))


# wrong: every second response, no largest
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    return np.maximum(filtered(image, kernel), 0)[::2, ::2]


# wrong: whole numbers
# loses: filters, then detects, then condenses
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    image, kernel = image.astype(int), kernel.astype(int)
    return condensed(np.maximum(filtered(image, kernel), 0))


# wrong: brightness stretched to 0 ... 1
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y / Y.max()


def filter_detect_condense(image, kernel):
    return condensed(np.maximum(filtered(image, kernel), 0))


# wrong: no return
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
def filtered(image, kernel):
    k_h, k_w = kernel.shape
    top, left = (k_h - 1) // 2, (k_w - 1) // 2
    padded = np.pad(image, ((top, k_h - 1 - top), (left, k_w - 1 - left)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def condensed(Z):
    h, w = (Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2
    Y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            Y[i, j] = Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return Y


def filter_detect_condense(image, kernel):
    condensed(np.maximum(filtered(image, kernel), 0))
