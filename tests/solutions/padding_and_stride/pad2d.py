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


# wrong: as much at the bottom as on top
# loses: rows of zeros on top and at the bottom, each its own number
# loses: four different sides, images that are not square
def pad2d(X, padding):
    (top, _), (left, right) = padding
    Y = np.zeros((X.shape[0] + 2 * top, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: as much on the right as on the left
# loses: columns of zeros on the left and on the right, each its own number
# loses: four different sides, images that are not square
def pad2d(X, padding):
    (top, bottom), (left, _) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + 2 * left))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: top and bottom swapped
# loses: rows of zeros on top and at the bottom, each its own number
# loses: four different sides, images that are not square
def pad2d(X, padding):
    (bottom, top), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: left and right swapped
# loses: columns of zeros on the left and on the right, each its own number
# loses: four different sides, images that are not square
def pad2d(X, padding):
    (top, bottom), (right, left) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: axes of the padding swapped
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: four different sides, images that are not square
# loses: fractions, and sides without padding
def pad2d(X, padding):
    (left, right), (top, bottom) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: read as (top, left), (bottom, right)
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: four different sides, images that are not square
# loses: fractions, and sides without padding
def pad2d(X, padding):
    (top, left), (bottom, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: square image assumed
# loses: four different sides, images that are not square
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    n = X.shape[0]
    Y = np.zeros((n + top + bottom, n + left + right))
    Y[top : top + n, left : left + n] = X
    return Y


# wrong: whole numbers
# loses: fractions, and sides without padding
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right), dtype=int)
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: cut off by negative indices, which fails where a side has no padding
# loses: fractions, and sides without padding
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top:-bottom, left:-right] = X
    return Y


# wrong: one row and one column too few
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: four different sides, images that are not square
# loses: fractions, and sides without padding
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom - 1, X.shape[1] + left + right - 1))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X[: Y.shape[0] - top, : Y.shape[1] - left]
    return Y


# wrong: padding counted twice
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: four different sides, images that are not square
# loses: fractions, and sides without padding
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + 2 * (top + bottom), X.shape[1] + 2 * (left + right)))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y


# wrong: one cell on every side, whatever is asked
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: four different sides, images that are not square
# loses: fractions, and sides without padding
def pad2d(X, padding):
    Y = np.zeros((X.shape[0] + 2, X.shape[1] + 2))
    Y[1:-1, 1:-1] = X
    return Y


# wrong: the border repeats the edge of the image
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: four different sides, images that are not square
# loses: fractions, and sides without padding
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    rows = np.clip(np.arange(-top, X.shape[0] + bottom), 0, X.shape[0] - 1)
    columns = np.clip(np.arange(-left, X.shape[1] + right), 0, X.shape[1] - 1)
    return X[rows][:, columns]


# wrong: the image in the upper left corner
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: four different sides, images that are not square
# loses: fractions, and sides without padding
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[: X.shape[0], : X.shape[1]] = X
    return Y


# wrong: no return
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: four different sides, images that are not square
# loses: fractions, and sides without padding
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X


# wrong: padding printed before it is used, as a sum of text and a tuple
# loses: rows of zeros on top and at the bottom, each its own number
# loses: columns of zeros on the left and on the right, each its own number
# loses: four different sides, images that are not square
# loses: fractions, and sides without padding
def pad2d(X, padding):
    print("padding " + padding)
    (top, bottom), (left, right) = padding
    Y = np.zeros((X.shape[0] + top + bottom, X.shape[1] + left + right))
    Y[top : top + X.shape[0], left : left + X.shape[1]] = X
    return Y
