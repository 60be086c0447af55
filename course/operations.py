"""The course's operations, computed by TensorFlow.

Answers are compared with these references, and later chapters use them in place of earlier
exercises. They call TensorFlow, so reading them reveals no answer.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np


def cross_correlate(X: Any, K: Any) -> Any:
    """Slide kernel `K` over image `X` without padding and with stride 1.

    Args:
        X: image, shape (n_h, n_w).
        K: kernel, shape (k_h, k_w), no larger than `X` on either axis.

    Returns:
        tensor of shape (n_h - k_h + 1, n_w - k_w + 1), float32, or float64 if `X` is float64.

    >>> cross_correlate([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]]).numpy().tolist()
    [[19.0, 25.0], [37.0, 43.0]]
    """
    return cross_correlate_strided(X, K)


def _to_float(X: Any) -> Any:
    """Convert to a tensor of float32; keep float64."""
    import tensorflow as tf

    X = tf.convert_to_tensor(X)
    return X if X.dtype == tf.float64 else tf.cast(X, tf.float32)


def convolve(X: Any, K: Any) -> Any:
    """Slide kernel `K`, flipped on both axes, over image `X`: the mathematical convolution.

    >>> convolve([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]]).numpy().tolist()
    [[5.0, 11.0], [23.0, 29.0]]
    """
    import tensorflow as tf

    return cross_correlate(X, tf.reverse(tf.convert_to_tensor(K), axis=[0, 1]))


def receptive_field(kernel_sizes: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the height and width of the input that one output element of stacked layers sees.

    All layers have stride 1. The function measures the result: it sends each pixel of a large
    enough input through the layers and counts those that change the first output element.

    >>> receptive_field([(2, 2), (2, 2)])
    (3, 3)
    """
    import tensorflow as tf

    height, width = 1 + sum(k_h for k_h, _ in kernel_sizes), 1 + sum(k_w for _, k_w in kernel_sizes)
    H = tf.reshape(tf.eye(height * width), (-1, height, width, 1))  # one image for each pixel
    for kernel_size in kernel_sizes:
        H = tf.nn.conv2d(H, tf.ones((*kernel_size, 1, 1)), strides=1, padding="VALID")
    seen = tf.where(tf.reshape(H[:, 0, 0, 0] != 0, (height, width)))  # (pixels seen, 2)
    rows, columns = (int(n) for n in tf.reduce_max(seen, axis=0) + 1)
    return rows, columns


def cross_correlate_same(X: Any, K: Any) -> Any:
    """Slide kernel `K` over image `X`, padded with zeros so that the output is as large as `X`.

    The padding is the same before and after. An even kernel gets one more row or column after.

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

    Padded cells do not count. A maximum ignores them, and a mean divides by the number of cells of
    `X` under the window. Each window must contain at least one cell of `X`.

    Args:
        X: image, shape (n_h, n_w).
        pool_size: height and width of the window.
        padding: ((top, bottom), (left, right)).
        stride: (s_h, s_w), how far the window moves down and to the right.
        mode: 'max' or 'avg'.

    Returns:
        tensor of shape (floor((n_h - p_h + top + bottom + s_h) / s_h), ...), the same for columns.

    Raises:
        ValueError: padding or stride has another form, or there is no such mode.

    >>> pool([[0, 1, 2], [3, 4, 5], [6, 7, 8]], (2, 2)).numpy().tolist()
    [[4.0, 5.0], [7.0, 8.0]]
    >>> pool([[-1, -3]], (1, 2), ((0, 0), (1, 1)), mode="avg").numpy().tolist()
    [[-1.0, -2.0, -3.0]]
    """
    import tensorflow as tf

    if np.shape(padding) != (2, 2):
        raise ValueError(
            f"padding is ((top, bottom), (left, right)) and comes before stride; got {padding!r}."
        )
    if np.shape(stride) not in ((), (2,)):
        raise ValueError(f"stride is (s_h, s_w) and comes after padding; got {stride!r}.")
    X = _to_float(X)
    if mode == "max":
        return _slide(tf.nn.max_pool2d, X, pool_size, padding, stride, -math.inf)
    if mode == "avg":
        means = _slide(tf.nn.avg_pool2d, X, pool_size, padding, stride, 0.0)
        exist = _slide(tf.nn.avg_pool2d, tf.ones_like(X), pool_size, padding, stride, 0.0)
        return means / exist
    raise ValueError(f"The mode of pooling is 'max' or 'avg', got {mode!r}.")


def condensed_feature_map(image: Any, kernel: Any) -> Any:
    """Filter an image (SAME), apply ReLU, and max-pool 2x2 (SAME) with stride 2.

    >>> condensed_feature_map([[1, 5, 2], [0, 3, 9]], [[1, -1]]).numpy().tolist()
    [[3.0, 9.0]]
    """
    import tensorflow as tf

    detected = tf.nn.relu(cross_correlate_same(image, kernel))
    return tf.nn.max_pool2d(detected[tf.newaxis, :, :, tf.newaxis], 2, 2, "SAME")[0, :, :, 0]


def _slide(operation: Any, X: Any, pool_size: Any, padding: Any, stride: Any, border: float) -> Any:
    """Pad an image with `border`, then apply one of TensorFlow's pooling operations."""
    import tensorflow as tf

    if any(map(any, padding)):
        X = tf.pad(X, padding, constant_values=border)
    images = tf.expand_dims(tf.expand_dims(X, 0), 3)  # (1, n_h, n_w, 1); sizes may be unknown
    return tf.squeeze(operation(images, pool_size, stride, "VALID"), axis=(0, 3))


def to_channels_last(X: Any) -> Any:
    """Transpose feature maps from (c, h, w) to (h, w, c), the layout of TensorFlow.

    >>> to_channels_last([[[1, 2, 3]], [[4, 5, 6]]]).numpy().tolist()
    [[[1, 4], [2, 5], [3, 6]]]
    """
    import tensorflow as tf

    return tf.einsum("chw->hwc", tf.convert_to_tensor(X))


def kernel_to_hwio(K: Any) -> Any:
    """Transpose a kernel from (c_o, c_i, k_h, k_w) to (k_h, k_w, c_i, c_o), as in TensorFlow.

    >>> kernel_to_hwio([[[[1]], [[2]]], [[[3]], [[4]]]]).numpy().tolist()
    [[[[1, 3], [2, 4]]]]
    """
    import tensorflow as tf

    return tf.einsum("oihw->hwio", tf.convert_to_tensor(K))


def cross_correlate_channels(X: Any, K: Any) -> Any:
    """Slide kernels over an input of several channels, without padding and with stride 1.

    Args:
        X: input, shape (c_i, h, w).
        K: kernels, shape (c_o, c_i, k_h, k_w), or (c_i, k_h, k_w) for a single output channel.

    Returns:
        tensor of shape (c_o, h - k_h + 1, w - k_w + 1), without its first axis if `K` has only
        three; float32, or float64 if `X` is float64.

    Raises:
        ValueError: the kernels are larger than the input, for which TensorFlow may return whatever
            is in memory.

    >>> cross_correlate_channels([[[1, 2]], [[3, 4]]], [[[[1, 0]], [[0, 1]]]]).numpy().tolist()
    [[[5.0]]]
    """
    import tensorflow as tf

    X = _to_float(X)
    K = tf.cast(tf.convert_to_tensor(K), X.dtype)
    if len(K.shape) == 3:
        return tf.squeeze(cross_correlate_channels(X, tf.expand_dims(K, 0)), 0)
    if any(k > n for k, n in zip(K.shape[2:], X.shape[1:], strict=True) if k and n):
        raise ValueError(f"kernels of shape {K.shape} do not fit into an input of shape {X.shape}")
    images, kernels = tf.expand_dims(to_channels_last(X), 0), kernel_to_hwio(K)
    Y = tf.nn.conv2d(images, kernels, strides=1, padding="VALID")  # (1, h_out, w_out, c_o)
    return tf.einsum("hwc->chw", tf.squeeze(Y, 0))


def parameter_count(c_i: int, c_o: int, k_h: int, k_w: int, bias: bool) -> int:
    """Return the number of parameters of a convolutional layer, counted by Keras.

    >>> parameter_count(c_i=1, c_o=1, k_h=5, k_w=5, bias=True)
    26
    """
    import tensorflow as tf

    kernel_size = (k_h, k_w)
    layer = tf.keras.layers.Conv2D(c_o, kernel_size, use_bias=bias, kernel_initializer="zeros")
    layer.build((None, None, None, c_i))
    return int(layer.count_params())


def multiply_adds(c_i: int, c_o: int, k_h: int, k_w: int, h_out: int, w_out: int) -> int:
    """Return the number of products that a convolutional layer adds up for one input.

    The function counts them: if all numbers are one, each output element is the number of its
    products. Keep the sizes small.

    >>> multiply_adds(c_i=1, c_o=1, k_h=2, k_w=2, h_out=2, w_out=3)
    24
    """
    import tensorflow as tf

    X = tf.ones((c_i, h_out + k_h - 1, w_out + k_w - 1), tf.float64)
    return int(tf.reduce_sum(cross_correlate_channels(X, tf.ones((c_o, c_i, k_h, k_w)))))


def pad(X: Any, padding: tuple[tuple[int, int], tuple[int, int]]) -> Any:
    """Add rows and columns of zeros, ((top, bottom), (left, right)), around image `X`.

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
    """Slide kernel `K` over the padded image `X` with a stride.

    Args:
        X: image, shape (n_h, n_w).
        K: kernel, shape (k_h, k_w), no larger than the padded image on either axis.
        padding: rows and columns of zeros, ((top, bottom), (left, right)); or "SAME" or "VALID".
        stride: (s_h, s_w), how far the window moves down and to the right.

    Returns:
        tensor of shape (h_out, w_out), float32, or float64 if `X` is float64.

    Raises:
        ValueError: image or kernel has not two axes.

    >>> X = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    >>> cross_correlate_strided(X, [[0, 1], [2, 3]], ((1, 0), (0, 1)), (2, 1)).numpy().tolist()
    [[3.0, 8.0, 4.0], [37.0, 43.0, 16.0]]
    """
    import tensorflow as tf

    X = _to_float(X)
    K = tf.cast(tf.convert_to_tensor(K), X.dtype)
    for name, array in (("An image", X), ("A kernel", K)):
        if array.shape.rank not in (2, None):  # None in a graph that takes any shape
            raise ValueError(f"{name} has two axes, got shape {tuple(array.shape)}.")
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
    """Return the number of windows that contain each pixel: (n_h, n_w), whole numbers.

    >>> times_used((3, 3), (2, 2)).numpy().tolist()
    [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    """
    import tensorflow as tf

    (n_h, n_w), border = image_shape, [(0, 0), *padding, (0, 0)]
    pixels = tf.reshape(tf.eye(n_h * n_w), (-1, n_h, n_w, 1))  # one image for each pixel
    kernel = tf.ones((*kernel_shape, 1, 1))
    answers = tf.nn.conv2d(pixels, kernel, strides=stride, padding=border)
    return tf.cast(tf.reshape(tf.reduce_sum(answers, (1, 2, 3)), image_shape), tf.int32)


def output_size(n: int, k: int, p: int, s: int) -> int:
    """Return the number of places where a window of `k` cells stops, on `n` cells and `p` zeros.

    TensorFlow measures it. `p` is the total padding, `s` the stride, and `k` at most `n + p`.

    >>> output_size(8, 3, 2, 2)
    4
    """
    import tensorflow as tf

    outputs = cross_correlate_strided(tf.zeros((1, n)), tf.zeros((1, k)), ((0, 0), (0, p)), (1, s))
    return int(outputs.shape[1])


def same_padding(n: int, k: int, s: int) -> tuple[int, int]:
    """Return the zeros that SAME adds (before, after) `n` cells, for kernel `k` and stride `s`.

    TensorFlow measures it. The output for the kernel 1, 2, ..., k shows which of its numbers met
    the input's first cell in the first window, and which one met the last cell in the last window.

    >>> same_padding(8, 3, 1), same_padding(8, 3, 2)
    ((1, 1), (0, 1))
    """
    import tensorflow as tf

    kernel = tf.range(1.0, k + 1)[tf.newaxis]  # (1, k)
    first, last = (tf.one_hot([cell], n) for cell in (0, n - 1))  # (1, n)
    met_first = int(cross_correlate_strided(first, kernel, "SAME", (1, s))[0, 0])
    met_last = int(cross_correlate_strided(last, kernel, "SAME", (1, s))[0, -1])
    return met_first - 1, k - met_last if met_last else 0
