"""Answers to learn_kernel: gradient descent from a given kernel."""


# right: a gradient by hand
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K = K - learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# right: a variable and a tape
def learn_kernel(X, Y, K0, learning_rate, steps):
    K = tf.Variable(K0)
    losses = []
    for step in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((cross_correlate(X, K) - Y) ** 2)
        losses.append(float(loss))
        K.assign_sub(learning_rate * tape.gradient(loss, K))
    return K, losses


# right: a tensor that is watched at every step
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = tf.convert_to_tensor(K0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(K)
            l = tf.reduce_sum(tf.square(cross_correlate(X, K) - Y))
        K -= learning_rate * tape.gradient(l, K)
        losses.append(l)
    return K, losses


# right: an optimizer of Keras
def learn_kernel(X, Y, K0, learning_rate, steps):
    K = tf.Variable(K0)
    optimizer = tf.keras.optimizers.SGD(learning_rate=learning_rate)
    losses = np.zeros(steps)
    for step in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((cross_correlate(X, K) - Y) ** 2)
        losses[step] = loss
        optimizer.apply_gradients([(tape.gradient(loss, K), K)])
    return K.numpy(), losses


# right: float64, matrix of windows
def learn_kernel(image, target, kernel, rate, steps):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    A = windows.reshape(target.size, kernel.size).astype(np.float64)
    y, k = target.ravel().astype(np.float64), kernel.ravel().astype(np.float64)
    losses = []
    for _ in range(steps):
        error = A @ k - y
        losses.append(error @ error)
        k -= rate * 2 * A.T @ error
    return k.reshape(kernel.shape), np.array(losses)


# right: plain Python lists
def learn_kernel(X, Y, K0, learning_rate, steps):
    X, Y, K = X.tolist(), Y.tolist(), K0.tolist()
    k_h, k_w, losses = len(K), len(K[0]), []
    for _ in range(steps):
        loss, G = 0.0, [[0.0] * k_w for _ in range(k_h)]
        for i in range(len(Y)):
            for j in range(len(Y[0])):
                error = -Y[i][j]
                for a in range(k_h):
                    for b in range(k_w):
                        error += X[i + a][j + b] * K[a][b]
                loss += error * error
                for a in range(k_h):
                    for b in range(k_w):
                        G[a][b] += 2 * error * X[i + a][j + b]
        losses.append(loss)
        for a in range(k_h):
            for b in range(k_w):
                K[a][b] -= learning_rate * G[a][b]
    return K, losses


# right: recursion
def learn_kernel(X, Y, K0, learning_rate, steps):
    if steps == 0:
        return K0, []
    error = cross_correlate(X, K0) - Y
    loss = float(tf.reduce_sum(error**2))
    step = learning_rate * cross_correlate(X, 2 * error)
    K, losses = learn_kernel(X, Y, K0 - step, learning_rate, steps - 1)
    return K, [loss] + losses


# right: errors kept, losses at the end
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, errors = np.array(K0), []
    while len(errors) < steps:
        errors.append(np.asarray(cross_correlate(X, K)) - Y)
        for a in range(K.shape[0]):
            for b in range(K.shape[1]):
                window = X[a : a + Y.shape[0], b : b + Y.shape[1]]
                K[a, b] -= learning_rate * 2 * np.sum(window * errors[-1])
    return K, [np.sum(error**2) for error in errors]


# right: sliding_window_view and einsum
def learn_kernel(X, Y, K0, learning_rate, steps):
    windows = np.lib.stride_tricks.sliding_window_view(X, K0.shape)
    K, losses = K0, []
    for _ in range(steps):
        error = np.einsum("ijab,ab->ij", windows, K) - Y
        losses.append((error**2).sum())
        K = K - 2 * learning_rate * np.einsum("ijab,ij->ab", windows, error)
    return K, losses


# right: a cross-correlation of its own that a tape can follow
def corr2d_tensor(X, K):
    h, w = K.shape
    rows = [
        tf.stack([tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)])
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.stack(rows)


def learn_kernel(X, Y, K0, learning_rate, steps):
    K = tf.Variable(K0, dtype=tf.float32)
    losses = []
    for step in range(steps):
        with tf.GradientTape(persistent=True) as tape:
            loss = tf.reduce_sum(tf.math.squared_difference(corr2d_tensor(X, K), Y))
        losses.append(loss.numpy())
        K.assign(K - learning_rate * tape.gradient(loss, K))
    return K.numpy(), losses


# right: the Fourier transform
def learn_kernel(X, Y, K0, learning_rate, steps):
    (n_h, n_w), (k_h, k_w) = X.shape, K0.shape
    F, K, losses = np.fft.fft2(X), np.array(K0, float), []
    for _ in range(steps):
        Y_hat = np.fft.ifft2(F * np.fft.fft2(K, s=X.shape).conj()).real
        error = Y_hat[: n_h - k_h + 1, : n_w - k_w + 1] - Y
        losses.append(np.sum(error**2))
        G = np.fft.ifft2(F * np.fft.fft2(error, s=X.shape).conj()).real
        K -= 2 * learning_rate * G[:k_h, :k_w]
    return K, losses


# right: a generator of all steps, keyword defaults, a list of lists returned
def learn_kernel(X, Y, K0, learning_rate=3e-2, steps=10):
    def descent(kernel):
        while True:
            error = cross_correlate(X, kernel) - Y
            yield kernel, float(tf.reduce_sum(error * error))
            kernel = kernel - learning_rate * 2 * cross_correlate(X, error)

    way = descent(tf.constant(K0))
    losses = []
    for _ in range(steps):
        losses.append(next(way)[1])
    return next(way)[0].numpy().tolist(), losses


# right: the powers of the step's matrix
def learn_kernel(X, Y, K0, learning_rate, steps):
    A = np.lib.stride_tricks.sliding_window_view(X.astype(float), K0.shape).reshape(Y.size, -1)
    step = np.eye(K0.size) - 2 * learning_rate * A.T @ A
    towards = 2 * learning_rate * A.T @ Y.ravel()
    way = [K0.ravel()]
    for _ in range(steps):
        way.append(step @ way[-1] + towards)
    losses = [np.sum((A @ k - Y.ravel()) ** 2) for k in way[:steps]]
    return way[-1].reshape(K0.shape), losses


# right: a class with a method for a step, losses as a tensor
class Learner:
    def __init__(self, kernel, rate):
        self.kernel, self.rate = tf.Variable(kernel), rate

    def step(self, image, target):
        with tf.GradientTape() as tape:
            error = tf.reshape(cross_correlate(image, self.kernel) - target, [-1])
            loss = tf.tensordot(error, error, axes=1)
        self.kernel.assign_sub(self.rate * tape.gradient(loss, self.kernel))
        return loss


def learn_kernel(image, target, start, rate, count):
    learner = Learner(start, rate)
    losses = [learner.step(image, target) for _ in range(count)]
    return learner.kernel, tf.convert_to_tensor(losses) if losses else []


# wrong: the stub left as it was
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: not attempted
def learn_kernel(X, Y, K0, learning_rate, steps):
    raise NotImplementedError()


# wrong: missing return
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: returned None
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))


# wrong: only the kernel returned
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: one result alone
def learn_kernel(X, Y, K0, learning_rate, steps):
    K = K0.copy()
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K


# wrong: losses first, kernel second
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: results swapped
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return losses, K


# wrong: mean instead of sum
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: mean instead of sum
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = tf.Variable(K0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((cross_correlate(X, K) - Y) ** 2)
        losses.append(loss)
        K.assign_sub(learning_rate * tape.gradient(loss, K))
    return K, losses


# wrong: the factor 2 of the gradient forgotten
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: factor 2 forgotten
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K = K - learning_rate * np.asarray(cross_correlate(X, error))
    return K, losses


# wrong: uphill
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: uphill
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = tf.Variable(K0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((cross_correlate(X, K) - Y) ** 2)
        losses.append(loss)
        K.assign_add(learning_rate * tape.gradient(loss, K))
    return K, losses


# wrong: the learning rate ignored
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: learning rate ignored
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K = K - np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: the learning rate of the text, hard-coded
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: learning rate hard-coded
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K = K - 3e-2 * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: ten steps, hard-coded
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: number of steps hard-coded
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for i in range(10):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K = K - learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: the gradient of the start used at every step
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: gradient of the start at every step
def learn_kernel(X, Y, K0, learning_rate, steps):
    gradient = np.asarray(cross_correlate(X, 2 * (cross_correlate(X, K0) - Y)))
    K, losses = K0, []
    for _ in range(steps):
        losses.append(tf.reduce_sum((cross_correlate(X, K) - Y) ** 2))
        K = K - learning_rate * gradient
    return K, losses


# wrong: every step starts from K0 again
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: every step from the start
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0, []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K0)) - Y
        losses.append(np.sum(error**2))
        K = K0 - learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: the start changed in place
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: changed its input
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0, []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: the update put beside the kernel
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: kernel never changed
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = tf.Variable(K0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((cross_correlate(X, K) - Y) ** 2)
        losses.append(loss)
        K_new = K - learning_rate * tape.gradient(loss, K)
    return K, losses


# wrong: assigned the step in place of the kernel after it
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: step in place of the kernel
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = tf.Variable(K0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((cross_correlate(X, K) - Y) ** 2)
        losses.append(loss)
        K.assign(learning_rate * tape.gradient(loss, K))
    return K, losses


# wrong: the variable becomes a tensor, which the tape no longer watches
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: kernel no longer watched
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = tf.Variable(K0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((cross_correlate(X, K) - Y) ** 2)
        losses.append(loss)
        K = K - learning_rate * tape.gradient(loss, K)
    return K, losses


# wrong: a cross-correlation that assigns into a variable has no gradient
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: raised NoGradient
def corr2d(X, K):
    h, w = K.shape
    Y = tf.Variable(tf.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1)))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j].assign(tf.reduce_sum(X[i : i + h, j : j + w] * K))
    return Y


def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = tf.Variable(K0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((corr2d(X, K) - Y) ** 2)
        losses.append(loss)
        K.assign_sub(learning_rate * tape.gradient(loss, K))
    return K, losses


# wrong: the loss computed outside the tape
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: raised NoGradient
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = tf.Variable(K0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            Y_hat = cross_correlate(X, K)
        loss = tf.reduce_sum((Y_hat - Y) ** 2)
        losses.append(loss)
        K.assign_sub(learning_rate * tape.gradient(loss, K))
    return K, losses


# wrong: a literal 1 where the loss l was meant
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: raised AttributeError
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = tf.Variable(K0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            l = tf.reduce_sum((cross_correlate(X, K) - Y) ** 2)
        losses.append(l)
        K.assign_sub(learning_rate * tape.gradient(1, K))
    return K, losses


# wrong: a literal 1 kept in place of the loss l
# loses: the losses, one a step, each before its update
# diagnosis: the number 1 for a loss
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = tf.Variable(K0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            l = tf.reduce_sum((cross_correlate(X, K) - Y) ** 2)
        losses.append(1)
        K.assign_sub(learning_rate * tape.gradient(l, K))
    return K, losses


# wrong: the losses after the updates
# loses: the losses, one a step, each before its update
# diagnosis: losses after the updates
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
        losses.append(tf.reduce_sum((cross_correlate(X, K) - Y) ** 2))
    return K, losses


# wrong: one loss too many, that of the kernel at the end
# loses: the losses, one a step, each before its update
# diagnosis: one loss too many
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    losses.append(tf.reduce_sum((cross_correlate(X, K) - Y) ** 2))
    return K, losses


# wrong: every second loss only
# loses: the losses, one a step, each before its update
# diagnosis: every second loss
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for i in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        if (i + 1) % 2 == 0:
            losses.append(np.sum(error**2))
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: the last loss alone
# loses: the losses, one a step, each before its update
# diagnosis: only the last loss
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, loss = K0.copy(), 0.0
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        loss = np.sum(error**2)
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, loss


# wrong: the losses not added up over the outputs
# loses: the losses, one a step, each before its update
# diagnosis: squares not added up
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(error**2)
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: mean losses beside a right gradient
# loses: the losses, one a step, each before its update
# diagnosis: mean losses
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.mean(error**2))
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: the list of losses emptied at every step
# loses: the losses, one a step, each before its update
# diagnosis: only the last loss
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        losses = []
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: return inside the loop
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: return inside the loop
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
        return K, losses


# wrong: one step too few
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: one step too few
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(1, steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: one step too many
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: one step too many
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps + 1):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: a first step always taken
# loses: kernels that are not square, and no step at all
# diagnosis: always a first step
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    while True:
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
        if len(losses) >= steps:
            return K, losses


# wrong: no kernel where there is no step
# loses: kernels that are not square, and no step at all
# diagnosis: fails without a step
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0, []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K_new = K - learning_rate * np.asarray(cross_correlate(X, 2 * error))
        K = K_new
    return K_new, losses


# wrong: the start ignored, zeros instead
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: start ignored
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = np.zeros(K0.shape, np.float32), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: stops as soon as the loss grows
# loses: many steps, each from where the last one ended
# diagnosis: stops when the loss grows
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        if len(losses) > 1 and losses[-1] > losses[-2]:
            break
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: the best kernel in place of the last one
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: kernels that are not square, and no step at all
# diagnosis: best kernel in place of the last
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, best, losses = K0.copy(), K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        if losses[-1] == min(losses):
            best = K.copy()
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return best, losses


# wrong: another optimizer, Adam
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: another optimizer
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = tf.Variable(K0), []
    optimizer = tf.keras.optimizers.Adam(learning_rate)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((cross_correlate(X, K) - Y) ** 2)
        losses.append(loss)
        optimizer.apply_gradients([(tape.gradient(loss, K), K)])
    return K, losses


# wrong: the kernel updated while its gradient is computed
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: kernel changed while its gradient is computed
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        losses.append(np.sum((np.asarray(cross_correlate(X, K)) - Y) ** 2))
        for a in range(K.shape[0]):
            for b in range(K.shape[1]):
                error = np.asarray(cross_correlate(X, K)) - Y
                window = X[a : a + Y.shape[0], b : b + Y.shape[1]]
                K[a, b] -= learning_rate * 2 * np.sum(window * error)
    return K, losses


# wrong: the solution by least squares, without any descent
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: solved instead of learned
def learn_kernel(X, Y, K0, learning_rate, steps):
    windows = np.lib.stride_tricks.sliding_window_view(X, K0.shape).reshape(Y.size, K0.size)
    K = np.linalg.lstsq(windows, Y.ravel(), rcond=None)[0].reshape(K0.shape)
    return K, [0.0] * steps


# wrong: kernel height used for both axes
# loses: kernels that are not square, and no step at all
# diagnosis: kernel's height used for both axes
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses, k = K0.copy(), [], K0.shape[0]
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        G = np.zeros((k, k))
        for a in range(k):
            for b in range(k):
                G[a, b] = np.sum(2 * error * X[a : a + Y.shape[0], b : b + Y.shape[1]])
        K = K - learning_rate * G
    return K, losses


# wrong: builtin input and a layer's self
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: raised NameError
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(input, self.weights)) - Y
        losses.append(np.sum(error**2))
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: the course's own descent
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
from course.descent import descent


def learn_kernel(X, Y, K0, learning_rate, steps):
    kernels, losses = descent(X, Y, K0, learning_rate, steps)
    return kernels[-1], losses


# wrong: the demonstrations' descent, imported where it is used
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
def learn_kernel(X, Y, K0, learning_rate, steps):
    from course.descent import descend as go

    kernels, losses = go(X, Y, K0, learning_rate, steps)
    return kernels[-1], list(losses)


# wrong: stops as soon as the loss is small
# loses: the losses, one a step, each before its update
# diagnosis: stops when the loss is small
def learn_kernel(X, Y, K0, learning_rate, steps):
    K = tf.Variable(K0)
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((cross_correlate(X, K) - Y) ** 2)
        losses.append(float(loss))
        if losses[-1] < 1e-2:
            break
        K.assign_sub(learning_rate * tape.gradient(loss, K))
    return K.numpy(), losses


# wrong: the learning rate becomes smaller
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
# diagnosis: learning rate that changes from step to step
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = tf.constant(K0), []
    for step in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(K)
            E = tf.squeeze(tf.nn.conv2d(X[None, ..., None], K[..., None, None], 1, "VALID"), (0, 3))
            loss = tf.reduce_sum((E - Y) ** 2)
        losses.append(float(loss))
        K = K - learning_rate / (step + 1) * tape.gradient(loss, K)
    return K, losses
