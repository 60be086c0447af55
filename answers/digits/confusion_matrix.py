"""Answers to confusion_matrix: how often each label is taken for each class."""


# right: a loop
def confusion_matrix(predictions, labels, classes):
    matrix = np.zeros((classes, classes), int)
    for prediction, label in zip(predictions, labels):
        matrix[label, prediction] += 1
    return matrix


# right: np.add.at
def confusion_matrix(predictions, labels, classes):
    matrix = np.zeros((classes, classes))
    np.add.at(matrix, (labels, predictions), 1)
    return matrix


# right: counts of one number for each pair
def confusion_matrix(predictions, labels, classes):
    pairs = labels * classes + predictions
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)


# right: product of one-hot matrices
def confusion_matrix(predictions, labels, classes):
    return np.eye(classes)[labels].T @ np.eye(classes)[predictions]


# right: one-hot in TensorFlow
def confusion_matrix(predictions, labels, classes):
    truth = tf.one_hot(labels, classes)
    return tf.transpose(truth) @ tf.one_hot(predictions, classes)


# right: every cell counted
def confusion_matrix(predictions, labels, classes):
    return [
        [int(np.sum((labels == i) & (predictions == j))) for j in range(classes)]
        for i in range(classes)
    ]


# right: a histogram
def confusion_matrix(predictions, labels, classes):
    edges = np.arange(classes + 1) - 0.5
    return np.histogram2d(labels, predictions, bins=(edges, edges))[0]


# right: a dictionary of pairs
def confusion_matrix(predictions, labels, classes):
    from collections import Counter

    count = Counter(zip(labels.tolist(), predictions.tolist()))
    return np.array([[count[i, j] for j in range(classes)] for i in range(classes)])


# wrong: rows are predictions
# loses: rows are labels, columns are predictions
# diagnosis: rows and columns swapped
def confusion_matrix(predictions, labels, classes):
    matrix = np.zeros((classes, classes))
    for prediction, label in zip(predictions, labels):
        matrix[prediction, label] += 1
    return matrix


# wrong: fancy indexing adds once
# loses: rows are labels, columns are predictions
# diagnosis: pairs counted once
def confusion_matrix(predictions, labels, classes):
    matrix = np.zeros((classes, classes))
    matrix[labels, predictions] += 1
    return matrix


# wrong: size from the largest class
# loses: classes that never occur
# diagnosis: size from the largest label
def confusion_matrix(predictions, labels, classes):
    size = max(labels.max(), predictions.max()) + 1
    matrix = np.zeros((size, size))
    for prediction, label in zip(predictions, labels):
        matrix[label, prediction] += 1
    return matrix


# wrong: only the classes that occur
# loses: classes that never occur
# diagnosis: classes that do not occur left out
def confusion_matrix(predictions, labels, classes):
    names = sorted(set(labels.tolist()) | set(predictions.tolist()))
    return np.array([[np.sum((labels == i) & (predictions == j)) for j in names] for i in names])


# wrong: only right answers
# loses: rows are labels, columns are predictions
# loses: classes that never occur
# diagnosis: only right answers counted
def confusion_matrix(predictions, labels, classes):
    matrix = np.zeros((classes, classes))
    for prediction, label in zip(predictions, labels):
        if prediction == label:
            matrix[label, label] += 1
    return matrix


# wrong: only mistakes
# loses: rows are labels, columns are predictions
# loses: classes that never occur
# diagnosis: only mistakes counted
def confusion_matrix(predictions, labels, classes):
    matrix = np.zeros((classes, classes))
    for prediction, label in zip(predictions, labels):
        if prediction != label:
            matrix[label, prediction] += 1
    return matrix


# wrong: shares of each label
# loses: rows are labels, columns are predictions
# loses: classes that never occur
# diagnosis: shares of each label
def confusion_matrix(predictions, labels, classes):
    matrix = np.eye(classes)[labels].T @ np.eye(classes)[predictions]
    return matrix / matrix.sum(axis=1, keepdims=True)


# wrong: shares of all
# loses: rows are labels, columns are predictions
# loses: classes that never occur
# diagnosis: shares of all images
def confusion_matrix(predictions, labels, classes):
    matrix = np.eye(classes)[labels].T @ np.eye(classes)[predictions]
    return matrix / len(labels)


# wrong: starts with ones
# loses: rows are labels, columns are predictions
# loses: classes that never occur
# diagnosis: counting starts at 1
def confusion_matrix(predictions, labels, classes):
    matrix = np.ones((classes, classes))
    for prediction, label in zip(predictions, labels):
        matrix[label, prediction] += 1
    return matrix


# wrong: matrix made anew in the loop
# loses: rows are labels, columns are predictions
# loses: classes that never occur
# diagnosis: only one image counted
def confusion_matrix(predictions, labels, classes):
    for prediction, label in zip(predictions, labels):
        matrix = np.zeros((classes, classes))
        matrix[label, prediction] += 1
    return matrix


# wrong: one class too few
# loses: rows are labels, columns are predictions
# loses: classes that never occur
# diagnosis: raised IndexError
def confusion_matrix(predictions, labels, classes):
    matrix = np.zeros((classes, classes))
    for prediction, label in zip(predictions, labels):
        matrix[label + 1, prediction + 1] += 1
    return matrix


# wrong: a row and a column too many
# loses: rows are labels, columns are predictions
# loses: classes that never occur
# diagnosis: one row and column too many
def confusion_matrix(predictions, labels, classes):
    matrix = np.zeros((classes + 1, classes + 1))
    for prediction, label in zip(predictions, labels):
        matrix[label, prediction] += 1
    return matrix


# wrong: counts of the predictions
# loses: rows are labels, columns are predictions
# loses: classes that never occur
# diagnosis: counts of each class
def confusion_matrix(predictions, labels, classes):
    return np.bincount(predictions, minlength=classes)


# wrong: the last image is not counted
# loses: rows are labels, columns are predictions
# loses: classes that never occur
# diagnosis: last image left out
def confusion_matrix(predictions, labels, classes):
    matrix = np.zeros((classes, classes))
    for i in range(len(labels) - 1):
        matrix[labels[i], predictions[i]] += 1
    return matrix


# wrong: one row many times
# loses: rows are labels, columns are predictions
# loses: classes that never occur
# diagnosis: all rows alike
def confusion_matrix(predictions, labels, classes):
    m = [[0] * classes] * classes
    for l, p in zip(labels, predictions):
        m[l][p] += 1
    return np.array(m)


# wrong: shares of each label without 0 / 0
# loses: rows are labels, columns are predictions
# loses: classes that never occur
# diagnosis: shares of each label
def confusion_matrix(predictions, labels, classes):
    m = np.zeros((classes, classes))
    for l, p in zip(labels, predictions):
        m[l][p] += 1
    return m / np.maximum(m.sum(axis=1, keepdims=True), 1)


# wrong: classes from 1 to n
# loses: rows are labels, columns are predictions
# loses: classes that never occur
# diagnosis: classes counted from 1
def confusion_matrix(predictions, labels, classes):
    m = np.zeros((classes, classes))
    for i in range(1, classes + 1):
        for j in range(1, classes + 1):
            m[i - 1, j - 1] = np.sum((labels == i) & (predictions == j))
    return m


# wrong: or in place of and
# loses: rows are labels, columns are predictions
# loses: classes that never occur
# diagnosis: either instead of both
def confusion_matrix(predictions, labels, classes):
    m = np.zeros((classes, classes))
    for i in range(classes):
        for j in range(classes):
            m[i, j] = np.sum((labels == i) | (predictions == j))
    return m


# wrong: compares images
# loses: rows are labels, columns are predictions
# loses: classes that never occur
# diagnosis: a row and a column for each image
def confusion_matrix(predictions, labels, classes):
    eye = np.eye(classes)
    return eye[labels] @ eye[predictions].T


# wrong: bincount without minlength
# loses: classes that never occur
# diagnosis: counts of pairs too few for the matrix
def confusion_matrix(predictions, labels, classes):
    return np.bincount(labels * classes + predictions).reshape(classes, classes)


# wrong: bins over the classes that occur
# loses: classes that never occur
# diagnosis: classes spread over those that occur
def confusion_matrix(predictions, labels, classes):
    return np.histogram2d(labels, predictions, bins=classes)[0]


# wrong: shares, and rows are predictions
# loses: rows are labels, columns are predictions
# loses: classes that never occur
# diagnosis: rows and columns swapped and shares of all images
def confusion_matrix(predictions, labels, classes):
    m = np.zeros((classes, classes))
    for l, p in zip(labels, predictions):
        m[p, l] += 1 / len(labels)
    return m


# wrong: a table of ten classes, cut to size
# loses: classes that never occur
# diagnosis: raised IndexError
def confusion_matrix(predictions, labels, classes):
    M = np.zeros((10, 10), int)
    for label, prediction in zip(labels, predictions):
        M[label, prediction] += 1
    return M[:classes, :classes]
