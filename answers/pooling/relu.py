"""Answers to relu: negative numbers become 0."""


# right: NumPy maximum
def relu(X):
    return np.maximum(X, 0)


# right: TensorFlow maximum
def relu(X):
    return tf.maximum(X, 0.0)


# right: np.where
def relu(X):
    return np.where(X > 0, X, 0)


# right: a mask multiplied
def relu(X):
    return X * (X > 0)


# right: a copy, negative elements overwritten
def relu(X):
    Y = X.copy()
    Y[Y < 0] = 0
    return Y


# right: half of X and its absolute value
def relu(X):
    return (X + np.abs(X)) / 2


# right: element by element in float64
def relu(values):
    result = np.zeros(values.shape, dtype=np.float64)
    for place, value in np.ndenumerate(values):
        if value > 0:
            result[place] = value
    return result


# right: np.clip without an upper bound
def relu(X):
    return np.clip(X, 0, None)


# right: recursion over lists
def relu(X):
    if isinstance(X, float):
        return max(X, 0.0)
    return [relu(part) for part in (X if isinstance(X, list) else X.tolist())]


# right: tf.nn.relu
def relu(X):
    return tf.nn.relu(X)


# right: np.vectorize
def relu(X):
    return np.vectorize(lambda x: x if x > 0 else 0.0, otypes=[float])(X)


# right: tf.where
def relu(X):
    return tf.where(X < 0, tf.zeros_like(X), X)


# right: tf.Variable, assigned as a whole
def relu(X):
    Y = tf.Variable(X)
    Y.assign(tf.maximum(Y, tf.zeros(Y.shape)))
    return Y


# right: keyword default, in float64
def relu(values, threshold=0.0):
    values = np.array(values, dtype=np.float64)
    values[values <= threshold] = threshold
    return values


# right: root of the square
def relu(X):
    return (X + np.sqrt(X**2)) * 0.5


# right: multiplied by the step function
def relu(X):
    return X * np.heaviside(X, 0)


# right: largest of a stack with zeros
def relu(X):
    return np.max([X, np.zeros(X.shape, X.dtype)], axis=0)


# right: flat list, shaped again
def relu(X):
    return np.reshape([max(0.0, float(x)) for x in X.flat], X.shape)


# right: minus the negative part
def relu(X):
    return X - X.clip(max=0)


# wrong: absolute value
# loses: negative numbers become 0, all others stay
# diagnosis: absolute value
def relu(X):
    return np.abs(X)


# wrong: step function
# loses: negative numbers become 0, all others stay
# diagnosis: step function
def relu(X):
    return (X > 0).astype(float)


# wrong: mask of booleans
# loses: negative numbers become 0, all others stay
# diagnosis: step function
def relu(X):
    return X > 0


# wrong: leaky: a tenth of what is negative
# loses: negative numbers become 0, all others stay
# diagnosis: leaky
def relu(X):
    return np.where(X > 0, X, 0.1 * X)


# wrong: the wrong half kept
# loses: negative numbers become 0, all others stay
# diagnosis: the wrong half kept
def relu(X):
    return np.minimum(X, 0)


# wrong: cut off above 1
# loses: negative numbers become 0, all others stay
# diagnosis: cut off above
def relu(X):
    return np.clip(X, 0, 1)


# wrong: cut off above 6
# loses: negative numbers become 0, all others stay
# diagnosis: cut off above
def relu(X):
    return np.clip(X, 0, 6)


# wrong: changed in place
# loses: negative numbers become 0, all others stay
# diagnosis: changed its input
def relu(X):
    X[X < 0] = 0
    return X


# wrong: whole numbers
# loses: negative numbers become 0, all others stay
# diagnosis: truncated to whole numbers
def relu(X):
    return np.maximum(X, 0).astype(int)


# wrong: negative elements left out
# loses: negative numbers become 0, all others stay
# diagnosis: negative elements left out
def relu(X):
    return X[X > 0]


# wrong: largest along the first axis
# loses: negative numbers become 0, all others stay
# diagnosis: largest along an axis
def relu(X):
    return np.max(X, 0)


# wrong: all or nothing
# loses: negative numbers become 0, all others stay
# diagnosis: nothing changed
def relu(X):
    return X if X.max() > 0 else np.zeros_like(X)


# wrong: shifted up so that nothing is negative
# loses: negative numbers become 0, all others stay
# diagnosis: shifted up
def relu(X):
    return X - X.min()


# wrong: softplus, almost the same
# loses: negative numbers become 0, all others stay
# diagnosis: softplus
def relu(X):
    return np.log1p(np.exp(X))


# wrong: Python's max of an array
# loses: negative numbers become 0, all others stay
# diagnosis: raised ValueError
def relu(X):
    return max(X, 0)


# wrong: two axes only
# loses: negative numbers become 0, all others stay
# diagnosis: two axes assumed
def relu(X):
    Y = np.zeros(X.shape)
    for i in range(X.shape[0]):
        for j in range(X.shape[1]):
            Y[i, j] = max(X[i, j], 0)
    return Y


# wrong: fractions below 1 cut off too
# loses: negative numbers become 0, all others stay
# diagnosis: fractions below 1 cut off
def relu(X):
    return np.where(X >= 1, X, 0)


# wrong: no return
# loses: negative numbers become 0, all others stay
# diagnosis: returned None
def relu(X):
    np.maximum(X, 0)


# wrong: sigmoid
# loses: negative numbers become 0, all others stay
# diagnosis: sigmoid
def relu(X):
    return 1 / (1 + np.exp(-X))


# wrong: leaky, a hundredth
# loses: negative numbers become 0, all others stay
# diagnosis: leaky
def relu(X):
    return np.maximum(X, 0.01 * X)


# wrong: sign flipped
# loses: negative numbers become 0, all others stay
# diagnosis: sign flipped
def relu(X):
    return np.maximum(-X, 0)


# wrong: largest of all and 0, one number
# loses: negative numbers become 0, all others stay
# diagnosis: number of axes
def relu(X):
    return max(X.max(), 0)


# wrong: clipped between 0 and the largest
# loses: negative numbers become 0, all others stay
# diagnosis: cut off at the largest
def relu(X):
    return np.clip(X, 0, np.max(X))
