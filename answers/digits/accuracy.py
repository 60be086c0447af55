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


# wrong: argmax over the images, as far as there are labels
# loses: the share of images whose largest logit is at the label
# diagnosis: largest logit of each class
def accuracy(logits, labels):
    preds = np.argmax(logits, axis=0)
    return (preds == labels[: len(preds)]).mean()


# wrong: counter set to 0 in the loop
# loses: the share of images whose largest logit is at the label
# diagnosis: only the last image
def accuracy(logits, labels):
    for i in range(len(labels)):
        right = 0
        if np.argmax(logits[i]) == labels[i]:
            right += 1
    return right / len(labels)


# wrong: probability of the label above a half
# loses: the share of images whose largest logit is at the label
# diagnosis: label's probability compared with a number
def accuracy(logits, labels):
    e = np.exp(logits - logits.max(1, keepdims=True))
    p = e / e.sum(1, keepdims=True)
    return float(np.mean(p[np.arange(len(labels)), labels] > 0.5))


# wrong: ones and zeros compared
# loses: the share of images whose largest logit is at the label
# diagnosis: ones and zeros compared
def accuracy(logits, labels):
    onehot = np.eye(logits.shape[1])[labels]
    pred = (logits == logits.max(axis=1, keepdims=True)).astype(float)
    return (onehot == pred).mean()


# wrong: last class not searched
# loses: the share of images whose largest logit is at the label
# diagnosis: last class left out of the search
def accuracy(logits, labels):
    return np.mean(np.argmax(logits[:, :-1], axis=1) == labels)


# wrong: divided by the different labels
# loses: the share of images whose largest logit is at the label
# diagnosis: divided by the number of labels that occur
def accuracy(logits, labels):
    return (logits.argmax(1) == labels).sum() / len(np.unique(labels))


# wrong: among the two largest
# loses: the share of images whose largest logit is at the label
# diagnosis: among the two largest
def accuracy(logits, labels):
    top2 = np.argsort(logits, axis=1)[:, -2:]
    return np.mean([l in t for l, t in zip(labels, top2)])


# wrong: mean of the share of each class
# loses: the share of images whose largest logit is at the label
# diagnosis: mean of the classes' shares
def accuracy(logits, labels):
    pred = logits.argmax(1)
    return np.mean([np.mean(pred[labels == c] == c) for c in np.unique(labels)])
