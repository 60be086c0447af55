"""Answers to training_step: one step of gradient descent in a dense layer."""


# right: all by hand
def training_step(features, labels, W, b, learning_rate):
    logits = features @ W.T + b
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    E = powers / powers.sum(axis=1, keepdims=True) - np.eye(len(W))[labels]
    E = E / len(labels)
    return W - learning_rate * E.T @ features, b - learning_rate * E.sum(axis=0)


# right: the course's cross_entropy
def training_step(features, labels, W, b, learning_rate):
    from course.network import cross_entropy

    _, E = cross_entropy(features @ W.T + b, labels)
    E = E.numpy()
    return W - learning_rate * (E.T @ features), b - learning_rate * E.sum(axis=0)


# right: a tape
def training_step(features, labels, W, b, learning_rate):
    W, b = tf.Variable(W), tf.Variable(b)
    with tf.GradientTape() as tape:
        logits = features @ tf.transpose(W) + b
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
        loss = tf.reduce_mean(losses)
    for_W, for_b = tape.gradient(loss, [W, b])
    return W - learning_rate * for_W, b - learning_rate * for_b


# right: an optimizer of Keras
def training_step(features, labels, W, b, learning_rate):
    W, b = tf.Variable(W), tf.Variable(b)
    with tf.GradientTape() as tape:
        logits = tf.matmul(features, W, transpose_b=True) + b
        loss = tf.reduce_mean(
            tf.nn.softmax_cross_entropy_with_logits(tf.one_hot(labels, W.shape[0]), logits)
        )
    gradients = tape.gradient(loss, [W, b])
    tf.keras.optimizers.SGD(learning_rate).apply_gradients(zip(gradients, [W, b]))
    return W, b


# right: image by image, at the same weights
def training_step(features, labels, W, b, learning_rate):
    new_W, new_b = W.copy(), b.copy()
    for feature, label in zip(features, labels):
        logits = W @ feature + b
        powers = np.exp(logits - logits.max())
        error = powers / powers.sum()
        error[label] -= 1
        new_W -= learning_rate / len(labels) * np.outer(error, feature)
        new_b -= learning_rate / len(labels) * error
    return new_W, new_b


# right: einsum
def training_step(features, labels, W, b, learning_rate):
    logits = np.einsum("nf,cf->nc", features, W) + b
    E = np.exp(logits - logits.max(axis=1, keepdims=True))
    E /= E.sum(axis=1, keepdims=True)
    E[np.arange(len(labels)), labels] -= 1
    W = W - learning_rate * np.einsum("nc,nf->cf", E, features) / len(E)
    return W, b - learning_rate * E.mean(axis=0)


# right: the bias as one more feature
def training_step(features, labels, W, b, learning_rate):
    more = np.hstack([features, np.ones((len(features), 1))])
    all_weights = np.hstack([W, b[:, np.newaxis]])
    logits = more @ all_weights.T
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    errors = (shares - np.eye(len(W))[labels]) / len(labels)
    all_weights -= learning_rate * errors.T @ more
    return all_weights[:, :-1], all_weights[:, -1]


# right: a layer of Keras
def training_step(features, labels, W, b, learning_rate):
    layer = tf.keras.layers.Dense(len(b))
    layer.build(features.shape)
    layer.set_weights([W.T, b])
    with tf.GradientTape() as tape:
        logits = layer(features)
        losses = tf.keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        loss = tf.reduce_mean(losses)
    for_kernel, for_bias = tape.gradient(loss, layer.trainable_weights)
    kernel, bias = layer.get_weights()
    return (kernel - learning_rate * for_kernel.numpy()).T, bias - learning_rate * for_bias.numpy()


# wrong: uphill
# loses: the weights move against the gradient
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: uphill
def training_step(features, labels, W, b, learning_rate):
    logits = features @ W.T + b
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    E = powers / powers.sum(axis=1, keepdims=True) - np.eye(len(W))[labels]
    E = E / len(labels)
    return W + learning_rate * E.T @ features, b + learning_rate * E.sum(axis=0)


# wrong: learning rate forgotten
# loses: the weights move against the gradient
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: learning rate ignored
def training_step(features, labels, W, b, learning_rate):
    logits = features @ W.T + b
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    E = powers / powers.sum(axis=1, keepdims=True) - np.eye(len(W))[labels]
    E = E / len(labels)
    return W - E.T @ features, b - E.sum(axis=0)


# wrong: biases stay
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: biases unchanged
def training_step(features, labels, W, b, learning_rate):
    logits = features @ W.T + b
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    E = powers / powers.sum(axis=1, keepdims=True) - np.eye(len(W))[labels]
    return W - learning_rate * E.T @ features / len(labels), b


# wrong: weights stay
# loses: the weights move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: weights unchanged
def training_step(features, labels, W, b, learning_rate):
    logits = features @ W.T + b
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    E = powers / powers.sum(axis=1, keepdims=True) - np.eye(len(W))[labels]
    return W, b - learning_rate * E.mean(axis=0)


# wrong: mean of the biases' gradient once more
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: mean for the biases
def training_step(features, labels, W, b, learning_rate):
    logits = features @ W.T + b
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    E = powers / powers.sum(axis=1, keepdims=True) - np.eye(len(W))[labels]
    E = E / len(labels)
    return W - learning_rate * E.T @ features, b - learning_rate * E.mean(axis=0)


# wrong: gradient of the sum
# loses: the weights move against the gradient
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: step of a sum for the weights and step of a sum for the biases
def training_step(features, labels, W, b, learning_rate):
    logits = features @ W.T + b
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    E = powers / powers.sum(axis=1, keepdims=True) - np.eye(len(W))[labels]
    return W - learning_rate * E.T @ features, b - learning_rate * E.sum(axis=0)


# wrong: divided twice
# loses: the weights move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: weights' step divided by the images twice
def training_step(features, labels, W, b, learning_rate):
    logits = features @ W.T + b
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    E = powers / powers.sum(axis=1, keepdims=True) - np.eye(len(W))[labels]
    E = E / len(labels)
    return W - learning_rate * E.T @ features / len(labels), b - learning_rate * E.sum(axis=0)


# wrong: steps returned
# loses: the weights move against the gradient
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: steps in place of the weights
def training_step(features, labels, W, b, learning_rate):
    logits = features @ W.T + b
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    E = powers / powers.sum(axis=1, keepdims=True) - np.eye(len(W))[labels]
    E = E / len(labels)
    return learning_rate * E.T @ features, learning_rate * E.sum(axis=0)


# wrong: gradients returned
# loses: the weights move against the gradient
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: gradients in place of the weights
def training_step(features, labels, W, b, learning_rate):
    logits = features @ W.T + b
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    E = powers / powers.sum(axis=1, keepdims=True) - np.eye(len(W))[labels]
    E = E / len(labels)
    return E.T @ features, E.sum(axis=0)


# wrong: biases first
# loses: the weights move against the gradient
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: results swapped
def training_step(features, labels, W, b, learning_rate):
    logits = features @ W.T + b
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    E = powers / powers.sum(axis=1, keepdims=True) - np.eye(len(W))[labels]
    E = E / len(labels)
    return b - learning_rate * E.sum(axis=0), W - learning_rate * E.T @ features


# wrong: the same step for all features
# loses: the weights move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: the same step for all features
def training_step(features, labels, W, b, learning_rate):
    logits = features @ W.T + b
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    E = powers / powers.sum(axis=1, keepdims=True) - np.eye(len(W))[labels]
    E = E / len(labels)
    bias_step = learning_rate * E.sum(axis=0)
    return W - bias_step[:, np.newaxis], b - bias_step


# wrong: learning rate of 0.01
# loses: the weights move against the gradient
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: learning rate hard-coded
def training_step(features, labels, W, b, learning_rate):
    logits = features @ W.T + b
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    E = powers / powers.sum(axis=1, keepdims=True) - np.eye(len(W))[labels]
    E = E / len(labels)
    return W - 0.01 * E.T @ features, b - 0.01 * E.sum(axis=0)


# wrong: biases not in the logits
# loses: the weights move against the gradient
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: biases left out of the logits
def training_step(features, labels, W, b, learning_rate):
    logits = features @ W.T
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    E = (powers / powers.sum(axis=1, keepdims=True) - np.eye(len(W))[labels]) / len(labels)
    return W - learning_rate * E.T @ features, b - learning_rate * E.sum(axis=0)


# wrong: label not taken away
# loses: the weights move against the gradient
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: label not subtracted
def training_step(features, labels, W, b, learning_rate):
    logits = features @ W.T + b
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    E = powers / powers.sum(axis=1, keepdims=True) / len(labels)
    return W - learning_rate * E.T @ features, b - learning_rate * E.sum(axis=0)


# wrong: the biases' step at the new weights
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: biases step from the new weights
def training_step(features, labels, W, b, learning_rate):
    from course.network import cross_entropy

    W = W - learning_rate * cross_entropy(features @ W.T + b, labels)[1].numpy().T @ features
    b = b - learning_rate * cross_entropy(features @ W.T + b, labels)[1].numpy().sum(axis=0)
    return W, b


# wrong: a step after each image
# loses: the weights move against the gradient
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: a step for each image
def training_step(features, labels, W, b, learning_rate):
    from course.network import cross_entropy

    for i in range(len(labels)):
        rows = features[i : i + 1]
        E = cross_entropy(rows @ W.T + b, labels[i : i + 1])[1].numpy()
        W, b = W - learning_rate * E.T @ rows, b - learning_rate * E[0]
    return W, b


# wrong: works for as many classes as features only
# loses: the weights move against the gradient
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: gradient of the weights transposed
def training_step(features, labels, W, b, learning_rate):
    from course.network import cross_entropy

    E = cross_entropy(features @ W.T + b, labels)[1].numpy()
    return W - learning_rate * (features.T @ E), b - learning_rate * E.sum(axis=0)


# wrong: learning rate of the example
# loses: several images and classes, other learning rates
# diagnosis: learning rate hard-coded
def training_step(features, labels, W, b, learning_rate):
    from course.network import cross_entropy

    E = cross_entropy(features @ W.T + b, labels)[1].numpy()
    return W - 0.5 * E.T @ features, b - 0.5 * E.sum(axis=0)


# wrong: weights uphill
# loses: the weights move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: weights uphill
from course.network import cross_entropy


def training_step(features, labels, W, b, learning_rate):
    loss, g = cross_entropy(features @ W.T + b, labels)
    W = W + learning_rate * np.asarray(g).T @ features
    b = b - learning_rate * np.sum(g, axis=0)
    return W, b


# wrong: learning rate forgotten for the biases
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: learning rate ignored for the biases
from course.network import cross_entropy


def training_step(features, labels, W, b, learning_rate):
    loss, g = cross_entropy(features @ W.T + b, labels)
    W = W - learning_rate * np.asarray(g).T @ features
    b = b - np.sum(g, axis=0)
    return W, b


# wrong: biases added up over the classes
# loses: the weights move against the gradient
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: another axis added up for the biases
from course.network import cross_entropy


def training_step(features, labels, W, b, learning_rate):
    loss, g = cross_entropy(features @ W.T + b, labels)
    return W - learning_rate * np.asarray(g).T @ features, b - learning_rate * np.sum(g, axis=1)


# wrong: weights not transposed
# loses: the weights move against the gradient
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: weights not transposed in the logits
from course.network import cross_entropy


def training_step(features, labels, W, b, learning_rate):
    loss, g = cross_entropy(features @ W + b, labels)
    return W - learning_rate * np.asarray(g).T @ features, b - learning_rate * np.sum(g, axis=0)


# wrong: softmax twice
# loses: the weights move against the gradient
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: softmax twice
from course.network import cross_entropy, softmax


def training_step(features, labels, W, b, learning_rate):
    p = softmax(features @ W.T + b)
    loss, g = cross_entropy(p, labels)
    return W - learning_rate * np.asarray(g).T @ features, b - learning_rate * np.sum(g, axis=0)


# wrong: only the label's row
# loses: the weights move against the gradient
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: only the label takes a step
from course.network import cross_entropy


def training_step(features, labels, W, b, learning_rate):
    loss, g = cross_entropy(features @ W.T + b, labels)
    g = np.asarray(g)
    W, b = W.astype(float).copy(), b.astype(float).copy()
    for i, l in enumerate(labels):
        W[l] -= learning_rate * g[i, l] * features[i]
        b[l] -= learning_rate * g[i, l]
    return W, b


# wrong: the new weights alone
# loses: the weights move against the gradient
# loses: the biases move against the gradient
# loses: several images and classes, other learning rates
# diagnosis: one result alone
def training_step(features, labels, W, b, learning_rate):
    from course.network import cross_entropy

    E = np.asarray(cross_entropy(features @ W.T + b, labels)[1])
    return W - learning_rate * E.T @ features
