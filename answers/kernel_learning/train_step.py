"""Answers to train_step: one step of gradient descent on the kernel of a Keras layer."""


# right: a tape and assign_sub
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        l = tf.reduce_sum((layer(X) - Y) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(l, layer.kernel))
    return float(l)


# right: trainable weights, a list of gradients, assign
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        Y_hat = layer(X)
        loss = tf.reduce_sum(tf.square(Y_hat - Y))
    (gradient,) = tape.gradient(loss, layer.trainable_weights)
    kernel = layer.trainable_weights[0]
    kernel.assign(kernel - learning_rate * gradient)
    return loss.numpy()


# right: an optimizer of Keras
def train_step(layer, X, Y, learning_rate):
    optimizer = tf.keras.optimizers.SGD(learning_rate)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((Y - layer(X)) ** 2)
    gradients = tape.gradient(loss, layer.trainable_variables)
    optimizer.apply_gradients(zip(gradients, layer.trainable_variables))
    return loss


# right: set_weights with NumPy
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        error = layer(X) - Y
        l = tf.reduce_sum(error * error)
    gradient = tape.gradient(l, layer.weights)
    layer.set_weights([layer.get_weights()[0] - learning_rate * gradient[0].numpy()])
    return l.numpy().item()


# right: the gradient by hand
def train_step(layer, X, Y, learning_rate):
    error = layer(X).numpy() - Y
    k_h, k_w = layer.kernel_size
    gradient = np.zeros(layer.kernel.shape, np.float32)
    for a in range(k_h):
        for b in range(k_w):
            window = X[:, a : a + Y.shape[1], b : b + Y.shape[2]]
            gradient[a, b] = 2 * np.sum(error * window)
    layer.kernel.assign_sub(learning_rate * gradient)
    return float(np.sum(error**2))


# right: a variable watched by hand, through its value
def train_step(layer, images, targets, rate):
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(layer.kernel.value)
        loss = tf.nn.l2_loss(layer(images) - targets) * 2
    layer.kernel.assign_sub(rate * tape.gradient(loss, layer.kernel))
    return loss


# right: image by image, gradients added up
def train_step(layer, X, Y, learning_rate):
    total, gradient = 0.0, 0.0
    for image, target in zip(X, Y):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((layer(image[None]) - target[None]) ** 2)
        gradient = gradient + tape.gradient(loss, layer.kernel)
        total += float(loss)
    layer.kernel.assign_sub(learning_rate * gradient)
    return total


# right: sliding_window_view and einsum, other parameter names
def train_step(conv, images, targets, rate):
    k_h, k_w = conv.kernel.shape[:2]
    windows = np.lib.stride_tricks.sliding_window_view(images[..., 0], (k_h, k_w), axis=(1, 2))
    kernel = conv.get_weights()[0]
    error = np.einsum("nijab,ab->nij", windows, kernel[:, :, 0, 0]) - targets[..., 0]
    gradient = 2 * np.einsum("nijab,nij->ab", windows, error)
    conv.set_weights([kernel - rate * gradient[:, :, None, None]])
    return np.sum(error**2)


# right: float64, the gradient by a Jacobian
def train_step(layer, X, Y, learning_rate=3e-2):
    with tf.GradientTape(persistent=True) as tape:
        Y_hat = tf.reshape(layer(X), [-1])
    slopes = tf.cast(tape.jacobian(Y_hat, layer.kernel, experimental_use_pfor=False), tf.float64)
    error = tf.cast(Y_hat, tf.float64) - Y.ravel()
    update = 2 * learning_rate * tf.tensordot(error, slopes, axes=1)
    layer.kernel.assign(layer.kernel - tf.cast(update, tf.float32))
    return float(tf.reduce_sum(error**2))


# right: the losses of the images in a list
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        outputs = layer(tf.constant(X))
        losses = [tf.reduce_sum((outputs[n] - Y[n]) ** 2) for n in range(len(X))]
        loss = tf.add_n(losses)
    for weight, gradient in zip(layer.weights, tape.gradient(loss, layer.weights)):
        weight.assign_sub(gradient * learning_rate)
    return sum(each.numpy() for each in losses)


# right: the mean's gradient, scaled back
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.keras.losses.MeanSquaredError()(Y, layer(X))
    gradient = tape.gradient(loss, layer.kernel)
    layer.kernel.assign_sub(learning_rate * Y.size * gradient)
    return float(loss) * Y.size


# right: functions of the chapter, image by image, then assigned
def train_step(layer, X, Y, learning_rate):
    kernel = np.array(layer.kernel)[:, :, 0, 0]
    loss, step = 0.0, np.zeros(kernel.shape)
    for x, y in zip(X[..., 0], Y[..., 0]):
        error = np.asarray(cross_correlate(x, kernel)) - y
        loss += np.sum(error**2)
        step += learning_rate * np.asarray(cross_correlate(x, 2 * error))
    layer.kernel.assign((kernel - step)[:, :, None, None])
    return loss


# wrong: the stub left as it was
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: not attempted
def train_step(layer, X, Y, learning_rate):
    raise NotImplementedError()


# wrong: missing return
# loses: returns the loss before the step
# diagnosis: returned None
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))


# wrong: a literal 1 returned where the loss l was meant
# loses: returns the loss before the step
# diagnosis: the number 1 for a loss
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        l = tf.reduce_sum((layer(X) - Y) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(l, layer.kernel))
    return 1


# wrong: the gradient of a literal 1 where the loss l was meant
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: raised AttributeError
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        l = tf.reduce_sum((layer(X) - Y) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(1, layer.kernel))
    return float(l)


# wrong: the loss after the step
# loses: returns the loss before the step
# diagnosis: loss after the step
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(tf.reduce_sum((layer(X) - Y) ** 2))


# wrong: the squares returned, not their sum
# loses: returns the loss before the step
# diagnosis: squares not added up
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = (layer(X) - Y) ** 2
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return loss


# wrong: the kernel returned in place of the loss
# loses: returns the loss before the step
# diagnosis: kernel returned
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return layer.kernel.numpy()


# wrong: the mean returned beside a right gradient
# loses: returns the loss before the step
# diagnosis: mean losses
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        error = layer(X) - Y
        loss = tf.reduce_sum(error**2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(tf.reduce_mean(error**2))


# wrong: mean instead of sum
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: mean instead of sum
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((layer(X) - Y) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)


# wrong: averaged over the images
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: mean over the images
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2) / len(X)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)


# wrong: only the first image
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: only the first image
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X)[0] - Y[0]) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)


# wrong: a step for each image
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: a step for each image
def train_step(layer, X, Y, learning_rate):
    total = 0.0
    for image, target in zip(X, Y):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((layer(image[None]) - target[None]) ** 2)
        layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
        total += float(loss)
    return total


# wrong: the textbook's tape.watch, which Keras 3 refuses
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: raised NoGradient
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape(watch_accessed_variables=False) as g:
        g.watch(layer.weights[0])
        Y_hat = layer(X)
        l = (abs(Y_hat - Y)) ** 2
    update = tf.multiply(learning_rate, g.gradient(l, layer.weights[0]))
    weights = layer.get_weights()
    weights[0] = layer.weights[0] - update
    layer.set_weights(weights)
    return tf.reduce_sum(l)


# wrong: the loss computed outside the tape
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: raised NoGradient
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        Y_hat = layer(X)
    loss = tf.reduce_sum((Y_hat - Y) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)


# wrong: a Python number has no gradient
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: raised AttributeError
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = float(tf.reduce_sum((layer(X) - Y) ** 2))
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return loss


# wrong: through NumPy, out of the tape's sight
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: raised NoGradient
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X).numpy() - Y) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)


# wrong: nothing updated
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: layer's kernel unchanged
def train_step(layer, X, Y, learning_rate):
    return float(tf.reduce_sum((layer(X) - Y) ** 2))


# wrong: the new kernel kept in a name of its own
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: layer's kernel unchanged
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    kernel = layer.kernel - learning_rate * tape.gradient(loss, layer.kernel)
    return float(loss)


# wrong: a layer of its own in place of the given one
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: layer's kernel unchanged
def train_step(layer, X, Y, learning_rate):
    size = layer.kernel_size
    layer = tf.keras.layers.Conv2D(1, size, use_bias=False, kernel_initializer="zeros")
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)


# wrong: filter for filters in a layer of its own
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: raised TypeError
def train_step(layer, X, Y, learning_rate):
    layer = tf.keras.layers.Conv2D(filter=1, kernel_size=(1, 2), use_bias=False)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)


# wrong: tf.layers, which is long gone
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: raised AttributeError
def train_step(layer, X, Y, learning_rate):
    layer = tf.layers.Conv2D(1, (1, 2), use_bias=False)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)


# wrong: the layer's attribute replaced
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: raised AttributeError
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    layer.kernel = layer.kernel - learning_rate * tape.gradient(loss, layer.kernel)
    return float(loss)


# wrong: minus-equals on the layer's attribute
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: raised AttributeError
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    layer.kernel -= learning_rate * tape.gradient(loss, layer.kernel)
    return float(loss)


# wrong: a misspelt method
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: raised AttributeError
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    layer.kernel.asign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)


# wrong: the builtin input read instead of the argument
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: raised ValueError
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(input) - Y) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)


# wrong: self.weights where there is no self
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: raised NameError
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    gradient = tape.gradient(loss, self.weights[0])
    layer.kernel.assign_sub(learning_rate * gradient)
    return float(loss)


# wrong: uphill
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: uphill
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    layer.kernel.assign_add(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)


# wrong: assigned the step in place of the kernel after it
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: step in place of the kernel
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    layer.kernel.assign(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)


# wrong: the learning rate of the text, hard-coded
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: learning rate hard-coded
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    layer.kernel.assign_sub(3e-2 * tape.gradient(loss, layer.kernel))
    return float(loss)


# wrong: another optimizer, Adam
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: another optimizer
def train_step(layer, X, Y, learning_rate):
    optimizer = tf.keras.optimizers.Adam(learning_rate)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    gradients = tape.gradient(loss, layer.trainable_variables)
    optimizer.apply_gradients(zip(gradients, layer.trainable_variables))
    return float(loss)


# wrong: a kernel of shape (1, 2) hard-coded
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: kernel size hard-coded
def train_step(layer, X, Y, learning_rate):
    error = layer(X).numpy() - Y
    gradient = [2 * np.sum(error * X[:, :, b : b + Y.shape[2]]) for b in range(2)]
    update = learning_rate * np.reshape(gradient, (1, 2, 1, 1))
    layer.kernel.assign_sub(update.astype(np.float32))
    return float(np.sum(error**2))


# wrong: the factor 2 forgotten in a gradient by hand
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: factor 2 forgotten
def train_step(layer, X, Y, learning_rate):
    error = layer(X).numpy() - Y
    k_h, k_w = layer.kernel_size
    gradient = np.zeros(layer.kernel.shape, np.float32)
    for a in range(k_h):
        for b in range(k_w):
            gradient[a, b] = np.sum(error * X[:, a : a + Y.shape[1], b : b + Y.shape[2]])
    layer.kernel.assign_sub(learning_rate * gradient)
    return float(np.sum(error**2))


# wrong: the layer called on one image without its axes
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: raised ValueError
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X[0, :, :, 0]) - Y[0, :, :, 0]) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)


# wrong: errors halved and squared, as some textbooks do
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: factor 2 forgotten
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.nn.l2_loss(layer(X) - Y)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)


# wrong: two steps at once
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
# diagnosis: two steps at once
def train_step(layer, X, Y, learning_rate):
    for _ in range(2):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((layer(X) - Y) ** 2)
        layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)


# wrong: the course's own descent in place of a step
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
from course import descent


def train_step(layer, X, Y, learning_rate):
    kernel = layer.get_weights()[0][:, :, 0, 0]
    kernels, losses = descent.descent(X[..., 0], Y[..., 0], kernel, learning_rate, 1)
    layer.set_weights([kernels[1][:, :, None, None]])
    return float(losses[0])


# wrong: the losses of the course's own
# loses: one step moves the kernel against the gradient
# loses: each further step goes on from there
# loses: returns the loss before the step
# loses: several images, kernels of other sizes
from course.descent import squared_error as loss_of_the_course


def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = loss_of_the_course(layer(X), Y)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)


# wrong: momentum, kept on the layer
# loses: each further step goes on from there
# diagnosis: step goes on the one before
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    step = -learning_rate * tape.gradient(loss, layer.kernel)
    layer.kernel.assign_add(0.9 * getattr(layer, "last_step", 0.0) + step)
    layer.last_step = 0.9 * getattr(layer, "last_step", 0.0) + step
    return float(loss)


# wrong: the mean of the gradients of all images
# loses: several images, kernels of other sizes
# diagnosis: mean over the images
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        losses = tf.reduce_sum((layer(X) - Y) ** 2, axis=(1, 2, 3))
        loss = tf.reduce_mean(losses)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(tf.reduce_sum(losses))


# wrong: the loss divided by the number of images
# loses: returns the loss before the step
# diagnosis: mean of the losses of the images
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss) / len(X)
