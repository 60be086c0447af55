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


# right: einsum on the flattened errors
def squared_error(Y_hat, Y):
    error = np.reshape(Y_hat - Y, -1).astype(np.float64)
    return np.einsum("i,i->", error, error)


# right: broadcasting, axes added up one by one, with a keyword default
def squared_error(Y_hat, Y, power=2):
    squares = abs(Y_hat - Y) ** power
    while np.ndim(squares) > 0:
        squares = squares.sum(axis=-1)
    return squares


# right: a tf.Variable as the total
def squared_error(Y_hat, Y):
    total = tf.Variable(0.0)
    for difference in tf.reshape(tf.subtract(Y_hat, Y), [-1]):
        total.assign_add(difference * difference)
    return total


# right: mean times the number of elements
def squared_error(Y_hat, Y):
    return tf.keras.losses.MeanSquaredError()(Y, Y_hat) * np.size(Y)


# right: whole numbers made floating, exact addition
from math import fsum


def squared_error(Y_hat, Y):
    prediction, target = np.asarray(Y_hat, float), np.asarray(Y, float)
    return fsum((p - t) ** 2 for p, t in zip(prediction.flat, target.flat))


# right: by Parseval, in the frequency domain
def squared_error(Y_hat, Y):
    spectrum = np.fft.fft(np.ravel(Y_hat).astype(float) - np.ravel(Y))
    return np.sum(np.abs(spectrum) ** 2) / spectrum.size


# right: a 0-d array, from lists
def squared_error(Y_hat, Y):
    return np.array(((Y_hat - Y) ** 2).tolist()).sum(keepdims=True).reshape(())


# wrong: the stub left as it was
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: not attempted
def squared_error(Y_hat, Y):
    raise NotImplementedError()


# wrong: missing return
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: returned None
def squared_error(Y_hat, Y):
    l = tf.reduce_sum((Y_hat - Y) ** 2)


# wrong: mean instead of sum
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: mean instead of sum
def squared_error(Y_hat, Y):
    return tf.reduce_mean((Y_hat - Y) ** 2)


# wrong: a loss of Keras, which averages over the last axis
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: mean instead of sum
def squared_error(Y_hat, Y):
    return tf.reduce_sum(tf.keras.losses.mse(Y, Y_hat))


# wrong: the squares are not added up
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: squares not added up
def squared_error(Y_hat, Y):
    return (Y_hat - Y) ** 2


# wrong: Python's sum adds up rows only
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: summed along one axis
def squared_error(Y_hat, Y):
    return sum((Y_hat - Y) ** 2)


# wrong: square of the sum
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: square of the sum
def squared_error(Y_hat, Y):
    return np.sum(Y_hat - Y) ** 2


# wrong: difference of the squares
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: difference of the squares
def squared_error(Y_hat, Y):
    return np.sum(Y_hat**2 - Y**2)


# wrong: not squared
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: not squared
def squared_error(Y_hat, Y):
    return np.sum(Y_hat - Y)


# wrong: absolute values instead of squares
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: absolute values
def squared_error(Y_hat, Y):
    return np.abs(Y_hat - Y).sum()


# wrong: the root taken
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: root taken
def squared_error(Y_hat, Y):
    return np.sqrt(np.sum((Y_hat - Y) ** 2))


# wrong: half of it
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: half the sum
def squared_error(Y_hat, Y):
    return 0.5 * np.sum((Y_hat - Y) ** 2)


# wrong: times two instead of squared
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: doubled instead of squared
def squared_error(Y_hat, Y):
    return np.sum((Y_hat - Y) * 2)


# wrong: exclusive or instead of a power
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: raised TypeError
def squared_error(Y_hat, Y):
    return np.sum((Y_hat - Y) ^ 2)


# wrong: a literal 1 where the loss l was meant
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: the number 1 returned
def squared_error(Y_hat, Y):
    l = tf.reduce_sum((Y_hat - Y) ** 2)
    return 1


# wrong: a misspelt method
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: raised AttributeError
def squared_error(Y_hat, Y):
    return tf.recude_sum((Y_hat - Y) ** 2)


# wrong: the builtin input read instead of the argument
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: raised TypeError
def squared_error(Y_hat, Y):
    return tf.reduce_sum((input - Y) ** 2)


# wrong: the prediction changed in place
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: changed its input
def squared_error(Y_hat, Y):
    Y_hat -= Y
    return np.sum(Y_hat**2)


# wrong: whole number returned
# loses: arrays of any shape, fractions
# diagnosis: truncated to whole numbers
def squared_error(Y_hat, Y):
    return int(np.sum((Y_hat - Y) ** 2))


# wrong: rounded errors
# loses: arrays of any shape, fractions
# diagnosis: errors rounded
def squared_error(Y_hat, Y):
    return np.sum((Y_hat - Y).astype(int) ** 2)


# wrong: two axes assumed
# loses: arrays of any shape, fractions
# diagnosis: two axes assumed
def squared_error(Y_hat, Y):
    total = 0.0
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            total += (Y_hat[i, j] - Y[i, j]) ** 2
    return total


# wrong: the sum over two axes only
# loses: arrays of any shape, fractions
# diagnosis: two axes assumed
def squared_error(Y_hat, Y):
    return np.sum((Y_hat - Y) ** 2, axis=(0, 1))


# wrong: height used for both axes
# loses: arrays of any shape, fractions
# diagnosis: height used for both axes
def squared_error(Y_hat, Y):
    n = len(Y)
    return sum((Y_hat[i, j] - Y[i, j]) ** 2 for i in range(n) for j in range(n))


# wrong: trace of a matrix product, right for two axes
# loses: arrays of any shape, fractions
# diagnosis: two axes assumed
def squared_error(Y_hat, Y):
    error = Y_hat - Y
    return np.trace(error @ error.T)


# wrong: only the diagonal
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: only the diagonal
def squared_error(Y_hat, Y):
    return sum((Y_hat[i, i] - Y[i, i]) ** 2 for i in range(len(Y)))


# wrong: total overwritten instead of added to
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: only the last square
def squared_error(Y_hat, Y):
    total = 0
    for error in np.ravel(Y_hat - Y):
        total = error**2
    return total


# wrong: the largest square
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: largest square
def squared_error(Y_hat, Y):
    return np.max((Y_hat - Y) ** 2)


# wrong: the loss of the course's own
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
from course.descent import squared_error as loss_of_the_course


def squared_error(Y_hat, Y):
    return loss_of_the_course(Y_hat, Y)


# wrong: the module of the course under another name
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
import course.descent as d


def squared_error(Y_hat, Y):
    return d.squared_error(Y_hat, Y)


# wrong: one number in an array with an axis
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: extra axes
def squared_error(Y_hat, Y):
    return np.array([np.sum((Y_hat - Y) ** 2)])


# wrong: half of the squares, not added up
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: half of the squares, not added up
def squared_error(Y_hat, Y):
    return (Y_hat - Y) ** 2 / 2


# wrong: variance of the differences
# loses: adds up the squares of all differences
# loses: arrays of any shape, fractions
# diagnosis: mean of the errors taken off
def squared_error(Y_hat, Y):
    return tf.math.reduce_variance(Y_hat - Y)
