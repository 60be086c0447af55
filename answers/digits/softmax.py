"""Answers to softmax: probabilities from logits of any size."""


# right: NumPy with kept axes
def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


# right: row by row
def softmax(logits):
    rows = []
    for row in logits:
        powers = np.exp(row - np.max(row))
        rows.append(powers / np.sum(powers))
    return np.array(rows)


# right: TensorFlow's functions
def softmax(logits):
    moved = logits - tf.reduce_max(logits, axis=1, keepdims=True)
    powers = tf.exp(moved)
    return powers / tf.reduce_sum(powers, axis=-1, keepdims=True)


# right: through logarithms
def softmax(logits):
    top = logits.max(axis=1, keepdims=True)
    logs = logits - top - np.log(np.sum(np.exp(logits - top), axis=1, keepdims=True))
    return np.exp(logs)


# right: transposed
def softmax(logits):
    columns = logits.T - logits.T.max(axis=0)
    columns = np.exp(columns)
    return (columns / columns.sum(axis=0)).T


# right: plain loops
def softmax(logits):
    import math

    result = []
    for row in logits.tolist():
        largest = max(row)
        powers = [math.exp(value - largest) for value in row]
        total = sum(powers)
        result.append([power / total for power in powers])
    return result


# right: one over a sum of ratios
def softmax(logits):
    differences = logits[:, np.newaxis, :] - logits[:, :, np.newaxis]
    with np.errstate(over="ignore"):
        return 1 / np.exp(differences.astype(np.float64)).sum(axis=2)


# right: tf.reduce_logsumexp
def softmax(logits):
    return tf.exp(logits - tf.reduce_logsumexp(logits, axis=1, keepdims=True))


# wrong: overflows
# loses: logits of any size
# diagnosis: large logits overflow
def softmax(logits):
    powers = np.exp(logits)
    return powers / powers.sum(axis=1, keepdims=True)


# wrong: overflows in a loop
# loses: logits of any size
# diagnosis: large logits overflow
def softmax(logits):
    return np.array([np.exp(row) / sum(np.exp(row)) for row in logits])


# wrong: largest of all rows subtracted
# loses: logits of any size
# diagnosis: largest logit of all rows subtracted
def softmax(logits):
    powers = np.exp(logits - logits.max())
    return powers / powers.sum(axis=1, keepdims=True)


# wrong: mean subtracted
# loses: logits of any size
# diagnosis: another number than the largest subtracted
def softmax(logits):
    powers = np.exp(logits - logits.mean(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


# wrong: clipped
# loses: logits of any size
# diagnosis: logits clipped
def softmax(logits):
    powers = np.exp(np.clip(logits, -50, 50))
    return powers / powers.sum(axis=1, keepdims=True)


# wrong: no exponential
# loses: the exponentials of a row, divided by their sum
# loses: logits of any size
# diagnosis: large logits overflow and no exponential
def softmax(logits):
    return logits / logits.sum(axis=1, keepdims=True)


# wrong: sum of a column
# loses: the exponentials of a row, divided by their sum
# loses: logits of any size
# diagnosis: divided by the sum of a column
def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=0)


# wrong: sum of all rows
# loses: the exponentials of a row, divided by their sum
# loses: logits of any size
# diagnosis: divided by the sum of all rows
def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum()


# wrong: sums do not keep their axis
# loses: the exponentials of a row, divided by their sum
# loses: logits of any size
# diagnosis: sums without an axis of their own
def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1)


# wrong: only exponentials
# loses: the exponentials of a row, divided by their sum
# loses: logits of any size
# diagnosis: not divided by the sum
def softmax(logits):
    return np.exp(logits - logits.max(axis=1, keepdims=True))


# wrong: sigmoid
# loses: the exponentials of a row, divided by their sum
# loses: logits of any size
# diagnosis: each logit by itself
def softmax(logits):
    return 1 / (1 + np.exp(-logits))


# wrong: hard maximum
# loses: the exponentials of a row, divided by their sum
# loses: logits of any size
# diagnosis: only the largest
def softmax(logits):
    return np.eye(logits.shape[1])[logits.argmax(axis=1)]


# wrong: logarithms
# loses: the exponentials of a row, divided by their sum
# loses: logits of any size
# diagnosis: logarithms returned
def softmax(logits):
    moved = logits - logits.max(axis=1, keepdims=True)
    return moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))


# wrong: minus sign
# loses: the exponentials of a row, divided by their sum
# loses: logits of any size
# diagnosis: another number than the largest subtracted and sign of the logits flipped
def softmax(logits):
    powers = np.exp(-(logits - logits.min(axis=1, keepdims=True)))
    return powers / powers.sum(axis=1, keepdims=True)


# wrong: different exponentials
# loses: the exponentials of a row, divided by their sum
# loses: logits of any size
# diagnosis: sum of other exponentials
def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / np.exp(logits).sum(axis=1, keepdims=True)


# wrong: TensorFlow's softmax
# loses: the exponentials of a row, divided by their sum
# loses: logits of any size
def softmax(logits):
    return tf.nn.softmax(logits)


# wrong: largest subtracted after exp
# loses: the exponentials of a row, divided by their sum
# loses: logits of any size
# diagnosis: large logits overflow and largest subtracted after the exponential
def softmax(logits):
    e = np.exp(logits)
    e = e - e.max(axis=1, keepdims=True)
    return e / e.sum(axis=1, keepdims=True)


# wrong: largest logits without their axis
# loses: the exponentials of a row, divided by their sum
# loses: logits of any size
# diagnosis: sums without an axis of their own
def softmax(logits):
    e = np.exp(logits - logits.max(axis=1))
    return e / e.sum(axis=1, keepdims=True)


# wrong: one sum for all rows in a loop
# loses: the exponentials of a row, divided by their sum
# loses: logits of any size
# diagnosis: a sum that goes on from row to row
def softmax(logits):
    out = np.zeros_like(logits)
    total = 0
    for i in range(len(logits)):
        m = max(logits[i])
        for j in range(logits.shape[1]):
            out[i, j] = np.exp(logits[i, j] - m)
            total += out[i, j]
        out[i] /= total
    return out


# wrong: exp of the sum
# loses: the exponentials of a row, divided by their sum
# loses: logits of any size
# diagnosis: exponential of the sum
def softmax(logits):
    return np.exp(logits) / np.exp(logits.sum(axis=1, keepdims=True))


# wrong: NaN replaced by 0
# loses: logits of any size
# diagnosis: overflow hidden
def softmax(logits):
    e = np.exp(logits)
    return np.nan_to_num(e / e.sum(axis=1, keepdims=True))


# wrong: minus sign, and sum of a column
# loses: the exponentials of a row, divided by their sum
# loses: logits of any size
# diagnosis: large logits overflow and sign of the logits flipped and divided by the sum of a column
def softmax(logits):
    e = np.exp(-logits)
    return e / e.sum(axis=0)


# wrong: largest logit added
# loses: logits of any size
# diagnosis: largest logit added
def softmax(logits):
    z = logits + logits.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)
