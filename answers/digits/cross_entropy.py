"""Answers to cross_entropy: the mean loss of a batch, and its gradient for the logits."""


# right: logarithm of the softmax, by hand
def cross_entropy(logits, labels):
    n = len(labels)
    moved = logits - logits.max(axis=1, keepdims=True)
    logs = moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))
    loss = -logs[np.arange(n), labels].mean()
    gradient = np.exp(logs)
    gradient[np.arange(n), labels] -= 1
    return loss, gradient / n


# right: one-hot labels
def cross_entropy(logits, labels):
    truth = np.eye(logits.shape[1])[labels]
    moved = logits - np.max(logits, axis=1, keepdims=True)
    powers = np.exp(moved)
    sums = powers.sum(axis=1, keepdims=True)
    loss = np.sum(truth * (np.log(sums) - moved)) / len(logits)
    return loss, (powers / sums - truth) / len(logits)


# right: image by image
def cross_entropy(logits, labels):
    total, rows = 0.0, []
    for row, label in zip(logits, labels):
        moved = row - row.max()
        probabilities = np.exp(moved) / np.exp(moved).sum()
        total += np.log(np.exp(moved).sum()) - moved[label]
        probabilities[label] -= 1
        rows.append(probabilities)
    return total / len(labels), np.array(rows) / len(labels)


# right: a tape
def cross_entropy(logits, labels):
    logits = tf.Variable(logits)
    with tf.GradientTape() as tape:
        sums = tf.reduce_logsumexp(logits, axis=1)
        own = tf.reduce_sum(logits * tf.one_hot(labels, logits.shape[1]), axis=1)
        loss = tf.reduce_mean(sums - own)
    return loss, tape.gradient(loss, logits)


# right: TensorFlow, gather and one_hot
def cross_entropy(logits, labels):
    n, classes = logits.shape
    logs = logits - tf.reduce_logsumexp(logits, axis=1, keepdims=True)
    loss = -tf.reduce_mean(tf.gather(logs, labels, axis=1, batch_dims=1))
    return loss, (tf.exp(logs) - tf.one_hot(labels, classes)) / n


# right: np.logaddexp
def cross_entropy(logits, labels):
    n, classes = logits.shape
    sums = np.logaddexp.reduce(logits.astype(np.float64), axis=1)
    loss = np.mean(sums - logits[range(n), labels])
    truth = labels[:, None] == np.arange(classes)
    return [loss, (np.exp(logits - sums[:, None]) - truth) / n]


# right: math, number by number
def cross_entropy(logits, labels):
    import math

    n, loss, gradient = len(labels), 0.0, []
    for row, label in zip(logits.tolist(), labels.tolist()):
        top = max(row)
        total = sum(math.exp(value - top) for value in row)
        loss -= (row[label] - top - math.log(total)) / n
        gradient.append([(math.exp(v - top) / total - (j == label)) / n for j, v in enumerate(row)])
    return loss, gradient


# right: tf.nn.log_softmax and a tape
def cross_entropy(logits, labels):
    logits = tf.convert_to_tensor(logits)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        logs = tf.nn.log_softmax(logits)
        loss = -tf.reduce_mean(tf.gather(logs, labels, batch_dims=1))
    return loss, tape.gradient(loss, logits)


# wrong: softmax overflows
# loses: logits of any size
# diagnosis: large logits overflow
def cross_entropy(logits, labels):
    n = len(labels)
    powers = np.exp(logits)
    shares = powers / powers.sum(axis=1, keepdims=True)
    truth = np.eye(logits.shape[1])[labels]
    own = shares[np.arange(n), labels]
    return -np.log(own).mean(), (shares - truth) / n


# wrong: logarithm of a probability that is 0
# loses: logits of any size
# diagnosis: logarithm of 0
def cross_entropy(logits, labels):
    n = len(labels)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares = powers / powers.sum(axis=1, keepdims=True)
    truth = np.eye(logits.shape[1])[labels]
    return -np.mean(np.log(shares[np.arange(n), labels])), (shares - truth) / n


# wrong: a small number in the logarithm
# loses: logits of any size
# diagnosis: small number added before the logarithm
def cross_entropy(logits, labels):
    n = len(labels)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares = powers / powers.sum(axis=1, keepdims=True)
    truth = np.eye(logits.shape[1])[labels]
    return -np.mean(np.sum(truth * np.log(shares + 1e-12), axis=1)), (shares - truth) / n


# wrong: sum of the losses, gradient of the mean
# loses: the mean of minus the logarithm of the label's probability
# loses: logits of any size
# diagnosis: sum instead of mean
def cross_entropy(logits, labels):
    n = len(labels)
    moved = logits - logits.max(axis=1, keepdims=True)
    logs = moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))
    truth = np.eye(logits.shape[1])[labels]
    return -np.sum(logs * truth), (np.exp(logs) - truth) / n


# wrong: mean over all elements
# loses: the mean of minus the logarithm of the label's probability
# loses: logits of any size
# diagnosis: mean over images and classes
def cross_entropy(logits, labels):
    n = len(labels)
    moved = logits - logits.max(axis=1, keepdims=True)
    logs = moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))
    truth = np.eye(logits.shape[1])[labels]
    return -np.mean(logs * truth), (np.exp(logs) - truth) / n


# wrong: no minus sign
# loses: the mean of minus the logarithm of the label's probability
# loses: logits of any size
# diagnosis: sign of the loss flipped
def cross_entropy(logits, labels):
    n = len(labels)
    moved = logits - logits.max(axis=1, keepdims=True)
    logs = moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))
    truth = np.eye(logits.shape[1])[labels]
    return np.mean(logs[np.arange(n), labels]), (np.exp(logs) - truth) / n


# wrong: a loss for each image
# loses: the mean of minus the logarithm of the label's probability
# loses: logits of any size
# diagnosis: a loss for each image
def cross_entropy(logits, labels):
    n = len(labels)
    moved = logits - logits.max(axis=1, keepdims=True)
    logs = moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))
    truth = np.eye(logits.shape[1])[labels]
    return -logs[np.arange(n), labels], (np.exp(logs) - truth) / n


# wrong: base 2
# loses: the mean of minus the logarithm of the label's probability
# loses: logits of any size
# diagnosis: another base of the logarithm
def cross_entropy(logits, labels):
    n = len(labels)
    moved = logits - logits.max(axis=1, keepdims=True)
    logs = moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))
    truth = np.eye(logits.shape[1])[labels]
    return -np.mean(logs[np.arange(n), labels]) / np.log(2), (np.exp(logs) - truth) / n


# wrong: logits in place of their softmax
# loses: the mean of minus the logarithm of the label's probability
# loses: the gradient with respect to the logits
# loses: logits of any size
# diagnosis: softmax forgotten
def cross_entropy(logits, labels):
    n = len(labels)
    truth = np.eye(logits.shape[1])[labels]
    return -np.mean(logits[np.arange(n), labels]), -truth / n


# wrong: the gradient of the sum
# loses: the gradient with respect to the logits
# loses: logits of any size
# diagnosis: gradient of the sum
def cross_entropy(logits, labels):
    n = len(labels)
    moved = logits - logits.max(axis=1, keepdims=True)
    logs = moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))
    gradient = np.exp(logs)
    gradient[np.arange(n), labels] -= 1
    return -np.mean(logs[np.arange(n), labels]), gradient


# wrong: the gradient's sign
# loses: the gradient with respect to the logits
# loses: logits of any size
# diagnosis: sign of the gradient flipped
def cross_entropy(logits, labels):
    n = len(labels)
    moved = logits - logits.max(axis=1, keepdims=True)
    logs = moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))
    truth = np.eye(logits.shape[1])[labels]
    return -np.mean(logs[np.arange(n), labels]), (truth - np.exp(logs)) / n


# wrong: only the label's gradient
# loses: the gradient with respect to the logits
# loses: logits of any size
# diagnosis: only the label has a gradient
def cross_entropy(logits, labels):
    n = len(labels)
    moved = logits - logits.max(axis=1, keepdims=True)
    logs = moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))
    gradient = np.zeros(logits.shape)
    for i in range(n):
        gradient[i, labels[i]] = (np.exp(logs[i, labels[i]]) - 1) / n
    return -np.mean(logs[np.arange(n), labels]), gradient


# wrong: probabilities for the gradient
# loses: the gradient with respect to the logits
# loses: logits of any size
# diagnosis: label not subtracted
def cross_entropy(logits, labels):
    n = len(labels)
    moved = logits - logits.max(axis=1, keepdims=True)
    logs = moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))
    return -np.mean(logs[np.arange(n), labels]), np.exp(logs) / n


# wrong: number of the label subtracted
# loses: the gradient with respect to the logits
# loses: logits of any size
# diagnosis: number of the label subtracted
def cross_entropy(logits, labels):
    n = len(labels)
    moved = logits - logits.max(axis=1, keepdims=True)
    logs = moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))
    return -np.mean(logs[np.arange(n), labels]), (np.exp(logs) - labels[:, None]) / n


# wrong: sum and its gradient
# loses: the mean of minus the logarithm of the label's probability
# loses: the gradient with respect to the logits
# loses: logits of any size
# diagnosis: sum instead of mean and gradient of the sum
def cross_entropy(logits, labels):
    moved = logits - logits.max(axis=1, keepdims=True)
    logs = moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))
    truth = np.eye(logits.shape[1])[labels]
    return -np.sum(truth * logs), np.exp(logs) - truth


# wrong: over the images
# loses: the mean of minus the logarithm of the label's probability
# loses: the gradient with respect to the logits
# loses: logits of any size
# diagnosis: softmax over the images
def cross_entropy(logits, labels):
    n = len(labels)
    moved = logits - logits.max(axis=0)
    logs = moved - np.log(np.exp(moved).sum(axis=0))
    truth = np.eye(logits.shape[1])[labels]
    return -np.mean(logs[np.arange(n), labels]), (np.exp(logs) - truth) / n


# wrong: binary cross-entropy of each class
# loses: the mean of minus the logarithm of the label's probability
# loses: logits of any size
# diagnosis: each class as a question of its own
def cross_entropy(logits, labels):
    n = len(labels)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    truth = np.eye(logits.shape[1])[labels]
    losses = -(truth * np.log(p) + (1 - truth) * np.log(1 - p)).sum(axis=1)
    return losses.mean(), (p - truth) / n


# wrong: gradient first
# loses: the mean of minus the logarithm of the label's probability
# loses: the gradient with respect to the logits
# loses: logits of any size
# diagnosis: results swapped
def cross_entropy(logits, labels):
    n = len(labels)
    moved = logits - logits.max(axis=1, keepdims=True)
    logs = moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))
    truth = np.eye(logits.shape[1])[labels]
    return (np.exp(logs) - truth) / n, -np.mean(logs[np.arange(n), labels])


# wrong: TensorFlow's loss
# loses: the mean of minus the logarithm of the label's probability
# loses: the gradient with respect to the logits
# loses: logits of any size
def cross_entropy(logits, labels):
    logits = tf.Variable(logits)
    with tf.GradientTape() as tape:
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
        loss = tf.reduce_mean(losses)
    return loss, tape.gradient(loss, logits)


# wrong: labels of all images in the loss
# loses: the mean of minus the logarithm of the label's probability
# loses: logits of any size
# diagnosis: labels of the batch in every row of the loss
def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    lp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    n = len(labels)
    loss = -lp[:, labels].mean()
    g = np.exp(lp)
    g[np.arange(n), labels] -= 1
    return loss, g / n


# wrong: largest logit not added again
# loses: the mean of minus the logarithm of the label's probability
# loses: logits of any size
# diagnosis: largest logit not added again in the loss
def cross_entropy(logits, labels):
    m = logits.max(axis=1, keepdims=True)
    lse = np.log(np.exp(logits - m).sum(axis=1))
    n = len(labels)
    loss = np.mean(lse - logits[np.arange(n), labels])
    p = np.exp(logits - m)
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(n), labels] -= 1
    return loss, p / n


# wrong: gradient in the same array
# loses: the mean of minus the logarithm of the label's probability
# loses: logits of any size
# diagnosis: 1 subtracted before the loss
def cross_entropy(logits, labels):
    n = len(labels)
    z = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = z / z.sum(axis=1, keepdims=True)
    g = p
    g[np.arange(n), labels] -= 1
    loss = -np.mean(np.log(p[np.arange(n), labels]))
    return loss, g / n


# wrong: labels counted from 1
# loses: the mean of minus the logarithm of the label's probability
# loses: the gradient with respect to the logits
# loses: logits of any size
# diagnosis: next class
def cross_entropy(logits, labels):
    m = logits.max(axis=1, keepdims=True)
    p = np.exp(logits - m)
    p /= p.sum(axis=1, keepdims=True)
    n = len(labels)
    loss = -np.mean(np.log(p[np.arange(n), labels - 1]))
    g = p.copy()
    g[np.arange(n), labels - 1] -= 1
    return loss, g / n


# wrong: subtracts 1 after the division
# loses: the gradient with respect to the logits
# loses: logits of any size
# diagnosis: 1 subtracted after the division
def cross_entropy(logits, labels):
    n = len(labels)
    z = logits - logits.max(axis=1, keepdims=True)
    lp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    g = np.exp(lp) / n
    g[np.arange(n), labels] -= 1
    return -np.mean(lp[np.arange(n), labels]), g


# wrong: sign of the gradient, and of a sum
# loses: the gradient with respect to the logits
# loses: logits of any size
# diagnosis: sign of the gradient flipped and gradient of the sum
def cross_entropy(logits, labels):
    y = np.eye(logits.shape[1])[labels]
    z = logits - logits.max(axis=1, keepdims=True)
    lp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -(y * lp).sum() / len(labels), y - np.exp(lp)


# wrong: sums without their axis
# loses: the mean of minus the logarithm of the label's probability
# loses: the gradient with respect to the logits
# loses: logits of any size
# diagnosis: sums without an axis of their own
def cross_entropy(logits, labels):
    n = len(labels)
    z = logits - logits.max(axis=1)
    lp = z - np.log(np.exp(z).sum(axis=1))
    g = np.exp(lp)
    g[np.arange(n), labels] -= 1
    return -np.mean(lp[np.arange(n), labels]), g / n


# wrong: loss replaced in the loop
# loses: the mean of minus the logarithm of the label's probability
# loses: logits of any size
# diagnosis: only the last image in the loss
def cross_entropy(logits, labels):
    n, k = logits.shape
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    for i in range(n):
        loss = -np.log(p[i, labels[i]])
    g = p.copy()
    g[np.arange(n), labels] -= 1
    return loss, g / n


# wrong: softmax over the images in the gradient
# loses: the gradient with respect to the logits
# loses: logits of any size
# diagnosis: softmax over the images in the gradient
def cross_entropy(logits, labels):
    n = len(labels)
    z = logits - logits.max(axis=1, keepdims=True)
    lp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    p = np.exp(logits - logits.max(axis=0))
    p /= p.sum(axis=0)
    p[np.arange(n), labels] -= 1
    return -np.mean(lp[np.arange(n), labels]), p / n
