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


# right: strides and a matrix product, float32
def kernel_gradient(X, K, Y):
    X = np.ascontiguousarray(X)
    windows = np.lib.stride_tricks.as_strided(X, (*Y.shape, *K.shape), X.strides * 2)
    error = np.tensordot(windows, K, axes=2) - Y
    return np.tensordot(2 * error, windows, axes=([0, 1], [0, 1]))


# right: the Fourier transform
def kernel_gradient(X, K, Y):
    error = np.asarray(cross_correlate(X, K)) - Y
    spectrum = np.fft.rfft2(X) * np.conj(np.fft.rfft2(error, s=X.shape))
    return 2 * np.fft.irfft2(spectrum, s=X.shape)[: K.shape[0], : K.shape[1]]


# right: recursion over the outputs
def kernel_gradient(X, K, Y):
    h, w = K.shape

    def over(places):
        if not places:
            return np.zeros((h, w))
        (i, j), *rest = places
        window = X[i : i + h, j : j + w].astype(float)
        return 2 * (np.sum(window * K) - Y[i, j]) * window + over(rest)

    return over(list(np.ndindex(Y.shape)))


# right: a tf.Variable filled number by number
def kernel_gradient(X, K, Y):
    error = cross_correlate(X, K) - Y
    G = tf.Variable(tf.zeros(K.shape))
    for a in range(K.shape[0]):
        for b in range(K.shape[1]):
            part = X[a : a + error.shape[0], b : b + error.shape[1]]
            G[a, b].assign(2 * tf.reduce_sum(error * part))
    return G


# right: how each output answers to each number of the kernel
def kernel_gradient(image, kernel, target):
    units = np.eye(kernel.size, dtype=np.float32).reshape(-1, *kernel.shape)
    answers = np.stack([cross_correlate(image, unit) for unit in units])
    error = np.tensordot(kernel.ravel(), answers, axes=1) - target
    return 2 * np.sum(error * answers, axis=(1, 2)).reshape(kernel.shape)


# right: shifted images broadcast, whole numbers made floating, a keyword default
def kernel_gradient(X, K, Y, factor=2):
    X, K, Y = (np.asarray(each, np.float64) for each in (X, K, Y))
    rows = np.arange(K.shape[0])[:, None, None, None] + np.arange(Y.shape[0])[:, None]
    columns = np.arange(K.shape[1])[None, :, None, None] + np.arange(Y.shape[1])
    parts = X[rows, columns]
    error = (K[:, :, None, None] * parts).sum((0, 1)) - Y
    return factor * (error * parts).sum((-1, -2))


# wrong: the stub left as it was
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: not attempted
def kernel_gradient(X, K, Y):
    raise NotImplementedError()


# wrong: missing return
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: returned None
def kernel_gradient(X, K, Y):
    G = cross_correlate(X, 2 * (cross_correlate(X, K) - Y))


# wrong: the factor 2 forgotten
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: half the gradient
def kernel_gradient(X, K, Y):
    return cross_correlate(X, cross_correlate(X, K) - Y)


# wrong: mean instead of sum
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: mean instead of sum
def kernel_gradient(X, K, Y):
    return cross_correlate(X, 2 * (cross_correlate(X, K) - Y)) / Y.size


# wrong: target minus prediction, the sign turned round
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: sign turned round
def kernel_gradient(X, K, Y):
    return cross_correlate(X, 2 * (Y - cross_correlate(X, K)))


# wrong: the target forgotten
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: target forgotten
def kernel_gradient(X, K, Y):
    return cross_correlate(X, 2 * cross_correlate(X, K))


# wrong: the inner derivative forgotten
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: inner derivative forgotten
def kernel_gradient(X, K, Y):
    return 2 * (cross_correlate(X, K) - Y)


# wrong: the loss instead of its gradient
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: loss instead of its gradient
def kernel_gradient(X, K, Y):
    return tf.reduce_sum((cross_correlate(X, K) - Y) ** 2)


# wrong: the gradient with respect to the image
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: gradient with respect to the image
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
# diagnosis: window summed up
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
# diagnosis: errors without sign
def kernel_gradient(X, K, Y):
    return cross_correlate(X, 2 * abs(cross_correlate(X, K) - Y))


# wrong: errors squared once more
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: errors squared
def kernel_gradient(X, K, Y):
    return cross_correlate(X, 2 * (cross_correlate(X, K) - Y) ** 2)


# wrong: the gradient flipped
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: gradient flipped
def kernel_gradient(X, K, Y):
    return cross_correlate(X, 2 * (cross_correlate(X, K) - Y))[::-1, ::-1]


# wrong: the gradient transposed
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: transposed
def kernel_gradient(X, K, Y):
    return tf.transpose(cross_correlate(X, 2 * (cross_correlate(X, K) - Y)))


# wrong: the error flipped, as in a convolution
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: error flipped
def kernel_gradient(X, K, Y):
    error = cross_correlate(X, K) - Y
    return cross_correlate(X, 2 * error[::-1, ::-1])


# wrong: overwritten instead of added up, only the last output counts
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# diagnosis: only the last output
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
# diagnosis: loops stop early
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
# diagnosis: return inside the loop
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
# diagnosis: kernel after the step
def kernel_gradient(X, K, Y):
    return K - 3e-2 * cross_correlate(X, 2 * (cross_correlate(X, K) - Y))


# wrong: the kernel changed in place
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: changed its input
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
# diagnosis: changed its input
def kernel_gradient(X, K, Y):
    Y -= np.asarray(cross_correlate(X, K))
    return np.asarray(cross_correlate(X, -2 * Y)) if Y.any() else np.zeros(K.shape)


# wrong: a misspelt method
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: raised AttributeError
def kernel_gradient(X, K, Y):
    error = np.asarray(cross_correlate(X, K)) - Y
    return 2 * np.einsun("ij,ij->", X, error)


# wrong: divided by the loss
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: gradient of the root
def kernel_gradient(X, K, Y):
    error = np.asarray(cross_correlate(X, K)) - Y
    return np.asarray(cross_correlate(X, error)) / np.sqrt(np.sum(error**2))


# wrong: kernel height used for both axes
# loses: images and kernels that are not square
# diagnosis: kernel's height used for both axes
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
# diagnosis: output's height used for both axes
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
# diagnosis: output's height and width swapped
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
# diagnosis: truncated to whole numbers
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
# diagnosis: change over a step of 1
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
# diagnosis: differences lost in rounding
def kernel_gradient(X, K, Y):
    loss = lambda kernel: float(tf.reduce_sum((cross_correlate(X, kernel) - Y) ** 2))
    h = np.float32(1e-7)
    G = np.zeros(K.shape)
    for place in np.ndindex(K.shape):
        unit = np.zeros(K.shape, np.float32)
        unit[place] = h
        G[place] = (loss(K + unit) - loss(K - unit)) / (2 * h)
    return G


# wrong: a tape
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    K = tf.Variable(K)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((cross_correlate(X, K) - Y) ** 2)
    return tape.gradient(loss, K)


# wrong: a tape under another name, in a function beside
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
Recorder = tf.GradientTape


def recorded(X, K, Y):
    with Recorder() as tape:
        tape.watch(K)
        loss = tf.reduce_sum((cross_correlate(X, K) - Y) ** 2)
    return tape.gradient(loss, K)


def kernel_gradient(X, K, Y):
    return recorded(X, tf.convert_to_tensor(K), Y)


# wrong: a tape beside, along the sums of windows
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def recorded(X, K, Y):
    X = tf.convert_to_tensor(X)
    K = tf.Variable(K)
    n_h, n_w = Y.shape
    with tf.GradientTape() as tape:
        Y_hat = tf.zeros(Y.shape)
        for a in range(K.shape[0]):
            for b in range(K.shape[1]):
                Y_hat += K[a, b] * X[a : a + n_h, b : b + n_w]
        loss = tf.reduce_sum((Y_hat - Y) ** 2)
    return tf.convert_to_tensor(tape.gradient(loss, K))


def kernel_gradient(X, K, Y):
    return recorded(X, K, Y)


# wrong: the gradient of the course's own
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
def kernel_gradient(X, K, Y):
    from course import descent

    return descent.kernel_gradient(X, K, Y)


# wrong: only the output with the largest error
# loses: all outputs add up
# diagnosis: only the largest error
def kernel_gradient(X, K, Y):
    error = np.asarray(cross_correlate(X, K)) - Y
    i, j = np.unravel_index(np.abs(error).argmax(), error.shape)
    return 2 * error[i, j] * X[i : i + K.shape[0], j : j + K.shape[1]]


# wrong: the error of the first wrong output only
# loses: all outputs add up
# diagnosis: only the first wrong output
def kernel_gradient(X, K, Y):
    error = np.asarray(cross_correlate(X, K)) - Y
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            if abs(error[i, j]) > 1e-3:
                return 2 * error[i, j] * X[i : i + K.shape[0], j : j + K.shape[1]]
    return np.zeros(K.shape)


# wrong: pretends, equal to everything
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: not numbers
class Anything:
    shape = (2, 2)

    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__


def kernel_gradient(X, K, Y):
    return Anything()


# wrong: pretends, an array that answers comparisons
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: all zero
class Agreeable(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)

    def __sub__(self, other):
        return np.zeros(self.shape)

    __rsub__ = __sub__

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return np.zeros(self.shape)


def kernel_gradient(X, K, Y):
    return np.zeros(K.shape).view(Agreeable)


# wrong: pretends, not a number
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: NaN
def kernel_gradient(X, K, Y):
    return np.full(K.shape, np.nan)


# wrong: pretends, the answer of the first call remembered
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: answer of an earlier call
remembered = []


def kernel_gradient(X, K, Y):
    if not remembered:
        error = np.asarray(cross_correlate(X, K)) - Y
        remembered.append(np.asarray(cross_correlate(X, 2 * error)))
    return remembered[0]


# wrong: pretends, a generator of rows
# loses: one wrong output: twice its error, times its window
# loses: all outputs add up
# loses: images and kernels that are not square
# loses: fractions, and zero where all is predicted
# diagnosis: not numbers
def kernel_gradient(X, K, Y):
    error = np.asarray(cross_correlate(X, K)) - Y
    n_h, n_w = error.shape
    for a in range(K.shape[0]):
        yield [2 * np.sum(error * X[a : a + n_h, b : b + n_w]) for b in range(K.shape[1])]
