"""Answers to kernel_gradient: the gradient of the summed squared error, by hand."""


# right: a loop over the kernel
def kernel_gradient(X, K, Y):
    error = np.asarray(cross_correlate(X, K)) - Y
    n_h, n_w = error.shape
    G = np.zeros(K.shape)
    for a in range(K.shape[0]):
        for b in range(K.shape[1]):
            G[a, b] = 2 * np.sum(error * X[a : a + n_h, b : b + n_w])
    return G


# right: a loop over the outputs, windows added up
def kernel_gradient(X, K, Y):
    h, w = K.shape
    G = np.zeros((h, w), np.float32)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + h, j : j + w]
            G += 2 * ((window * K).sum() - Y[i, j]) * window
    return G


# right: the input cross-correlated with the error
def kernel_gradient(X, K, Y):
    return cross_correlate(X, 2 * (cross_correlate(X, K) - Y))


# right: sliding_window_view and einsum
def kernel_gradient(X, K, Y):
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    error = np.einsum("ijab,ab->ij", windows, K) - Y
    return 2 * np.einsum("ijab,ij->ab", windows, error)


# right: matrix of windows, as in linear regression
def kernel_gradient(X, K, Y):
    h, w = K.shape
    rows = [X[i : i + h, j : j + w].ravel() for i in range(len(Y)) for j in range(len(Y[0]))]
    A = np.array(rows, np.float64)
    return (2 * A.T @ (A @ K.ravel() - Y.ravel())).reshape(h, w)


# right: plain Python lists
def kernel_gradient(X, K, Y):
    X, K, Y = X.tolist(), K.tolist(), Y.tolist()
    G = [[0.0] * len(row) for row in K]
    for i in range(len(Y)):
        for j in range(len(Y[0])):
            Y_hat = 0.0
            for a in range(len(K)):
                for b in range(len(K[0])):
                    Y_hat += X[i + a][j + b] * K[a][b]
            for a in range(len(K)):
                for b in range(len(K[0])):
                    G[a][b] += 2 * (Y_hat - Y[i][j]) * X[i + a][j + b]
    return G


# right: TensorFlow, shifted images
def kernel_gradient(image, kernel, target):
    n_h, n_w = target.shape
    shifted = [
        tf.constant(image[a : a + n_h, b : b + n_w])
        for a in range(kernel.shape[0])
        for b in range(kernel.shape[1])
    ]
    shifted = tf.stack(shifted)
    prediction = tf.tensordot(kernel.ravel(), shifted, axes=1)
    gradient = tf.reduce_sum(2 * (prediction - target) * shifted, axis=[1, 2])
    return tf.reshape(gradient, kernel.shape)


# right: exact differences, as the loss is quadratic in the kernel
def kernel_gradient(X, K, Y):
    X, K, Y = (np.asarray(each, np.float64) for each in (X, K, Y))

    def loss(kernel):
        windows = np.lib.stride_tricks.sliding_window_view(X, kernel.shape)
        return np.sum((np.einsum("ijab,ab->ij", windows, kernel) - Y) ** 2)

    G = np.zeros(K.shape)
    for place in np.ndindex(K.shape):
        unit = np.zeros(K.shape)
        unit[place] = 1
        G[place] = (loss(K + unit) - loss(K - unit)) / 2
    return G


# wrong: the stub left as it was
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    raise NotImplementedError()


# wrong: missing return
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    G = cross_correlate(X, 2 * (cross_correlate(X, K) - Y))


# wrong: the factor 2 forgotten
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    return cross_correlate(X, cross_correlate(X, K) - Y)


# wrong: mean instead of sum
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    return cross_correlate(X, 2 * (cross_correlate(X, K) - Y)) / Y.size


# wrong: target minus prediction, the sign turned round
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    return cross_correlate(X, 2 * (Y - cross_correlate(X, K)))


# wrong: the target forgotten
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    return cross_correlate(X, 2 * cross_correlate(X, K))


# wrong: the inner derivative forgotten
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    return 2 * (cross_correlate(X, K) - Y)


# wrong: the loss instead of its gradient
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    return tf.reduce_sum((cross_correlate(X, K) - Y) ** 2)


# wrong: the gradient with respect to the image
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    error = np.asarray(cross_correlate(X, K)) - Y
    G = np.zeros(X.shape)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            G[i : i + K.shape[0], j : j + K.shape[1]] += 2 * error[i, j] * K
    return G


# wrong: one number for the whole kernel
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    error = np.asarray(cross_correlate(X, K)) - Y
    G = np.zeros(K.shape)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            G += 2 * error[i, j] * X[i : i + K.shape[0], j : j + K.shape[1]].sum()
    return G


# wrong: absolute errors
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    return cross_correlate(X, 2 * abs(cross_correlate(X, K) - Y))


# wrong: errors squared once more
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    return cross_correlate(X, 2 * (cross_correlate(X, K) - Y) ** 2)


# wrong: the gradient flipped
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    return cross_correlate(X, 2 * (cross_correlate(X, K) - Y))[::-1, ::-1]


# wrong: the gradient transposed
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    return tf.transpose(cross_correlate(X, 2 * (cross_correlate(X, K) - Y)))


# wrong: the error flipped, as in a convolution
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    error = cross_correlate(X, K) - Y
    return cross_correlate(X, 2 * error[::-1, ::-1])


# wrong: overwritten instead of added up, only the last output counts
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    h, w = K.shape
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + h, j : j + w]
            G = 2 * (np.sum(window * K) - Y[i, j]) * window
    return G


# wrong: loops that stop early
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    h, w = K.shape
    G = np.zeros((h, w))
    for i in range(Y.shape[0] - 1):
        for j in range(Y.shape[1] - 1):
            window = X[i : i + h, j : j + w]
            G += 2 * (np.sum(window * K) - Y[i, j]) * window
    return G


# wrong: return inside the loop
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    error = np.asarray(cross_correlate(X, K)) - Y
    G = np.zeros(K.shape)
    for a in range(K.shape[0]):
        for b in range(K.shape[1]):
            G[a, b] = 2 * np.sum(error * X[a : a + error.shape[0], b : b + error.shape[1]])
        return G


# wrong: the step instead of the gradient
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    return K - 3e-2 * cross_correlate(X, 2 * (cross_correlate(X, K) - Y))


# wrong: the kernel changed in place
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    G = np.asarray(cross_correlate(X, 2 * (cross_correlate(X, K) - Y)))
    K -= 3e-2 * G
    K += 1e-2
    return G


# wrong: the target changed in place
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    Y -= np.asarray(cross_correlate(X, K))
    return np.asarray(cross_correlate(X, -2 * Y)) if Y.any() else np.zeros(K.shape)


# wrong: a literal 1 where the loss l was meant
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    K = tf.convert_to_tensor(K)
    with tf.GradientTape() as tape:
        tape.watch(K)
        l = tf.reduce_sum((cross_correlate(X, K) - Y) ** 2)
    return tape.gradient(1, K)


# wrong: a misspelt method
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    error = np.asarray(cross_correlate(X, K)) - Y
    return 2 * np.einsun("ij,ij->", X, error)


# wrong: divided by the loss
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    error = np.asarray(cross_correlate(X, K)) - Y
    return np.asarray(cross_correlate(X, error)) / np.sqrt(np.sum(error**2))


# wrong: kernel height used for both axes
# loses: images and kernels that are not square
def kernel_gradient(X, K, Y):
    k = K.shape[0]
    G = np.zeros((k, k))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + k, j : j + k]
            G += 2 * (np.sum(window * K) - Y[i, j]) * window
    return G


# wrong: output height used for both axes
# loses: images and kernels that are not square
def kernel_gradient(X, K, Y):
    h, w = K.shape
    n = Y.shape[0]
    G = np.zeros((h, w))
    for i in range(n):
        for j in range(n):
            window = X[i : i + h, j : j + w]
            G += 2 * (np.sum(window * K) - Y[i, j]) * window
    return G


# wrong: height and width of the output swapped
# loses: images and kernels that are not square
def kernel_gradient(X, K, Y):
    error = np.asarray(cross_correlate(X, K)) - Y
    n_w, n_h = Y.shape
    G = np.zeros(K.shape)
    for a in range(K.shape[0]):
        for b in range(K.shape[1]):
            G[a, b] = 2 * np.sum(error * X[a : a + n_h, b : b + n_w])
    return G


# wrong: filled into whole numbers
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    error = np.asarray(cross_correlate(X, K)) - Y
    G = np.zeros(K.shape, dtype=int)
    for a in range(K.shape[0]):
        for b in range(K.shape[1]):
            G[a, b] = 2 * np.sum(error * X[a : a + error.shape[0], b : b + error.shape[1]])
    return G


# wrong: forward difference with a step of 1
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    loss = lambda kernel: float(tf.reduce_sum((cross_correlate(X, kernel) - Y) ** 2))
    G = np.zeros(K.shape)
    for place in np.ndindex(K.shape):
        unit = np.zeros(K.shape, np.float32)
        unit[place] = 1
        G[place] = loss(K + unit) - loss(K)
    return G


# wrong: central differences in float32, with a step too small for it
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    loss = lambda kernel: float(tf.reduce_sum((cross_correlate(X, kernel) - Y) ** 2))
    h = np.float32(1e-7)
    G = np.zeros(K.shape)
    for place in np.ndindex(K.shape):
        unit = np.zeros(K.shape, np.float32)
        unit[place] = h
        G[place] = (loss(K + unit) - loss(K - unit)) / (2 * h)
    return G
