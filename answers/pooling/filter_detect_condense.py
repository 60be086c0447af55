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


# right: TensorFlow's operations
def filter_detect_condense(image, kernel):
    images, kernels = image[np.newaxis, :, :, np.newaxis], kernel[:, :, np.newaxis, np.newaxis]
    found = tf.nn.relu(tf.nn.conv2d(images, kernels, strides=1, padding="SAME"))
    return tf.nn.max_pool2d(found, ksize=2, strides=2, padding="SAME")[0, :, :, 0]


# right: Keras layers
def filter_detect_condense(image, kernel):
    layer = tf.keras.layers.Conv2D(
        1, kernel.shape, padding="same", use_bias=False, activation="relu"
    )
    images = tf.constant(image)[tf.newaxis, :, :, tf.newaxis]
    layer.build(images.shape)
    layer.set_weights([kernel[:, :, np.newaxis, np.newaxis]])
    return tf.squeeze(tf.keras.layers.MaxPool2D(2, padding="same")(layer(images)), (0, 3))


# right: filtered by FFT
from course.operations import pool


def filter_detect_condense(image, kernel):
    (h, w), (k_h, k_w) = image.shape, kernel.shape
    padded = np.pad(image, (((k_h - 1) // 2, k_h // 2), ((k_w - 1) // 2, k_w // 2)))
    spectrum = np.fft.rfft2(padded) * np.fft.rfft2(kernel, s=padded.shape).conj()
    Z = np.fft.irfft2(spectrum, s=padded.shape)[:h, :w]
    return pool(np.where(Z > 0, Z, 0), (2, 2), ((0, h % 2), (0, w % 2)), (2, 2), "max")


# right: einsum over windows of windows, keyword defaults
def filter_detect_condense(image, kernel, size=2):
    view = np.lib.stride_tricks.sliding_window_view
    sides = [((k - 1) // 2, k // 2) for k in kernel.shape]
    Z = np.einsum("ijab,ab->ij", view(np.pad(image, sides), kernel.shape), kernel)
    Z = np.pad(Z, [(0, -n % size) for n in Z.shape], constant_values=-np.inf)
    return view(Z, (size, size))[::size, ::size].max(axis=(2, 3)).clip(0)


# right: tf.Variable, window by window
from course.operations import cross_correlate_same


def filter_detect_condense(image, kernel):
    Z = tf.nn.relu(cross_correlate_same(image, kernel))
    Y = tf.Variable(tf.zeros(((Z.shape[0] + 1) // 2, (Z.shape[1] + 1) // 2)))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j].assign(tf.reduce_max(Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2]))
    return Y


# right: the course's module, each axis condensed by itself
from course import operations


def filter_detect_condense(image, kernel):
    Z = operations.cross_correlate_same(image.astype(np.float64), kernel.astype(np.float64))
    Z = np.maximum(0, Z)
    Z = np.maximum.reduceat(Z, np.arange(0, Z.shape[0], 2), axis=0)
    return np.maximum.reduceat(Z, np.arange(0, Z.shape[1], 2), axis=1)


# right: always a row and a column more, which harms no even map
from course.operations import cross_correlate_same, pool


def filter_detect_condense(image, kernel):
    detected = tf.nn.relu(cross_correlate_same(image, kernel))
    return pool(detected, (2, 2), ((0, 1), (0, 1)), (2, 2), "max")


# wrong: no ReLU
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
# diagnosis: no ReLU
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
# diagnosis: ReLU first
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
# diagnosis: absolute value for ReLU
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
# diagnosis: condensed first
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
# diagnosis: no padding
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
# diagnosis: padding always 1
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
# diagnosis: odd padding before
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
# diagnosis: padding of rows and columns swapped
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
# diagnosis: no zeros around the image
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
# diagnosis: kernel flipped
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
# diagnosis: kernel transposed
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
# diagnosis: average pooling
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
# diagnosis: smallest number
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
# diagnosis: not condensed
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
# diagnosis: windows overlap
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
# diagnosis: last row or column dropped
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
# diagnosis: half windows first
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
# diagnosis: square image assumed
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
# diagnosis: square kernel assumed
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
# diagnosis: every second response
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
# diagnosis: truncated to whole numbers
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
# diagnosis: scaled to 0 ... 1
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
# diagnosis: returned None
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


# wrong: the course's condensed_feature_map
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
def filter_detect_condense(image, kernel):
    from course.operations import condensed_feature_map

    return condensed_feature_map(image, kernel)


# wrong: the course's condensed_feature_map under another name
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
from course import operations

layer = operations.condensed_feature_map


def filter_detect_condense(image, kernel):
    return layer(image, kernel)


# wrong: pooled with stride 1 by the course's pool
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
# diagnosis: windows overlap
from course.operations import cross_correlate_same, pool


def filter_detect_condense(image, kernel):
    return pool(np.maximum(cross_correlate_same(image, kernel), 0), (2, 2))


# wrong: pooled without padding
# loses: images of odd height or width
# diagnosis: last row or column dropped
from course.operations import cross_correlate_same, pool


def filter_detect_condense(image, kernel):
    return pool(tf.nn.relu(cross_correlate_same(image, kernel)), (2, 2), stride=(2, 2))


# wrong: padded all around before pooling
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
# diagnosis: padded all around before pooling
from course.operations import cross_correlate_same, pool


def filter_detect_condense(image, kernel):
    Z = tf.nn.relu(cross_correlate_same(image, kernel))
    return pool(Z, (2, 2), ((1, 1), (1, 1)), (2, 2), "max")


# wrong: padded on both sides alike
# loses: kernels of any height and width
# diagnosis: padding on both sides alike
from course.operations import pool


def filter_detect_condense(image, kernel):
    k_h, k_w = kernel.shape
    Z = cross_correlate(np.pad(image, ((k_h // 2, k_h // 2), (k_w // 2, k_w // 2))), kernel)
    return pool(tf.nn.relu(Z), (2, 2), ((0, Z.shape[0] % 2), (0, Z.shape[1] % 2)), (2, 2), "max")


# wrong: the wrong half of the responses kept
# loses: filters, then detects, then condenses
# loses: images of odd height or width
# loses: kernels of any height and width
# diagnosis: the wrong half kept
from course.operations import cross_correlate_same, pool


def filter_detect_condense(image, kernel):
    Z = np.minimum(cross_correlate_same(image, kernel), 0)
    return pool(Z, (2, 2), ((0, Z.shape[0] % 2), (0, Z.shape[1] % 2)), (2, 2), "max")
