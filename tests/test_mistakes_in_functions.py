"""Answers of other forms, each with one mistake, are told it by name."""

from typing import Any

import pytest
from sources import define, find_exercise

pytestmark = pytest.mark.usefixtures("patient")

# Answers of other forms, each with one mistake: the function, and the name of what is told.
FUNCTIONS = [
    (
        """
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    matrix = np.zeros((c_i * k_h * k_w, h * w))
    for c, a, b in np.ndindex(c_i, k_h, k_w):
        matrix[c * k_h * k_w + a * k_h + b] = X[c, a : a + h, b : b + w].ravel()
    return (K.reshape(c_o, -1) @ matrix).reshape(c_o, h, w)
""",
        "number of the kernel in row c * k_h * k_w + a * k_h + b",
    ),
    (
        """
def detect_edges(X):
    results = X[:, :-1] - X[:, 1:], X[:-1] - X[1:]
    return tuple(np.where(np.abs(each) < 0.5, 0, each) for each in results)
""",
        "small steps left out",
    ),
    (
        """
def kernel_gradient(X, K, Y):
    X, K, Y = (np.array(each, np.float64) for each in (X, K, Y))
    gradient = np.zeros(K.shape)
    for place in np.ndindex(K.shape):
        plus = minus = K
        plus[place] += 1e-5
        up = np.sum((np.asarray(cross_correlate(X, plus)) - Y) ** 2)
        minus[place] -= 1e-5
        down = np.sum((np.asarray(cross_correlate(X, minus)) - Y) ** 2)
        gradient[place] = (up - down) / 2e-5
    return gradient
""",
        "half the gradient",
    ),
    (
        """
def cross_entropy(logits, labels):
    logits = tf.convert_to_tensor(logits)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        p = tf.clip_by_value(tf.nn.softmax(logits), 1e-8, 1.0)
        loss = -tf.reduce_mean(tf.math.log(tf.gather(p, labels, batch_dims=1)))
    return loss, tape.gradient(loss, logits)
""",
        "probabilities limited before the logarithm",
    ),
    (
        """
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0[:], []
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    for _ in range(steps):
        error = np.einsum("ijab,ab->ij", windows, K) - Y
        losses.append(np.sum(error**2))
        if losses[-1] < 1e-2:
            break
        K -= learning_rate * 2 * np.einsum("ijab,ij->ab", windows, error)
    return K, losses
""",
        "stops when the loss is small and changed its input",
    ),
    (
        """
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((top + len(X) + bottom, left + len(X[0]) + right))
    for i in range(1, len(X)):
        Y[top + i, left : left + len(X[0])] = X[i]
    return Y
""",
        "loops start at 1",
    ),
    (
        """
def comp_conv2d(layer, X):
    Y = np.ravel(layer(X[np.newaxis, :, :, np.newaxis]))
    side = int(len(Y) ** 0.5)
    return Y.reshape(side, side)
""",
        "reshaped to another shape",
    ),
    (
        """
def pool2d_channels(X, pool_size, padding, stride, mode):
    first = np.asarray(pool(X[0], pool_size, padding, stride, mode))
    Y = np.zeros((len(X), *first.shape))
    for c in range(1, len(X)):
        Y[c] = pool(X[c], pool_size, padding, stride, mode)
    return Y
""",
        "first channel not filled",
    ),
    (
        """
def filter_detect_condense(image, kernel):
    h, w = image.shape
    even = np.pad(image, ((0, h % 2), (0, w % 2)))
    detected = np.maximum(cross_correlate_same(even, kernel), 0)
    return pool(detected, (2, 2), stride=(2, 2))
""",
        "image padded to an even size",
    ),
    (
        """
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = np.array(K0), []
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    for _ in range(steps):
        error = np.einsum("ijab,ab->ij", windows, K) - Y
        losses.append(np.sum(error**2))
        gradient = 2 * np.einsum("ijab,ij->ab", windows, error)
        K = K - learning_rate * gradient / (np.linalg.norm(gradient) + 1e-9)
    return K, losses
""",
        "gradient divided by its length",
    ),
    (
        """
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X)[..., 0] - Y) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)
""",
        "prediction and target with other axes",
    ),
    (
        """
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y[..., 0]) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)
""",
        "prediction and target with other axes",
    ),
    (
        """
def kernel_gradient(X, K, Y):
    k_h, k_w = K.shape
    error = np.asarray(cross_correlate(X, K)) - Y
    gradient = [[0.0] * k_w] * k_h
    for a, b in np.ndindex(k_h, k_w):
        for i, j in np.ndindex(error.shape):
            gradient[a][b] += 2 * error[i, j] * X[i + a, j + b]
    return np.array(gradient)
""",
        "one list for all rows",
    ),
    (
        """
def to_channels_last(X):
    c, h, w = X.shape
    Y = [[[0.0] * c] * w] * h
    for k, i, j in np.ndindex(c, h, w):
        Y[i][j][k] = X[k, i, j]
    return np.array(Y)
""",
        "one list for all rows and pixels",
    ),
    (
        """
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    h, w = X.shape
    Y = np.zeros((top + h + bottom, left + w + right))
    for i, j in np.ndindex(Y.shape):
        try:
            Y[i, j] = X[i - top, j - left]
        except IndexError:
            pass
    return Y
""",
        "indices below 0",
    ),
    (
        """
def pool2d_strided(X, pool_size, padding, stride, mode):
    ((top, bottom), (left, right)), (s, t), (h, w) = padding, stride, pool_size
    rows = (X.shape[0] + top + bottom - h) // s + 1
    Y = np.zeros((rows, (X.shape[1] + left + right - w) // t + 1))
    for i, j in np.ndindex(Y.shape):
        a, b = i * s - top, j * t - left
        cells = X[a : a + h, b : b + w]
        Y[i, j] = cells.max() if mode == "max" else cells.mean()
    return Y
""",
        "slices that begin below 0",
    ),
    (
        """
def corr2d_multi_in_out(X, K):
    c_i, c_o, k_h, k_w = K.shape
    Y = np.zeros((c_o, X.shape[1] - k_h + 1, X.shape[2] - k_w + 1))
    for o, i, j in np.ndindex(Y.shape):
        for c in range(c_i):
            Y[o, i, j] += np.sum(X[c, i : i + k_h, j : j + k_w] * K[o, c])
    return Y
""",
        "shape of K read as input channels, output channels, height, width",
    ),
    (
        """
def detect_edges(X):
    w, h = X.shape
    vertical, horizontal = np.zeros((h, w - 1)), np.zeros((h - 1, w))
    for i, j in np.ndindex(h, w - 1):
        vertical[i, j] = X[i, j] - X[i, j + 1]
    for i, j in np.ndindex(h - 1, w):
        horizontal[i, j] = X[i, j] - X[i + 1, j]
    return vertical, horizontal
""",
        "shape of X read as width, height",
    ),
    (
        """
def pool2d(X, pool_size, mode):
    h, w = X.shape[0] - pool_size[0] + 1, X.shape[1] - pool_size[1] + 1
    combine = np.maximum if mode == "max" else lambda old, new: (old + new) / 2
    result = X[:h, :w]
    for a, b in list(np.ndindex(*pool_size))[1:]:
        result = combine(result, X[a : a + h, b : b + w])
    return result
""",
        "halved with each cell",
    ),
    (
        """
def squared_error(Y_hat, Y):
    return tf.reduce_mean((Y_hat - Y) ** 2) * Y.shape[-1]
""",
        "mean times a part of the number of elements",
    ),
    (
        """
def output_size(n, k, p, s):
    return -(-n // s) if p else (n - k) // s + 1
""",
        "another formula where there is padding",
    ),
    (
        """
def same_padding(n, k, s):
    return ((k - 1) // 2, k // 2) if s == 1 else (0, 0)
""",
        "another formula where the stride is not 1",
    ),
    (
        """
def network_shapes(input_shape, layers):
    (c, h, w), shapes, counts = input_shape, [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c, (k_h, k_w), padding = settings
            h, w = (h, w) if padding == "same" else (h - k_h + 1, w - k_w + 1)
            count = c * (c * k_h * k_w + 1)
        elif kind == "pooling":
            h, w = h // settings[0][0], w // settings[0][1]
        elif kind == "dense":
            c, h, w = settings[0], 1, 1
            count = c * (c + 1)
        else:
            h = w = 1
        shapes.append((c, h, w))
        counts.append(count)
    return shapes, counts
""",
        "parameters counted after the shape is changed",
    ),
    (
        """
def filter_detect_condense(image, kernel):
    h, w = kernel.shape
    detected = np.maximum(cross_correlate_same(image, kernel), 0)
    return pool(detected, (2, 2), ((0, h % 2), (0, w % 2)), (2, 2))
""",
        "padded like the kernel before pooling",
    ),
    (
        """
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((top + X.shape[0] + bottom, left + X.shape[1] + right))
    if bottom > 0:
        Y[top:-bottom, left:-right] = X
    elif right > 0:
        Y[top:, left:-right] = X
    else:
        Y[top:, left:] = X
    return Y
""",
        "empty slice",
    ),
    (
        """
def comp_conv2d(layer, X):
    new = tf.keras.layers.Conv2D.from_config(layer.get_config())
    return new(X[np.newaxis, :, :, np.newaxis])[0, :, :, 0]
""",
        "a new layer",
    ),
    (
        """
def corr2d_strided(X, K, padding, stride):
    P, (h, w), (s, t) = np.pad(X, padding), K.shape, stride
    Y = np.zeros(((P.shape[0] - h) // s + 1, (P.shape[1] - w) // t + 1))
    for a, b in np.ndindex(h, w):
        Y += K[a, b] * P[a::s, b::t]
    return Y
""",
        "shifted parts end elsewhere",
    ),
    (
        """
def pool2d(X, pool_size, mode):
    windows = np.lib.stride_tricks.sliding_window_view(X, pool_size)
    return windows.max(axis=3) if mode == "max" else windows.mean(axis=3)
""",
        "largest and mean over other axes",
    ),
    (
        """
def pool2d_channels(X, pool_size, padding, stride, mode):
    h = (X.shape[1] + 2 * padding[0][0] - pool_size[0]) // stride[0] + 1
    w = (X.shape[2] + 2 * padding[1][0] - pool_size[1]) // stride[1] + 1
    Y = np.zeros((len(X), h, w))
    for c in range(len(X)):
        Y[c] = pool(X[c], pool_size, padding, stride, mode)
    return Y
""",
        "output sized with the padding of one side taken twice, as if both sides were alike",
    ),
    (
        """
def pool2d_channels(X, pool_size, padding, stride, mode):
    last = X.reshape(*X.shape[1:], len(X))
    return np.stack([pool(last[..., c], pool_size, padding, stride, mode) for c in range(len(X))])
""",
        "reshape in place of a transpose",
    ),
    (
        """
def relu(X):
    return np.minimum(np.where(X > 0, X, 0.1 * X), 6)
""",
        "leaky and cut off above 6",
    ),
    (
        """
def filter_detect_condense(image, kernel):
    h, w = image.shape
    detected = np.maximum(cross_correlate_same(image, kernel), 0)
    return pool(detected, (2, 2), ((0, h % 2), (0, w % 2)))
""",
        "windows overlap",
    ),
    (
        """
def kernel_gradient(X, K, Y):
    moved, gradient = K.astype(float), np.zeros(K.shape)
    for place in np.ndindex(K.shape):
        moved[place] += 1
        above = np.sum((np.asarray(cross_correlate(X, moved)) - Y) ** 2)
        moved[place] -= 2
        below = np.sum((np.asarray(cross_correlate(X, moved)) - Y) ** 2)
        gradient[place] = (above - below) / 2
    return gradient
""",
        "nudge not put back",
    ),
    (
        """
def corr2d_tensor(X, K):
    k_h, k_w = K.shape
    Y = tf.zeros((X.shape[0] - k_h + 1, X.shape[1] - k_w + 1))
    for a in range(k_h):
        for b in range(k_w):
            Y += K[a, b] * X[a : a + k_h, b : b + k_w]
    return Y
""",
        "slices as large as the kernel",
    ),
    (
        """
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = tf.Variable(K0), []
    optimizer = tf.keras.optimizers.Adam(learning_rate)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((cross_correlate(X, K) - Y) ** 2)
        optimizer.apply_gradients([(tape.gradient(loss, K), K)])
        losses.append(float(loss))
    return K.numpy(), losses
""",
        "another optimizer",
    ),
    (
        """
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0, []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        K = K - learning_rate * np.asarray(cross_correlate(X, error))
        losses.append(np.sum((np.asarray(cross_correlate(X, K)) - Y) ** 2))
    return K, losses
""",
        "factor 2 forgotten and loss after the step",
    ),
    (
        """
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    gradient = tf.clip_by_value(tape.gradient(loss, layer.kernel), -5, 5)
    layer.kernel.assign_sub(learning_rate * gradient)
    return float(loss) / len(X)
""",
        "gradient limited to 5",
    ),
    (
        """
def cross_entropy(logits, labels):
    rows = np.arange(len(logits))
    gradient = z = logits - logits.max(axis=1, keepdims=True)
    sums = np.log(np.sum(np.exp(z), axis=1))
    gradient -= sums[:, np.newaxis]
    np.exp(gradient, out=gradient)
    gradient[rows, labels] -= 1
    gradient /= len(z)
    return np.mean(sums - z[rows, labels]), gradient
""",
        "numbers of the loss overwritten",
    ),
    (
        """
def training_step(features, labels, W, b, learning_rate):
    W, b = tf.Variable(W), tf.Variable(b)
    with tf.GradientTape() as tape:
        logits = tf.matmul(features, W, transpose_b=True) + b
        loss = tf.keras.losses.SparseCategoricalCrossentropy()(labels, logits)
    of_W, of_b = tape.gradient(loss, [W, b])
    return W - learning_rate * of_W, b - learning_rate * of_b
""",
        "logits taken for probabilities",
    ),
    (
        """
def forward(image, K1, b1, K2, b2, W, b):
    maps = image
    for K, bias in ((K1, b1), (K2, b2)):
        p = K.shape[-1] // 2
        maps = cross_correlate_channels(np.pad(maps, ((0, 0), (p, p), (p, p))), K)
        maps = np.maximum(maps + bias[:, np.newaxis, np.newaxis], 0)
        if K is K1:
            maps = np.stack([pool(each, (2, 2), stride=(2, 2)) for each in maps])
    return W @ maps.max(axis=(1, 2)) + b
""",
        "kernel's width for both paddings",
    ),
]


@pytest.mark.parametrize(("source", "expected"), FUNCTIONS)
def test_a_function_with_a_mistake_is_told_by_name(source: str, expected: str) -> None:
    import tensorflow as tf

    from course import operations

    name = source.split("(")[0].split()[-1]
    function = define(source, name)
    allowed = ("cross_correlate", "cross_correlate_channels", "cross_correlate_same", "pool", "pad")
    function.__globals__.update({each: getattr(operations, each) for each in allowed}, tf=tf)
    result = find_exercise("course.checks", name).examine(function)
    assert result.diagnosis is not None
    assert result.diagnosis.name == expected


def test_a_layer_without_its_bias_loses_a_point() -> None:
    def without_bias(layer: Any, X: Any) -> Any:
        import tensorflow as tf

        kernel, *_ = layer.get_weights()
        settings = layer.strides, layer.padding.upper()
        return tf.nn.conv2d(X[None, :, :, None], kernel, *settings)[0, :, :, 0]

    for package in ("course.checks", "grader_tests"):
        result = find_exercise(package, "comp_conv2d").examine(without_bias)
        assert [each.passed for each in result.properties] == [False, True, True], package
        assert result.diagnosis is not None
        assert result.diagnosis.name == "bias left out"
