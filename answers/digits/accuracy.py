"""Answers to accuracy: the share of images that are classified right."""


# right: mean of a comparison
def accuracy(logits, labels):
    return np.mean(np.argmax(logits, axis=1) == labels)


# right: a loop
def accuracy(logits, labels):
    hits = 0
    for row, label in zip(logits, labels):
        if row.argmax() == label:
            hits += 1
    return hits / len(labels)


# right: TensorFlow
def accuracy(logits, labels):
    predicted = tf.argmax(logits, axis=1)
    hits = tf.cast(predicted == tf.cast(labels, predicted.dtype), tf.float32)
    return tf.reduce_mean(hits)


# right: sorted places
def accuracy(logits, labels):
    best = np.argsort(logits, axis=1)[:, -1]
    return float((best == labels).sum()) / len(logits)


# right: the label's logit is the largest
def accuracy(logits, labels):
    own = logits[np.arange(len(labels)), labels]
    return (own >= logits.max(axis=1)).mean()


# right: lists of Python
def accuracy(logits, labels):
    rows = [list(map(float, row)) for row in logits]
    hits = [row.index(max(row)) == int(label) for row, label in zip(rows, labels)]
    return sum(hits) / len(hits)


# right: one minus the errors
def accuracy(logits, labels):
    return 1 - np.count_nonzero(logits.argmax(-1) - labels) / labels.size


# right: trace of counts
def accuracy(logits, labels):
    classes = logits.shape[1]
    matrix = np.zeros((classes, classes))
    for predicted, label in zip(logits.argmax(axis=1), labels):
        matrix[label, predicted] += 1
    return np.trace(matrix) / matrix.sum()


# wrong: argmax without an axis
# loses: the share of images whose largest logit is at the label
# diagnosis: largest logit of all
def accuracy(logits, labels):
    return np.mean(np.argmax(logits) == labels)


# wrong: how many, not their share
# loses: the share of images whose largest logit is at the label
# diagnosis: number of images instead of their share
def accuracy(logits, labels):
    return np.sum(logits.argmax(axis=1) == labels)


# wrong: in per cent
# loses: the share of images whose largest logit is at the label
# diagnosis: per cent
def accuracy(logits, labels):
    return 100 * np.mean(logits.argmax(axis=1) == labels)


# wrong: the errors' share
# loses: the share of images whose largest logit is at the label
# diagnosis: errors counted
def accuracy(logits, labels):
    return np.mean(logits.argmax(axis=1) != labels)


# wrong: the smallest logit
# loses: the share of images whose largest logit is at the label
# diagnosis: the smallest logit
def accuracy(logits, labels):
    return np.mean(logits.argmin(axis=1) == labels)


# wrong: floor division
# loses: the share of images whose largest logit is at the label
# diagnosis: whole number
def accuracy(logits, labels):
    return np.sum(logits.argmax(axis=1) == labels) // len(labels)


# wrong: max in place of argmax
# loses: the share of images whose largest logit is at the label
# diagnosis: largest logit taken for the class
def accuracy(logits, labels):
    return np.mean(logits.max(axis=1) == labels)


# wrong: returns in the loop
# loses: the share of images whose largest logit is at the label
# diagnosis: only the first image
def accuracy(logits, labels):
    hits = 0
    for row, label in zip(logits, labels):
        hits += row.argmax() == label
        return float(hits)


# wrong: divided by the classes
# loses: the share of images whose largest logit is at the label
# diagnosis: divided by the number of classes
def accuracy(logits, labels):
    return np.sum(logits.argmax(axis=1) == labels) / logits.shape[1]


# wrong: no mean
# loses: the share of images whose largest logit is at the label
# diagnosis: image by image
def accuracy(logits, labels):
    return logits.argmax(axis=1) == labels


# wrong: positive logits
# loses: the share of images whose largest logit is at the label
# diagnosis: label's logit compared with a number
def accuracy(logits, labels):
    hits = [row[label] > 0 for row, label in zip(logits, labels)]
    return sum(hits) / len(hits)


# wrong: the loop ends early
# loses: the share of images whose largest logit is at the label
# diagnosis: last image left out
def accuracy(logits, labels):
    hits = []
    for i in range(len(labels) - 1):
        hits.append(logits[i].argmax() == labels[i])
    return np.mean(hits)


# wrong: argmax over the images
# loses: the share of images whose largest logit is at the label
# diagnosis: largest logit of each class
def accuracy(logits, labels):
    best = logits.argmax(axis=0)
    return np.mean([a == b for a, b in zip(best, labels)])
