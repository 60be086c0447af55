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


# right: windows flattened, lists of lists of NumPy's shape
def corr2d_tensor(X, K):
    k_h, k_w = K.shape
    weights = tf.reshape(K, [-1])
    return tf.stack(
        [
            tf.stack(
                [
                    tf.reduce_sum(tf.reshape(X[i : i + k_h, j : j + k_w], [-1]) * weights)
                    for j in range(X.shape[1] - k_w + 1)
                ]
            )
            for i in range(X.shape[0] - k_h + 1)
        ]
    )


# right: frames of both axes and einsum
def corr2d_tensor(X, K):
    frames = tf.signal.frame(X, K.shape[0], 1, axis=0)
    frames = tf.signal.frame(frames, K.shape[1], 1, axis=2)
    return tf.einsum("iajb,ab->ij", frames, K)


# right: recursion over the rows of the output
def corr2d_tensor(X, K):
    h, w = K.shape
    columns = range(X.shape[1] - w + 1)
    first = tf.stack([tf.reduce_sum(X[:h, j : j + w] * K) for j in columns])[tf.newaxis]
    if X.shape[0] == h:
        return first
    return tf.concat([first, corr2d_tensor(X[1:], K)], axis=0)


# right: the Fourier transform
def corr2d_tensor(X, K):
    n_h, n_w = X.shape
    spectrum = tf.signal.fft2d(tf.cast(X, tf.complex128))
    padded = tf.pad(K, [[0, n_h - K.shape[0]], [0, n_w - K.shape[1]]])
    product = spectrum * tf.math.conj(tf.signal.fft2d(tf.cast(padded, tf.complex128)))
    Y = tf.math.real(tf.signal.ifft2d(product))
    return tf.cast(Y, tf.float32)[: n_h - K.shape[0] + 1, : n_w - K.shape[1] + 1]


# right: a tf.function, with a keyword default
@tf.function
def corr2d_tensor(image, kernel, step=1):
    h, w = kernel.shape
    rows = []
    for i in range(0, image.shape[0] - h + 1, step):
        row = []
        for j in range(0, image.shape[1] - w + 1, step):
            row.append(tf.reduce_sum(tf.multiply(image[i : i + h, j : j + w], kernel)))
        rows.append(row)
    return tf.convert_to_tensor(rows)


# right: matrix of the operation times the flattened kernel
def corr2d_tensor(X, K):
    n_h, n_w = X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1
    columns = [
        tf.reshape(X[a : a + n_h, b : b + n_w], [-1])
        for a in range(K.shape[0])
        for b in range(K.shape[1])
    ]
    matrix = tf.stack(columns, axis=1)
    return tf.reshape(tf.linalg.matvec(matrix, tf.reshape(K, [-1])), [n_h, n_w])


# right: a mapped function
def corr2d_tensor(X, K):
    k_h, k_w = K.shape
    n_h, n_w = X.shape[0] - k_h + 1, X.shape[1] - k_w + 1

    def element(place):
        window = tf.slice(X, [place // n_w, place % n_w], [k_h, k_w])
        return tf.reduce_sum(window * K)

    return tf.reshape(
        tf.map_fn(element, tf.range(n_h * n_w), fn_output_signature=X.dtype), (n_h, n_w)
    )


# right: a whole-number input made floating, tf.add_n
def corr2d_tensor(X, K):
    X, K = tf.cast(X, tf.float32), tf.cast(K, tf.float32)
    n_h, n_w = (n - k + 1 for n, k in zip(X.shape, K.shape))
    shifted = [K[a, b] * X[a : a + n_h, b : b + n_w] for a, b in np.ndindex(*K.shape)]
    return tf.add_n(shifted)


# wrong: the stub left as it was
# loses: slides the kernel and adds up the products
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
# diagnosis: not attempted
def corr2d_tensor(X, K):
    raise NotImplementedError()


# wrong: assigned into a tf.Variable
# loses: a tape finds the gradient
# diagnosis: raised NoGradient
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = tf.Variable(tf.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1)))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j].assign(tf.reduce_sum(X[i : i + h, j : j + w] * K))
    return Y


# wrong: NumPy all the way
# loses: a tape finds the gradient
# diagnosis: raised NoGradient
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
# diagnosis: raised NoGradient
def corr2d_tensor(X, K):
    windows = np.lib.stride_tricks.sliding_window_view(X.numpy(), tuple(K.shape))
    return tf.constant(np.einsum("ijab,ab->ij", windows, K.numpy()))


# wrong: each element made a Python number
# loses: a tape finds the gradient
# diagnosis: raised NoGradient
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
# diagnosis: raised NoGradient
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1), np.float32)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = tf.reduce_sum(X[i : i + h, j : j + w] * K)
    return tf.convert_to_tensor(Y)


# wrong: the kernel copied into a variable of its own
# loses: a tape finds the gradient
# diagnosis: raised NoGradient
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
# diagnosis: raised NoGradient
def corr2d_tensor(X, K):
    K = tf.stop_gradient(K)
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.stack(Y)


# wrong: whole numbers, which have no gradient
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
# diagnosis: whole numbers inside
def corr2d_tensor(X, K):
    X, K = tf.cast(X, tf.int32), tf.cast(K, tf.int32)
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.convert_to_tensor(Y)


# wrong: rounded
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
# diagnosis: truncated to whole numbers
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.round(tf.convert_to_tensor(Y))


# wrong: a tensor assigned to by index
# loses: slides the kernel and adds up the products
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
# diagnosis: raised TypeError
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = tf.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = tf.reduce_sum(X[i : i + h, j : j + w] * K)
    return Y


# wrong: a flat list returned
# loses: slides the kernel and adds up the products
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
# diagnosis: flat list
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = []
    for i in range(X.shape[0] - h + 1):
        for j in range(X.shape[1] - w + 1):
            Y.append(tf.reduce_sum(X[i : i + h, j : j + w] * K))
    return tf.stack(Y)


# wrong: the row list never emptied
# loses: slides the kernel and adds up the products
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
# diagnosis: row never emptied
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
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
# diagnosis: only the first row
def corr2d_tensor(X, K):
    h, w = K.shape
    rows = []
    for i in range(X.shape[0] - h + 1):
        row = [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        rows.append(row)
        return tf.stack(rows)


# wrong: missing return
# loses: slides the kernel and adds up the products
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
# diagnosis: returned None
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]


# wrong: matrix product instead of elementwise product
# loses: slides the kernel and adds up the products
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
# diagnosis: matrix product
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] @ K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.stack(Y)


# wrong: kernel flipped
# loses: slides the kernel and adds up the products
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
# diagnosis: kernel flipped
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
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
# diagnosis: mean instead of sum
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_mean(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.stack(Y)


# wrong: one output too few on each axis
# loses: slides the kernel and adds up the products
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
# diagnosis: size off by one
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w)]
        for i in range(X.shape[0] - h)
    ]
    return tf.stack(Y)


# wrong: kernel height used for both axes
# loses: images and kernels of any height and width, fractions
# diagnosis: kernel's height used for both axes
def corr2d_tensor(X, K):
    k = K.shape[0]
    Y = [
        [tf.reduce_sum(X[i : i + k, j : j + k] * K) for j in range(X.shape[1] - k + 1)]
        for i in range(X.shape[0] - k + 1)
    ]
    return tf.stack(Y)


# wrong: square image assumed
# loses: images and kernels of any height and width, fractions
# diagnosis: square image assumed
def corr2d_tensor(X, K):
    n = X.shape[0]
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(n - w + 1)]
        for i in range(n - h + 1)
    ]
    return tf.stack(Y)


# wrong: height and width of the kernel swapped
# loses: images and kernels of any height and width, fractions
# diagnosis: kernel's height and width swapped
def corr2d_tensor(X, K):
    w, h = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.stack(Y)


# wrong: the builtin input read instead of the argument
# loses: slides the kernel and adds up the products
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
# diagnosis: raised TypeError
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_sum(input[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.stack(Y)


# wrong: a layer's self in a function
# loses: slides the kernel and adds up the products
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
# diagnosis: raised NameError
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * self.weights) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    return tf.stack(Y)


# wrong: a gradient of its own that is not the operation's
# loses: a tape finds the gradient
# diagnosis: gradient ignores what comes after
@tf.custom_gradient
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for j in range(X.shape[1] - w + 1)]
        for i in range(X.shape[0] - h + 1)
    ]
    n_h, n_w = X.shape[0] - h + 1, X.shape[1] - w + 1
    G = [[tf.reduce_sum(X[a : a + n_h, b : b + n_w]) for b in range(w)] for a in range(h)]
    return tf.stack(Y), lambda upstream: (tf.zeros_like(X), tf.stack(G))


# wrong: tf.nn.conv2d
# loses: slides the kernel and adds up the products
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    images, kernel = X[tf.newaxis, :, :, tf.newaxis], K[:, :, tf.newaxis, tf.newaxis]
    return tf.nn.conv2d(images, kernel, strides=1, padding="VALID")[0, :, :, 0]


# wrong: the library's convolution under another name
# loses: slides the kernel and adds up the products
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
slide = getattr(tf.nn, "con" + "volution")


def corr2d_tensor(X, K):
    images, kernel = X[tf.newaxis, :, :, tf.newaxis], K[:, :, tf.newaxis, tf.newaxis]
    return slide(images, kernel, strides=1, padding="VALID")[0, :, :, 0]


# wrong: the course's own, in a function beside
# loses: slides the kernel and adds up the products
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
def whole_job(X, K):
    return cross_correlate(X, K)


def corr2d_tensor(X, K):
    return whole_job(X, K)


# wrong: a Keras layer
# loses: slides the kernel and adds up the products
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
def corr2d_tensor(X, K):
    layer = tf.keras.layers.Conv2D(1, K.shape, use_bias=False)
    layer.build((None, None, None, 1))
    layer.kernel.assign(K[:, :, tf.newaxis, tf.newaxis])
    return layer(X[tf.newaxis, :, :, tf.newaxis])[0, :, :, 0]


# wrong: transposed
# loses: slides the kernel and adds up the products
# loses: images and kernels of any height and width, fractions
# loses: a tape finds the gradient
# diagnosis: transposed
def corr2d_tensor(X, K):
    h, w = K.shape
    Y = [
        [tf.reduce_sum(X[i : i + h, j : j + w] * K) for i in range(X.shape[0] - h + 1)]
        for j in range(X.shape[1] - w + 1)
    ]
    return tf.stack(Y)
