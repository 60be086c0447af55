"""Answers to corr2d_tensor: a cross-correlation that a tape can follow."""


# right: window sums stacked
def corr2d_tensor(X, K):
    h, w = K.shape
    rows = []
    for i in range(X.shape[0] - h + 1):
        row = [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        rows.append(tf.stack(row))
    return tf.stack(rows)


# right: shifted images added up
def corr2d_tensor(X, K):
    n_h, n_w = X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1
    Y = tf.zeros((n_h, n_w))
    for a in range(K.shape[0]):
        for b in range(K.shape[1]):
            Y = Y + X[a : a + n_h, b : b + n_w] * K[a, b]
    return Y


# right: nested lists of tensors, made one tensor
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.convert_to_tensor(Y)


# right: a flat list, reshaped
def corr2d_tensor(X, K):
    k_h, k_w = K.shape
    n_h, n_w = X.shape[0] - k_h + 1, X.shape[1] - k_w + 1
    values = []
    for place in range(n_h * n_w):
        i, j = divmod(place, n_w)
        values.append(tf.tensordot(X[i : i + k_h, j : j + k_w], K, axes=2))
    return tf.reshape(values, (n_h, n_w))


# right: patches and a matrix product
def corr2d_tensor(X, K):
    h, w = K.shape
    patches = tf.image.extract_patches(
        X[tf.newaxis, :, :, tf.newaxis], [1, h, w, 1], [1, 1, 1, 1], [1, 1, 1, 1], "VALID"
    )
    return tf.squeeze(patches @ tf.reshape(K, (h * w, 1)), axis=[0, 3])


# right: windows gathered by index and einsum, float64
def corr2d_tensor(image, kernel):
    image, kernel = tf.cast(image, tf.float64), tf.cast(kernel, tf.float64)
    k_h, k_w = kernel.shape
    rows = np.arange(image.shape[0] - k_h + 1)[:, None] + np.arange(k_h)
    columns = np.arange(image.shape[1] - k_w + 1)[:, None] + np.arange(k_w)
    windows = tf.gather(tf.gather(image, rows, axis=0), columns, axis=2)
    return tf.einsum("iajb,ab->ij", windows, kernel)


# right: a TensorArray
def corr2d_tensor(X, K):
    h, w = K.shape
    n_h, n_w = X.shape[0] - h + 1, X.shape[1] - w + 1
    Y = tf.TensorArray(tf.float32, size=n_h * n_w)
    for i in range(n_h):
        for j in range(n_w):
            Y = Y.write(i * n_w + j, tf.reduce_sum(X[i : i + h, j : j + w] * K))
    return tf.reshape(Y.stack(), (n_h, n_w))


# right: a tensor updated by scattering
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = tf.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            element = tf.reduce_sum(X[i : i + h, j : j + w] * K)
            Y = tf.tensor_scatter_nd_update(Y, [[i, j]], [element])
    return Y


# right: a matrix of windows made in NumPy, multiplied by a tensor
def corr2d_tensor(X, K):
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(X), tuple(K.shape))
    Y = windows.reshape(-1, K.shape[0] * K.shape[1]) @ tf.reshape(K, (-1, 1))
    return tf.reshape(Y, windows.shape[:2])


# wrong: the stub left as it was
# loses: slides the kernel and adds up the products
# loses: images and kernels that are not square, fractions
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    raise NotImplementedError()


# wrong: assigned into a tf.Variable
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = tf.Variable(tf.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1)))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j].assign(tf.reduce_sum(X[i : i + h, j : j + w] * K))
    return Y


# wrong: NumPy all the way
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    X, K = np.array(X), np.array(K)
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


# wrong: computed in NumPy, then made a tensor
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    windows = np.lib.stride_tricks.sliding_window_view(X.numpy(), tuple(K.shape))
    return tf.constant(np.einsum("ijab,ab->ij", windows, K.numpy()))


# wrong: each element made a Python number
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    h, w = K.shape
    return tf.constant(
        [
            [float(tf.reduce_sum(X[i : i + h, j : j + w] * K)) for j in range(X.shape[1] - w + 1)]
            for i in range(X.shape[0] - h + 1)
        ]
    )


# wrong: tensors filled into a NumPy array
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1), np.float32)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = tf.reduce_sum(X[i : i + h, j : j + w] * K)
    return tf.convert_to_tensor(Y)


# wrong: the kernel copied into a variable of its own
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    kernel = tf.Variable(K)
    h, w = kernel.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * kernel) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.convert_to_tensor(Y)


# wrong: the gradient stopped
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    K = tf.stop_gradient(K)
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.stack(Y)


# wrong: whole numbers, which have no gradient
# loses: images and kernels that are not square, fractions
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    X, K = tf.cast(X, tf.int32), tf.cast(K, tf.int32)
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.convert_to_tensor(Y)


# wrong: rounded
# loses: images and kernels that are not square, fractions
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.round(tf.convert_to_tensor(Y))


# wrong: a tensor assigned to by index
# loses: slides the kernel and adds up the products
# loses: images and kernels that are not square, fractions
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = tf.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = tf.reduce_sum(X[i : i + h, j : j + w] * K)
    return Y


# wrong: a flat list returned
# loses: slides the kernel and adds up the products
# loses: images and kernels that are not square, fractions
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = []
    for i in range(X.shape[0] - h + 1):
        for j in range(X.shape[1] - w + 1):
            Y.append(tf.reduce_sum(X[i : i + h, j : j + w] * K))
    return tf.stack(Y)


# wrong: the row list never emptied
# loses: slides the kernel and adds up the products
# loses: images and kernels that are not square, fractions
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    h, w = K.shape
    rows, row = [], []
    for i in range(X.shape[0] - h + 1):
        for j in range(X.shape[1] - w + 1):
            row.append(tf.reduce_sum(X[i : i + h, j : j + w] * K))
        rows.append(tf.stack(row))
    return tf.stack(rows)


# wrong: stack inside the loop
# loses: slides the kernel and adds up the products
# loses: images and kernels that are not square, fractions
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    h, w = K.shape
    rows = []
    for i in range(X.shape[0] - h + 1):
        row = [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        rows.append(row)
        return tf.stack(rows)


# wrong: missing return
# loses: slides the kernel and adds up the products
# loses: images and kernels that are not square, fractions
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]


# wrong: matrix product instead of elementwise product
# loses: slides the kernel and adds up the products
# loses: images and kernels that are not square, fractions
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] @ K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.stack(Y)


# wrong: kernel flipped
# loses: slides the kernel and adds up the products
# loses: images and kernels that are not square, fractions
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    K = K[::-1, ::-1]
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.stack(Y)


# wrong: mean of the products
# loses: slides the kernel and adds up the products
# loses: images and kernels that are not square, fractions
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_mean(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.stack(Y)


# wrong: one output too few on each axis
# loses: slides the kernel and adds up the products
# loses: images and kernels that are not square, fractions
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w)]
        for i in range(X.shape[0] - h)
    ]
    return tf.stack(Y)


# wrong: kernel height used for both axes
# loses: images and kernels that are not square, fractions
def corr2d_tensor(X, K):
    k = K.shape[0]
    Y = [
        [tf.reduce_sum(X[i : i + k, j : j + k] * K) for j in range(X.shape[1] - k + 1)]
        for i in range(X.shape[0] - k + 1)
    ]
    return tf.stack(Y)


# wrong: square image assumed
# loses: images and kernels that are not square, fractions
def corr2d_tensor(X, K):
    n = X.shape[0]
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(n - w + 1)]
        for i in range(n - h + 1)
    ]
    return tf.stack(Y)


# wrong: height and width of the kernel swapped
# loses: images and kernels that are not square, fractions
def corr2d_tensor(X, K):
    w, h = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.stack(Y)


# wrong: the builtin input read instead of the argument
# loses: slides the kernel and adds up the products
# loses: images and kernels that are not square, fractions
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_sum(input[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.stack(Y)


# wrong: a layer's self in a function
# loses: slides the kernel and adds up the products
# loses: images and kernels that are not square, fractions
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * self.weights) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.stack(Y)


# wrong: a gradient of its own that is not the operation's
# loses: a tape finds the gradient
@tf.custom_gradient
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.stack(Y), lambda upstream: (tf.zeros_like(X), tf.reduce_sum(upstream) * K)
