"""The course's operations, computed by TensorFlow.

They are the references that answers are compared with, and what a later chapter uses in place of
an earlier chapter's exercise. Since TensorFlow does the work, reading them gives nobody an answer.
"""

import math
from collections.abc import Sequence
from typing import Any


def cross_correlate(X: Any, K: Any) -> Any:
    """Slide kernel `K` over image `X` as it is, without padding, one step at a time.

    Args:
        X: image, shape (n_h, n_w).
        K: kernel, shape (k_h, k_w), no larger than `X` on either axis.

    Returns:
        tensor of shape (n_h - k_h + 1, n_w - k_w + 1), float32, or float64 where `X` is.

    >>> cross_correlate([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]]).numpy().tolist()
    [[19.0, 25.0], [37.0, 43.0]]
    """
    return cross_correlate_strided(X, K)


def _as_float(X: Any) -> Any:
    """A tensor of float32, or of float64 where it is that already."""
    import tensorflow as tf

    X = tf.convert_to_tensor(X)
    return X if X.dtype == tf.float64 else tf.cast(X, tf.float32)


def convolve(X: Any, K: Any) -> Any:
    """Slide kernel `K`, flipped on both axes, over image `X`: the convolution of mathematics.

    >>> convolve([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]]).numpy().tolist()
    [[5.0, 11.0], [23.0, 29.0]]
    """
    import tensorflow as tf

    return cross_correlate(X, tf.reverse(tf.convert_to_tensor(K), axis=[0, 1]))


def receptive_field(kernel_sizes: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Height and width of the input that one output element of stacked stride-1 layers sees.

    Measured, not derived: each pixel of a large enough input is sent through the layers alone, and
    those that change the first output element are counted.

    >>> receptive_field([(2, 2), (2, 2)])
    (3, 3)
    """
    import tensorflow as tf

    height, width = 1 + sum(k_h for k_h, _ in kernel_sizes), 1 + sum(k_w for _, k_w in kernel_sizes)
    H = tf.reshape(tf.eye(height * width), (-1, height, width, 1))  # each pixel alone in its image
    for kernel_size in kernel_sizes:
        H = tf.nn.conv2d(H, tf.ones((*kernel_size, 1, 1)), strides=1, padding="VALID")
    seen = tf.where(tf.reshape(H[:, 0, 0, 0] != 0, (height, width)))  # (pixels seen, 2)
    rows, columns = (int(n) for n in tf.reduce_max(seen, axis=0) + 1)
    return rows, columns


def cross_correlate_same(X: Any, K: Any) -> Any:
    """Slide kernel `K` over image `X`, padded with zeros so that the output is as large as `X`.

    As much is padded before as after; for an even kernel, one row or column more after.

    >>> cross_correlate_same([[1, 2], [3, 4]], [[1, 1, 1]]).numpy().tolist()
    [[3.0, 3.0], [7.0, 7.0]]
    """
    return cross_correlate_strided(X, K, "SAME")


def pool(
    X: Any,
    pool_size: tuple[int, int],
    padding: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0)),
    stride: tuple[int, int] = (1, 1),
    mode: str = "max",
) -> Any:
    """Slide a window over image `X` and keep the largest number under it, or the mean.

    Padded cells never count: no maximum is one of them, and a mean divides by the cells of `X` that
    lie under the window, of which there must be at least one.

    Args:
        X: image, shape (n_h, n_w).
        pool_size: height and width of the window.
        padding: ((top, bottom), (left, right)).
        stride: (s_h, s_w), from one window to the next, downwards and to the right.
        mode: 'max' or 'avg'.

    Returns:
        tensor of shape (floor((n_h - p_h + top + bottom + s_h) / s_h), ...), the same for columns.

    >>> pool([[0, 1, 2], [3, 4, 5], [6, 7, 8]], (2, 2)).numpy().tolist()
    [[4.0, 5.0], [7.0, 8.0]]
    >>> pool([[-1, -3]], (1, 2), ((0, 0), (1, 1)), mode="avg").numpy().tolist()
    [[-1.0, -2.0, -3.0]]
    """
    import tensorflow as tf

    X = _as_float(X)
    if mode == "max":
        return _slide(tf.nn.max_pool2d, X, pool_size, padding, stride, -math.inf)
    if mode == "avg":
        means = _slide(tf.nn.avg_pool2d, X, pool_size, padding, stride, 0.0)
        exist = _slide(tf.nn.avg_pool2d, tf.ones_like(X), pool_size, padding, stride, 0.0)
        return means / exist
    raise ValueError(f"The mode of pooling is 'max' or 'avg', got {mode!r}.")


def condensed_feature_map(image: Any, kernel: Any) -> Any:
    """Filter an image SAME, keep what is positive (ReLU), and max-pool it 2x2 SAME with stride 2.

    >>> condensed_feature_map([[1, 5, 2], [0, 3, 9]], [[1, -1]]).numpy().tolist()
    [[3.0, 9.0]]
    """
    import tensorflow as tf

    detected = tf.nn.relu(cross_correlate_same(image, kernel))
    return tf.nn.max_pool2d(detected[tf.newaxis, :, :, tf.newaxis], 2, 2, "SAME")[0, :, :, 0]


def _slide(operation: Any, X: Any, pool_size: Any, padding: Any, stride: Any, border: float) -> Any:
    """One of TensorFlow's pooling operations on an image whose border is filled first."""
    import tensorflow as tf

    if any(map(any, padding)):
        X = tf.pad(X, padding, constant_values=border)
    images = tf.expand_dims(tf.expand_dims(X, 0), 3)  # (1, n_h, n_w, 1), of unknown sizes, too
    return tf.squeeze(operation(images, pool_size, stride, "VALID"), axis=(0, 3))


def to_channels_last(X: Any) -> Any:
    """Feature maps of shape (c, h, w) laid out as (h, w, c), as TensorFlow keeps them.

    >>> to_channels_last([[[1, 2, 3]], [[4, 5, 6]]]).numpy().tolist()
    [[[1, 4], [2, 5], [3, 6]]]
    """
    import tensorflow as tf

    return tf.einsum("chw->hwc", tf.convert_to_tensor(X))


def kernel_to_hwio(K: Any) -> Any:
    """A kernel of shape (c_o, c_i, k_h, k_w) laid out as (k_h, k_w, c_i, c_o), as in TensorFlow.

    >>> kernel_to_hwio([[[[1]], [[2]]], [[[3]], [[4]]]]).numpy().tolist()
    [[[[1, 3], [2, 4]]]]
    """
    import tensorflow as tf

    return tf.einsum("oihw->hwio", tf.convert_to_tensor(K))


def cross_correlate_channels(X: Any, K: Any) -> Any:
    """Slide kernels over an input of several channels, without padding, one step at a time.

    Args:
        X: input, shape (c_i, h, w).
        K: kernels, shape (c_o, c_i, k_h, k_w), or (c_i, k_h, k_w) for a single output channel.

    Returns:
        tensor of shape (c_o, h - k_h + 1, w - k_w + 1), without its first axis where `K` has none;
        float32, or float64 where `X` is.

    >>> cross_correlate_channels([[[1, 2]], [[3, 4]]], [[[[1, 0]], [[0, 1]]]]).numpy().tolist()
    [[[5.0]]]
    """
    import tensorflow as tf

    X = _as_float(X)
    K = tf.cast(tf.convert_to_tensor(K), X.dtype)
    if len(K.shape) == 3:
        return tf.squeeze(cross_correlate_channels(X, tf.expand_dims(K, 0)), 0)
    images, kernels = tf.expand_dims(to_channels_last(X), 0), kernel_to_hwio(K)
    Y = tf.nn.conv2d(images, kernels, strides=1, padding="VALID")  # (1, h_out, w_out, c_o)
    return tf.einsum("hwc->chw", tf.squeeze(Y, 0))


def parameter_count(c_i: int, c_o: int, k_h: int, k_w: int, bias: bool) -> int:
    """Number of parameters of a convolutional layer, counted by Keras.

    >>> parameter_count(c_i=1, c_o=1, k_h=5, k_w=5, bias=True)
    26
    """
    import tensorflow as tf

    kernel_size = (k_h, k_w)
    layer = tf.keras.layers.Conv2D(c_o, kernel_size, use_bias=bias, kernel_initializer="zeros")
    layer.build((None, None, None, c_i))
    return int(layer.count_params())


def multiply_adds(c_i: int, c_o: int, k_h: int, k_w: int, h_out: int, w_out: int) -> int:
    """Number of products that a convolutional layer computes and adds up for one input.

    Counted, not derived: where all numbers are one, an output element is the number of its
    products. So keep the sizes small.

    >>> multiply_adds(c_i=1, c_o=1, k_h=2, k_w=2, h_out=2, w_out=3)
    24
    """
    import tensorflow as tf

    X = tf.ones((c_i, h_out + k_h - 1, w_out + k_w - 1), tf.float64)
    return int(tf.reduce_sum(cross_correlate_channels(X, tf.ones((c_o, c_i, k_h, k_w)))))


def pad(X: Any, padding: tuple[tuple[int, int], tuple[int, int]]) -> Any:
    """Put `padding`, ((top, bottom), (left, right)), rows and columns of zeros around image `X`.

    >>> pad([[1, 2]], ((0, 1), (2, 0))).numpy().tolist()
    [[0, 0, 1, 2], [0, 0, 0, 0]]
    """
    import tensorflow as tf

    return tf.pad(tf.convert_to_tensor(X), padding)


def cross_correlate_strided(
    X: Any,
    K: Any,
    padding: str | tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0)),
    stride: tuple[int, int] = (1, 1),
) -> Any:
    """Slide kernel `K` over the padded image `X`, `stride` cells at a time.

    Args:
        X: image, shape (n_h, n_w).
        K: kernel, shape (k_h, k_w), no larger than the padded image on either axis.
        padding: rows and columns of zeros, ((top, bottom), (left, right)); or "SAME" or "VALID".
        stride: (s_h, s_w), from one window to the next, downwards and to the right.

    Returns:
        tensor of shape (h_out, w_out), float32, or float64 where `X` is.

    >>> X = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    >>> cross_correlate_strided(X, [[0, 1], [2, 3]], ((1, 0), (0, 1)), (2, 1)).numpy().tolist()
    [[3.0, 8.0, 4.0], [37.0, 43.0, 16.0]]
    """
    import tensorflow as tf

    X = _as_float(X)
    K = tf.cast(tf.convert_to_tensor(K), X.dtype)
    images = tf.expand_dims(tf.expand_dims(X, 0), 3)  # (1, n_h, n_w, 1)
    kernels = tf.expand_dims(tf.expand_dims(K, 2), 3)  # (k_h, k_w, 1, 1)
    border = padding.upper() if isinstance(padding, str) else [(0, 0), *padding, (0, 0)]
    return tf.squeeze(tf.nn.conv2d(images, kernels, strides=stride, padding=border), (0, 3))


def times_used(
    image_shape: tuple[int, int],
    kernel_shape: tuple[int, int],
    padding: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0)),
    stride: tuple[int, int] = (1, 1),
) -> Any:
    """For each pixel of an image the number of windows it lies in: (n_h, n_w), whole numbers.

    >>> times_used((3, 3), (2, 2)).numpy().tolist()
    [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    """
    import tensorflow as tf

    (n_h, n_w), border = image_shape, [(0, 0), *padding, (0, 0)]
    pixels = tf.reshape(tf.eye(n_h * n_w), (-1, n_h, n_w, 1))  # each pixel alone in its image
    kernel = tf.ones((*kernel_shape, 1, 1))
    answers = tf.nn.conv2d(pixels, kernel, strides=stride, padding=border)
    return tf.cast(tf.reshape(tf.reduce_sum(answers, (1, 2, 3)), image_shape), tf.int32)


def output_size(n: int, k: int, p: int, s: int) -> int:
    """Number of places at which TensorFlow's window of `k` cells stops, on `n` cells and `p` zeros.

    Measured, not derived. `p` is the total padding, `s` the stride, `k` at most `n + p`.

    >>> output_size(8, 3, 2, 2)
    4
    """
    import tensorflow as tf

    outputs = cross_correlate_strided(tf.zeros((1, n)), tf.zeros((1, k)), ((0, 0), (0, p)), (1, s))
    return int(outputs.shape[1])


def same_padding(n: int, k: int, s: int) -> tuple[int, int]:
    """How many zeros TensorFlow's SAME puts (before, after) `n` cells, for kernel `k`, stride `s`.

    Measured, not derived: the kernel 1, 2, ..., k tells which of its numbers met the first cell of
    the input in the first window, and which one the last cell in the last window.

    >>> same_padding(8, 3, 1), same_padding(8, 3, 2)
    ((1, 1), (0, 1))
    """
    import tensorflow as tf

    kernel = tf.range(1.0, k + 1)[tf.newaxis]  # (1, k)
    first, last = (tf.one_hot([cell], n) for cell in (0, n - 1))  # (1, n)
    met_first = int(cross_correlate_strided(first, kernel, "SAME", (1, s))[0, 0])
    met_last = int(cross_correlate_strided(last, kernel, "SAME", (1, s))[0, -1])
    return met_first - 1, k - met_last if met_last else 0
