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


# wrong: the stub left as it was
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
def learn_kernel(X, Y, K0, learning_rate, steps):
    raise NotImplementedError()


# wrong: missing return
# loses: one step, against the gradient
# loses: many steps, each from where the last one ended
# loses: the losses, one a step, each before its update
# loses: kernels that are not square, and no step at all
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
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
        losses.append(tf.reduce_sum((cross_correlate(X, K) - Y) ** 2))
    return K, losses


# wrong: one loss too many, that of the kernel at the end
# loses: the losses, one a step, each before its update
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
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, loss = K0.copy(), 0.0
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        loss = np.sum(error**2)
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, loss


# wrong: the losses not added up over the outputs
# loses: the losses, one a step, each before its update
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(error**2)
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: mean losses beside a right gradient
# loses: the losses, one a step, each before its update
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.mean(error**2))
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: the list of losses emptied at every step
# loses: the losses, one a step, each before its update
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
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps + 1):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: a first step always taken
# loses: kernels that are not square, and no step at all
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
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = np.zeros(K0.shape, np.float32), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        losses.append(np.sum(error**2))
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses


# wrong: stops as soon as the loss grows
# loses: many steps, each from where the last one ended
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
def learn_kernel(X, Y, K0, learning_rate, steps):
    windows = np.lib.stride_tricks.sliding_window_view(X, K0.shape).reshape(Y.size, K0.size)
    K = np.linalg.lstsq(windows, Y.ravel(), rcond=None)[0].reshape(K0.shape)
    return K, [0.0] * steps


# wrong: kernel height used for both axes
# loses: kernels that are not square, and no step at all
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
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0.copy(), []
    for _ in range(steps):
        error = np.asarray(cross_correlate(input, self.weights)) - Y
        losses.append(np.sum(error**2))
        K -= learning_rate * np.asarray(cross_correlate(X, 2 * error))
    return K, losses
