"""Answers to pad2d: zeros around an image."""


# right: zeros, and the image laid into them
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    n_h, n_w = X.shape
    Y = np.zeros((n_h + top + bottom, n_w + left + right))
    Y[top : top + n_h, left : left + n_w] = X
    return Y


# right: loops
def pad2d(X, padding):
    height = padding[0][0] + X.shape[0] + padding[0][1]
    width = padding[1][0] + X.shape[1] + padding[1][1]
    Y = np.zeros((height, width), dtype=X.dtype)
    for i in range(X.shape[0]):
        for j in range(X.shape[1]):
            Y[i + padding[0][0], j + padding[1][0]] = X[i, j]
    return Y


# right: plain Python lists
def pad2d(image, padding):
    (top, bottom), (left, right) = padding
    rows = [[0.0] * left + [float(v) for v in row] + [0.0] * right for row in image]
    width = len(rows[0])
    above = [[0.0] * width for _ in range(top)]
    below = [[0.0] * width for _ in range(bottom)]
    return above + rows + below


# right: concatenated blocks of zeros
def pad2d(X, padding):
    (t, b), (l, r) = padding
    X = np.concatenate([np.zeros((t, X.shape[1])), X, np.zeros((b, X.shape[1]))], axis=0)
    return np.concatenate([np.zeros((X.shape[0], l)), X, np.zeros((X.shape[0], r))], axis=1)


# right: vstack and hstack
def pad2d(X, padding):
    (t, b), (l, r) = padding
    X = np.hstack([np.zeros((len(X), l)), X, np.zeros((len(X), r))])
    w = X.shape[1]
    return np.vstack([np.zeros((t, w)), X, np.zeros((b, w))])


# right: TensorFlow, tf.concat
def pad2d(X, padding):
    (t, b), (l, r) = padding
    X = tf.convert_to_tensor(X)
    h, w = X.shape
    X = tf.concat([tf.zeros((t, w)), X, tf.zeros((b, w))], axis=0)
    return tf.concat([tf.zeros((h + t + b, l)), X, tf.zeros((h + t + b, r))], axis=1)


# right: matrix products with shifted identities, float64
def pad2d(X, padding):
    (t, b), (l, r) = padding
    h, w = X.shape
    down = np.eye(h + t + b, h, k=-t)
    across = np.eye(w, w + l + r, k=l)
    return down @ X @ across


# right: tf.Variable, one slice assigned
def pad2d(X, padding):
    top, bottom = padding[0]
    left, right = padding[1]
    h, w = X.shape
    Y = tf.Variable(tf.zeros((h + top + bottom, w + left + right)))
    Y[top : top + h, left : left + w].assign(X)
    return Y


# right: scattered to their places, TensorFlow
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    h, w = X.shape
    rows, columns = tf.meshgrid(tf.range(h) + top, tf.range(w) + left, indexing="ij")
    places = tf.stack([rows, columns], axis=-1)
    return tf.scatter_nd(places, X, (h + top + bottom, w + left + right))


# right: np.block
def pad2d(X, padding):
    (t, b), (l, r) = padding
    h, w = X.shape
    return np.block(
        [
            [np.zeros((t, l)), np.zeros((t, w)), np.zeros((t, r))],
            [np.zeros((h, l)), X, np.zeros((h, r))],
            [np.zeros((b, l)), np.zeros((b, w)), np.zeros((b, r))],
        ]
    )


# right: recursion, a row or column at a time, local names that are NumPy's too
def pad2d(X, pad):
    (t, b), (l, r) = pad
    X = np.asarray(X)
    if t:
        return pad2d(np.concatenate([np.zeros((1, X.shape[1])), X]), ((t - 1, b), (l, r)))
    if b:
        return pad2d(np.concatenate([X, np.zeros((1, X.shape[1]))]), ((0, b - 1), (l, r)))
    if l or r:
        return pad2d(X.T, ((l, r), (0, 0))).T
    return X


# right: np.ix_ and a keyword default
def pad2d(X, padding=((0, 0), (0, 0))):
    shape = [before + n + after for n, (before, after) in zip(X.shape, padding)]
    result = np.zeros(shape, X.dtype)
    result[np.ix_(*(np.arange(n) + before for n, (before, _) in zip(X.shape, padding)))] = X
    return result


# right: einsum with shifted identities
def pad2d(X, padding):
    (t, b), (l, r) = padding
    h, w = X.shape
    down, across = np.eye(t + h + b)[:, t : t + h], np.eye(l + w + r)[:, l : l + w]
    return np.einsum("ia,ab,jb->ij", down, X, across)


# right: zero where the pixel asked for does not exist
def pad2d(img, p):
    def pixel(i, j):
        i, j = i - p[0][0], j - p[1][0]
        inside = 0 <= i < len(img) and 0 <= j < len(img[0])
        return img[i][j] if inside else 0

    img = img.tolist()
    height, width = len(img) + sum(p[0]), len(img[0]) + sum(p[1])
    return np.array([[pixel(i, j) for j in range(width)] for i in range(height)], dtype=float)


# right: negative slices with care
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((top + len(X) + bottom, left + len(X[0]) + right))
    Y[top : -bottom or None, left : -right or None] = X
    return Y


# right: numbers inserted, np.insert
def pad2d(X, padding):
    (t, b), (l, r) = padding
    X = np.insert(X, [0] * t + [X.shape[0]] * b, 0, axis=0)
    return np.insert(X, [0] * l + [X.shape[1]] * r, 0, axis=1)


# right: a flat array, indices by divmod
def pad2d(X, padding):
    (t, b), (l, r) = padding
    height, width = t + X.shape[0] + b, l + X.shape[1] + r
    flat = [0.0] * (height * width)
    for n, value in enumerate(X.ravel()):
        i, j = divmod(n, X.shape[1])
        flat[(i + t) * width + j + l] = value
    return np.reshape(flat, (height, width))


# right: whole numbers stay whole, others become float64
def pad2d(X, padding):
    (t, b), (l, r) = padding
    dtype = X.dtype if X.dtype.kind in "iu" else np.float64
    Y = np.zeros((X.shape[0] + t + b, X.shape[1] + l + r), dtype)
    np.copyto(Y[t : t + X.shape[0], l : l + X.shape[1]], X)
    return Y


# right: a parameter named as the course's own function
def pad2d(X, pad):
    (top, bottom), (left, right) = pad
    Y = np.zeros((top + X.shape[0] + bottom, left + X.shape[1] + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: as much at the bottom as on top
# loses: rows of zeros on top and at the bottom, each its own number
# diagnosis: bottom as top
def pad2d(X, padding):
    (top, _), (left, right) = padding
    Y = np.zeros((X.shape[0] + 2 * top, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: as much on the right as on the left
# loses: columns of zeros on the left and on the right, each its own number
# diagnosis: right as left
def pad2d(X, padding):
    (top, bottom), (left, _) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + 2 * left))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: top and bottom swapped
# loses: rows of zeros on top and at the bottom, each its own number
# diagnosis: top and bottom swapped
def pad2d(X, padding):
    (bottom, top), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: left and right swapped
# loses: columns of zeros on the left and on the right, each its own number
# diagnosis: left and right swapped
def pad2d(X, padding):
    (top, bottom), (right, left) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: axes of the padding swapped
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: fractions, and sides without padding
# diagnosis: axes of the padding swapped
def pad2d(X, padding):
    (left, right), (top, bottom) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: read as (top, left), (bottom, right)
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: fractions, and sides without padding
# diagnosis: corners in place of sides
def pad2d(X, padding):
    (top, left), (bottom, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: square image assumed
# loses: images that are not square
# diagnosis: one length for both axes
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    n = X.shape[0]
    Y = np.zeros((n + top + bottom, n + left + right))
    Y[top : top + n, left : left + n] = X
    return Y


# wrong: whole numbers
# loses: fractions, and sides without padding
# diagnosis: truncated to whole numbers
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right), dtype=int)
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: cut off by negative indices, which fails where a side has no padding
# loses: fractions, and sides without padding
# diagnosis: empty slice
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top:-bottom, left:-right] = X
    return Y


# wrong: one row and one column too few
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: a row too few and a column too few
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom - 1, X.shape[1] + left + right - 1))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X[: Y.shape[0] - top, : Y.shape[1] - left]
    return Y


# wrong: padding counted twice
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: padding twice
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + 2 * (top + bottom), X.shape[1] + 2 * (left + right)))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: one cell on every side, whatever is asked
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: one cell on every side
def pad2d(X, padding):
    Y = np.zeros((X.shape[0] + 2, X.shape[1] + 2))
    Y[1:-1, 1:-1] = X
    return Y


# wrong: the border repeats the edge of the image
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: edge repeated
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    rows = np.clip(np.arange(-top, X.shape[0] + bottom), 0, X.shape[0] - 1)
    columns = np.clip(np.arange(-left, X.shape[1] + right), 0, X.shape[1] - 1)
    return X[rows][:, columns]


# wrong: the image in the upper left corner
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: image in the corner
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[: X.shape[0], : X.shape[1]] = X
    return Y


# wrong: no return
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: returned None
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X


# wrong: padding printed before it is used, as a sum of text and a tuple
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: raised TypeError
def pad2d(X, padding):
    print("padding " + padding)
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: np.pad
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
def pad2d(X, padding):
    return np.pad(X, padding)


# wrong: np.pad under another name
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
from numpy import pad as zeros_around


def pad2d(X, padding):
    return zeros_around(X, padding)


# wrong: np.pad, its name put together
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
def pad2d(X, padding):
    return getattr(np, "p" + "ad")(X, padding)


# wrong: tf.pad in a function of its own
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
def with_border(image, border):
    return tf.pad(image, border)


def pad2d(X, padding):
    return with_border(X, padding)


# wrong: a padding layer of Keras
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
def pad2d(X, padding):
    layer = tf.keras.layers.ZeroPadding2D(padding)
    return layer(X[np.newaxis, :, :, np.newaxis])[0, :, :, 0]


# wrong: the course's own pad
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
def pad2d(X, padding):
    from course.operations import pad

    return pad(X, padding).numpy()


# wrong: the second number of each pair ignored
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# diagnosis: second of each pair ignored
def pad2d(X, padding):
    p_h, p_w = padding[0][0], padding[1][0]
    Y = np.zeros((X.shape[0] + 2 * p_h, X.shape[1] + 2 * p_w))
    Y[p_h : p_h + X.shape[0], p_w : p_w + X.shape[1]] = X
    return Y


# wrong: the first number on all sides
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: fractions, and sides without padding
# diagnosis: top and left for both
def pad2d(X, padding):
    p = padding[0][0]
    Y = np.zeros((X.shape[0] + 2 * p, X.shape[1] + 2 * p))
    Y[p : p + X.shape[0], p : p + X.shape[1]] = X
    return Y


# wrong: each pair read as (after, before)
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# diagnosis: before and after swapped
def pad2d(X, padding):
    (bottom, top), (right, left) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: the sides read clockwise
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: fractions, and sides without padding
# diagnosis: clockwise
def pad2d(X, padding):
    (top, right), (bottom, left) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: columns forgotten
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: rows only
def pad2d(X, padding):
    (top, bottom), _ = padding
    width = X.shape[1]
    return np.vstack([np.zeros((top, width)), X, np.zeros((bottom, width))])


# wrong: rows forgotten
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: columns only
def pad2d(X, padding):
    left, right = padding[1]
    return [[0.0] * left + list(row) + [0.0] * right for row in X]


# wrong: ones in place of zeros
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: border of ones
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.ones((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: the image after all zeros
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: image in the corner
def pad2d(X, padding):
    rows, columns = sum(padding[0]), sum(padding[1])
    Y = np.zeros((X.shape[0] + rows, X.shape[1] + columns))
    Y[rows:, columns:] = X
    return Y


# wrong: i and j swapped on the way
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: image transposed
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    for i in range(X.shape[0]):
        for j in range(X.shape[1]):
            Y[j + top, i + left] = X[i, j]
    return Y


# wrong: loops over the height for both axes
# loses: images that are not square
# diagnosis: one length for both axes
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    n = X.shape[0]
    Y = np.zeros((n + top + bottom, n + left + right))
    for i in range(n):
        for j in range(n):
            Y[i + top, j + left] = X[i, j]
    return Y


# wrong: the width for both axes
# loses: images that are not square
# diagnosis: one length for both axes
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    n = X.shape[1]
    Y = np.zeros((n + top + bottom, n + left + right))
    Y[top : top + n, left : left + n] = X
    return Y


# wrong: one row too high
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: image a row too early
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    start = max(top - 1, 0)
    Y[start : start + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: padding counted twice, the image in the middle
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: padding twice
def pad2d(X, padding):
    p = 2 * np.array(padding)
    Y = np.zeros(np.array(X.shape) + p.sum(axis=1))
    Y[p[0, 0] : p[0, 0] + X.shape[0], p[1, 0] : p[1, 0] + X.shape[1]] = X
    return Y


# wrong: bytes
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: bytes
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right), np.uint8)
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X.astype(int) % 256
    return Y


# wrong: never written into the output
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: all zero
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] + X
    return Y


# wrong: a misspelt name
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: raised NameError
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + botom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: pretends, an object that equals everything
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: not numbers
class Right:
    def __eq__(self, other):
        return True

    __ne__ = __lt__ = __gt__ = lambda self, other: False
    __le__ = __ge__ = __eq__


def pad2d(X, padding):
    return Right()


# wrong: pretends, an array that answers every comparison and difference
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: all zero
class Agreeable(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **keywords):
        plain = [np.asarray(value) for value in inputs]
        if ufunc is np.subtract:
            return np.zeros(self.shape)
        return getattr(ufunc, method)(*plain, **keywords) | True

    def __eq__(self, other):
        return np.ones(self.shape, bool)

    __le__ = __ge__ = __eq__


def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    return np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right)).view(Agreeable)


# wrong: pretends, not a number
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: NaN
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    return np.full((X.shape[0] + top + bottom, X.shape[1] + left + right), np.nan)


# wrong: pretends, the answer to the first call remembered
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: remembered
remembered = []


def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    remembered.append(Y)
    return remembered[0]


# wrong: pretends, rows that are yet to be made
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: images that are not square
# loses: fractions, and sides without padding
# diagnosis: not numbers
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    width = left + X.shape[1] + right
    for _ in range(top):
        yield [0.0] * width
    for row in X:
        yield [0.0] * left + list(row) + [0.0] * right
    for _ in range(bottom):
        yield [0.0] * width
