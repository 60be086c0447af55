"""Answers to squared_error: the sum of squared differences."""


# right: TensorFlow
def squared_error(Y_hat, Y):
    return tf.reduce_sum((Y_hat - Y) ** 2)


# right: one NumPy expression
def squared_error(Y_hat, Y):
    return np.sum(np.square(np.asarray(Y_hat) - np.asarray(Y)))


# right: a loop over all elements
def squared_error(Y_hat, Y):
    total = 0.0
    for prediction, target in zip(np.ravel(Y_hat), np.ravel(Y)):
        total += float(prediction - target) ** 2
    return total


# right: recursion over the axes, plain lists
def squared_error(Y_hat, Y):
    if isinstance(Y_hat, np.ndarray):
        return squared_error(Y_hat.tolist(), Y.tolist())
    if not isinstance(Y_hat, list):
        return (Y_hat - Y) ** 2
    return sum(squared_error(prediction, target) for prediction, target in zip(Y_hat, Y))


# right: dot product of the flattened errors
def squared_error(Y_hat, Y):
    error = (Y_hat - Y).ravel()
    return error @ error


# right: float64, other parameter names
def squared_error(prediction, target):
    prediction, target = tf.cast(prediction, tf.float64), tf.cast(target, tf.float64)
    return tf.reduce_sum(tf.math.squared_difference(prediction, target))


# right: the square multiplied out
def squared_error(Y_hat, Y):
    return (Y_hat * Y_hat).sum() - 2 * (Y_hat * Y).sum() + (Y * Y).sum()


# right: the norm, squared
def squared_error(Y_hat, Y):
    return float(np.linalg.norm(np.ravel(Y_hat - Y))) ** 2


# wrong: the stub left as it was
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    raise NotImplementedError()


# wrong: missing return
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    l = tf.reduce_sum((Y_hat - Y) ** 2)


# wrong: mean instead of sum
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return tf.reduce_mean((Y_hat - Y) ** 2)


# wrong: a loss of Keras, which averages over the last axis
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return tf.reduce_sum(tf.keras.losses.mean_squared_error(Y, Y_hat))


# wrong: the squares are not added up
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return (Y_hat - Y) ** 2


# wrong: Python's sum adds up rows only
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return sum((Y_hat - Y) ** 2)


# wrong: square of the sum
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return np.sum(Y_hat - Y) ** 2


# wrong: difference of the squares
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return np.sum(Y_hat**2 - Y**2)


# wrong: not squared
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return np.sum(Y_hat - Y)


# wrong: absolute values instead of squares
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return np.abs(Y_hat - Y).sum()


# wrong: the root taken
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return np.sqrt(np.sum((Y_hat - Y) ** 2))


# wrong: half of it
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return 0.5 * np.sum((Y_hat - Y) ** 2)


# wrong: times two instead of squared
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return np.sum((Y_hat - Y) * 2)


# wrong: exclusive or instead of a power
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return np.sum((Y_hat - Y) ^ 2)


# wrong: a literal 1 where the loss l was meant
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    l = tf.reduce_sum((Y_hat - Y) ** 2)
    return 1


# wrong: a misspelt method
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return tf.recude_sum((Y_hat - Y) ** 2)


# wrong: the builtin input read instead of the argument
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return tf.reduce_sum((input - Y) ** 2)


# wrong: the prediction changed in place
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    Y_hat -= Y
    return np.sum(Y_hat**2)


# wrong: whole number returned
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return int(np.sum((Y_hat - Y) ** 2))


# wrong: rounded errors
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return np.sum((Y_hat - Y).astype(int) ** 2)


# wrong: two axes assumed
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    total = 0.0
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            total += (Y_hat[i, j] - Y[i, j]) ** 2
    return total


# wrong: the sum over two axes only
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return np.sum((Y_hat - Y) ** 2, axis=(0, 1))


# wrong: height used for both axes
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    n = len(Y)
    return sum((Y_hat[i, j] - Y[i, j]) ** 2 for i in range(n) for j in range(n))


# wrong: trace of a matrix product, right for two axes
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    error = Y_hat - Y
    return np.trace(error @ error.T)


# wrong: only the diagonal
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return sum((Y_hat[i, i] - Y[i, i]) ** 2 for i in range(len(Y)))


# wrong: total overwritten instead of added to
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    total = 0
    for error in np.ravel(Y_hat - Y):
        total = error**2
    return total


# wrong: the largest square
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
def squared_error(Y_hat, Y):
    return np.max((Y_hat - Y) ** 2)
