"""Exercises without points of the chapter on channels: `check.further.depthwise(...)`.

Grading leaves them out, so they need no hidden cases and are in no answer key.
"""

from typing import Any

import numpy as np

from course import operations
from course.checks.exercise import Exercise, Property, case
from course.checks.mistake_models import Table, named_in
from course.checks.rules import CONVOLUTION, forbid

X_TWO = np.array([[[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[2, 0, 1], [1, 3, 0], [0, 1, 4]]], np.float64)
X_FOUR = np.stack([*X_TWO, X_TWO[1].T - 2, X_TWO[0, ::-1]])
X_WIDE = np.concatenate([X_FOUR, X_FOUR[::-1, :, :2]], axis=2)  # (4, 3, 5)
K_2X2 = np.array([[1, 2], [-1, 3.0]])
K_TWO = np.stack([K_2X2, K_2X2[::-1] + 1])
K_FOUR = np.stack([*K_TWO, K_2X2.T, 2 - K_2X2])
K_GROUPS = np.stack([K_TWO, K_TWO[::-1], K_TWO - 1, 2 * K_TWO])  # (4, 2, 2, 2)


def _depthwise(X: Any, K: Any) -> Any:
    import tensorflow as tf

    X, K = tf.cast(X, tf.float64), tf.cast(K, tf.float64)
    images, kernels = tf.einsum("chw->hwc", X)[None], tf.einsum("chw->hwc", K)[..., None]
    Y = tf.nn.depthwise_conv2d(images, kernels, (1, 1, 1, 1), "VALID")
    return tf.einsum("hwc->chw", Y[0]).numpy()


_DEPTHWISE: Table = {
    "channels added up": (
        "You add the channels up. Here each channel keeps a map of its own.",
        lambda X, K: operations.cross_correlate_channels(X, K).numpy(),
    ),
    "one kernel for all channels": (
        "All your channels meet the first kernel. Each has its own.",
        lambda X, K: _depthwise(X, np.stack([K[0]] * len(K))),
    ),
    "first channel for all kernels": (
        "All your kernels meet the first channel. Each has its own.",
        lambda X, K: _depthwise(np.stack([X[0]] * len(X)), K),
    ),
}
depthwise = Exercise(
    name="depthwise",
    reference=_depthwise,
    terms=lambda X, K: K[0].size,
    by_hand=(forbid("tensorflow.nn.depthwise_conv2d", "keras.layers"),),
    misconceptions=named_in(_DEPTHWISE),
    hints=(
        "In corr2d_multi_in, which line makes one map of several? What if it is missing?",
        "Channel c of the output depends on channel c of the input and kernel c, and on nothing "
        "else.",
        "Cross-correlate each channel with the kernel that has the same number, one pair at a "
        "time, and stack the maps.",
    ),
    properties=(
        Property(
            "each channel has a map of its own",
            points=0,
            cases=(
                case(X=X_TWO, K=np.stack([K_2X2, K_2X2])),
                case(X=X_FOUR / 4, K=np.stack([K_2X2] * 4)),
            ),
            hint="The output has as many channels as the input.",
        ),
        Property(
            "each channel meets its own kernel",
            points=0,
            cases=(
                case(X=X_TWO, K=K_TWO),
                case(X=X_FOUR, K=K_FOUR),
                case(X=X_WIDE, K=K_FOUR[:, :1]),
            ),
            hint="Channel c meets K[c].",
        ),
    ),
)


def _groups(X: Any, K: Any, groups: int) -> Any:
    parts = zip(np.split(X, groups), np.split(K, groups), strict=True)
    maps = [operations.cross_correlate_channels(x, k).numpy() for x, k in parts]
    return np.concatenate(maps)


_CORR2D_GROUPS: Table = {
    "first group for all": (
        "All your kernels meet the first group of channels.",
        lambda X, K, groups: operations.cross_correlate_channels(X[: K.shape[1]], K).numpy(),
    ),
    "every g-th channel in a group": (
        "Your groups take every g-th channel. A group is channels that follow each other.",
        lambda X, K, groups: _groups(
            np.concatenate([X[at::groups] for at in range(groups)]), K, groups
        ),
    ),
    "groups added up": (
        "You add the groups up. Their maps follow each other.",
        lambda X, K, groups: sum(np.split(_groups(X, K, groups), groups)),
    ),
}
corr2d_groups = Exercise(
    name="corr2d_groups",
    reference=_groups,
    terms=lambda X, K, groups: K[0].size,
    misconceptions=named_in(_CORR2D_GROUPS),
    hints=(
        "With 4 channels and 2 groups, which channels does the first kernel see?",
        "Split the channels of X into g equal parts that follow each other, and the kernels as "
        "well. Each part is a convolution by itself, and their maps follow each other.",
        "np.split along the first axis gives the groups of X and of K. Call "
        "cross_correlate_channels for each pair, and join the results with np.concatenate.",
    ),
    properties=(
        Property(
            "one group is a plain convolution",
            points=0,
            cases=(
                case(X=X_TWO, K=K_GROUPS, groups=1),
                case(X=X_TWO / 4, K=K_GROUPS[:1], groups=1),
            ),
            hint="Then every kernel sees all channels.",
        ),
        Property(
            "each group meets its own kernels",
            points=0,
            cases=(
                case(X=X_FOUR, K=K_GROUPS, groups=2),
                case(X=X_WIDE, K=K_GROUPS[:2], groups=2),
                case(X=X_FOUR, K=K_FOUR[:, None], groups=4),
            ),
            hint="The first c_o / g kernels see the first c_i / g channels.",
        ),
    ),
)


def _separable_parameters(c_i: int, c_o: int, k_h: int, k_w: int) -> int:
    import tensorflow as tf

    layer = tf.keras.layers.SeparableConv2D(c_o, (k_h, k_w), use_bias=False)
    layer.build((None, None, None, c_i))
    return int(layer.count_params())


_SEPARABLE_PARAMETERS: Table = {
    "full convolution": (
        "That is a full convolution: each output has a window for every input channel.",
        lambda c_i, c_o, k_h, k_w: c_i * c_o * k_h * k_w,
    ),
    "depthwise part only": (
        "The 1x1 convolution after it has parameters, too.",
        lambda c_i, c_o, k_h, k_w: c_i * k_h * k_w,
    ),
    "a window for each output channel": (
        "The depthwise part has one window for each channel that comes in.",
        lambda c_i, c_o, k_h, k_w: c_o * k_h * k_w + c_i * c_o,
    ),
}
separable_parameters = Exercise(
    name="separable_parameters",
    reference=_separable_parameters,
    misconceptions=named_in(_SEPARABLE_PARAMETERS),
    hints=(
        "How many windows does a depthwise convolution have for c_i channels?",
        "Count two layers: the depthwise one with a window for each input channel, and the 1x1 "
        "convolution with a number for each pair of an input and an output channel.",
        "Add the input channels times the cells of a window to the input channels times the "
        "output channels.",
    ),
    properties=(
        Property(
            "depthwise and 1x1 together",
            points=0,
            cases=(
                case(c_i=64, c_o=64, k_h=3, k_w=3),
                case(c_i=3, c_o=8, k_h=5, k_w=2),
                case(c_i=4, c_o=1, k_h=1, k_w=7),
            ),
            hint="Neither has a bias here.",
        ),
    ),
)


def _merged(K1: Any, K2: Any) -> Any:
    """Send a single 1 in each channel through both layers; what comes out is flipped."""
    size = [a + b - 1 for a, b in zip(K1.shape[2:], K2.shape[2:], strict=True)]
    kernels = []
    for channel in range(K1.shape[1]):
        X = np.zeros((K1.shape[1], *(2 * n - 1 for n in size)))
        X[channel, size[0] - 1, size[1] - 1] = 1
        H = operations.cross_correlate_channels(X, K1)
        kernels.append(operations.cross_correlate_channels(H, K2).numpy()[:, ::-1, ::-1])
    return np.stack(kernels, axis=1)


_MERGE_KERNELS: Table = {
    "flipped": (
        "Your kernel is flipped on both axes: what comes out of a single 1 is.",
        lambda K1, K2: _merged(K1, K2)[:, :, ::-1, ::-1],
    ),
    "channels swapped": (
        "The axes of the channels are swapped: the kernel has shape (c_o, c_i, height, width).",
        lambda K1, K2: _merged(K1, K2).transpose(1, 0, 2, 3),
    ),
}
merge_kernels = Exercise(
    name="merge_kernels",
    reference=_merged,
    terms=lambda K1, K2: K1.size * K2[0].size,
    misconceptions=named_in(_MERGE_KERNELS),
    hints=(
        "Send a single 1 in one channel, with zeros around it, through both layers. Where does "
        "each number that comes out come from?",
        "What comes out of a 1 in channel c is the kernel for channel c, flipped on height and "
        "width, for all output channels at once.",
        "The height is the sum of both heights minus 1; the 1 needs one row less than that as "
        "zeros above and below it. Do this for each input channel, flip, and stack the results "
        "along axis 1.",
    ),
    properties=(
        Property(
            "one channel",
            points=0,
            cases=(
                case(K1=np.array([[[[1, -1.0]]]]), K2=np.array([[[[2], [3.0]]]])),
                case(K1=K_2X2[None, None], K2=K_FOUR[None, 2:3]),
            ),
            hint="A window of a window is larger than each of them.",
        ),
        Property(
            "several channels",
            points=0,
            cases=(
                case(K1=K_GROUPS[:3, :, :1], K2=np.stack([K_FOUR[:3], 1 - K_FOUR[:3]])),
                case(K1=K_GROUPS / 4, K2=K_FOUR[None]),
            ),
            hint="All channels between the two layers add up.",
        ),
    ),
)


def _collect_windows(X: Any, size: Any) -> Any:
    """Return the matrix of windows as TensorFlow's `extract_patches` finds them."""
    import tensorflow as tf

    k_h, k_w = size
    images = tf.einsum("chw->hwc", tf.cast(X, tf.float64))[None]
    patches = tf.image.extract_patches(
        images, (1, k_h, k_w, 1), (1, 1, 1, 1), (1, 1, 1, 1), "VALID"
    )[0]
    rows = tf.reshape(patches, (-1, k_h, k_w, X.shape[0]))  # (h_out * w_out, k_h, k_w, c)
    return tf.reshape(tf.einsum("nabc->cabn", rows), (-1, rows.shape[0])).numpy()


_COLLECT_WINDOWS: Table = {
    "windows as rows": (
        "Your windows are the rows. Here each window is a column.",
        lambda X, size: _collect_windows(X, size).T,
    ),
    "channels last in a window": (
        "In each column the channel changes fastest. All of channel 0 comes first here.",
        lambda X, size: (
            _collect_windows(X, size)
            .reshape(len(X), size[0] * size[1], -1)
            .swapaxes(0, 1)
            .reshape(X.shape[0] * size[0] * size[1], -1)
        ),
    ),
    "windows column by column": (
        "Your windows go down first. They go along each row, as text is read.",
        lambda X, size: (
            _collect_windows(X, size)
            .reshape(-1, X.shape[1] - size[0] + 1, X.shape[2] - size[1] + 1)
            .swapaxes(1, 2)
            .reshape(X.shape[0] * size[0] * size[1], -1)
        ),
    ),
}
collect_windows = Exercise(
    name="collect_windows",
    reference=_collect_windows,
    by_hand=(CONVOLUTION, forbid("tensorflow.image.extract_patches")),
    misconceptions=named_in(_COLLECT_WINDOWS),
    hints=(
        "How many numbers are in one window of an image with c channels, and how many windows "
        "are there?",
        "Each window becomes a column: all of its channel 0, row by row, then channel 1, and so "
        "on. The windows follow each other along the first row of places, then along the second.",
        "Go over all places in two loops, cut out the window with all channels, and flatten it. "
        "np.stack with axis=1 makes columns of the list.",
    ),
    properties=(
        Property(
            "one channel",
            points=0,
            cases=(case(X=X_TWO[:1, :2], size=(2, 2)), case(X=X_TWO[1:], size=(2, 2))),
            hint="A column is a window, row by row.",
        ),
        Property(
            "several channels",
            points=0,
            cases=(case(X=X_TWO, size=(2, 2)), case(X=X_WIDE / 4, size=(2, 3))),
            hint="The channels of a window follow each other in its column.",
        ),
    ),
)
