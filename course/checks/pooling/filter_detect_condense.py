"""The exercise `filter_detect_condense`: filter, ReLU and pooling in turn."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import operations
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import (
    Model,
    condensed_feature_map,
    cross_correlate,
    cross_correlate_same,
    same_padding,
)
from course.checks.rules import forbid
from course.checks.sum_mistakes import KERNELS, SUMS
from course.checks.window_mistakes import CENTRES, IMAGES, LENGTHS, SLICES, window_mistakes
from course.checks.window_models import Loop, correlation, pooling


def _condensed(Z: Any) -> Any:
    """Max-pool as in the exercise, but without ReLU."""
    low = np.min(Z)  # ReLU does not change numbers above 0
    return condensed_feature_map(np.asarray(Z) - low, [[1.0]]).numpy() + low


def _detected(image: Any, kernel: Any) -> Any:
    """Filter and apply ReLU as in the exercise."""
    import tensorflow as tf

    return tf.nn.relu(cross_correlate_same(image, kernel))


def _window_kept(operation: str, stride: int, padding: str) -> Model:
    """Build a model with the right filter and ReLU, but another pooling."""

    def model(image: Any, kernel: Any) -> Any:
        import tensorflow as tf

        found = _detected(image, kernel)[tf.newaxis, :, :, tf.newaxis]
        return getattr(tf.nn, operation)(found, 2, stride, padding)[0, :, :, 0].numpy()

    return model


def _filtered_by(filtered: Callable[[Any, Any], Any]) -> Model:
    """Build a model with another filter, but the right ReLU and pooling."""
    return lambda image, kernel: condensed_feature_map(filtered(image, kernel), [[1.0]]).numpy()


def _padded(sides: Callable[[int, int], Any], **how: Any) -> Model:
    """Build a model with other padding, computed from the kernel's height and width."""

    def filtered(image: Any, kernel: Any) -> Any:
        return cross_correlate(np.pad(image, sides(*kernel.shape), **how), kernel)

    return _filtered_by(filtered)


def _filtered_condensed(image: Any, kernel: Any) -> Any:
    return _detected(_condensed(image), kernel).numpy()


def _zeros_in_the_other_order(image: Any, kernel: Any) -> Any:
    """Model SAME padding with its odd row or column before in place of after."""
    return cross_correlate_same(image[::-1, ::-1], kernel[::-1, ::-1]).numpy()[::-1, ::-1]


def _half_windows_first(image: Any, kernel: Any) -> Any:
    """Model pooling whose first window, not its last, is only half inside the image."""
    flipped = cross_correlate_same(image, kernel).numpy()[::-1, ::-1]
    return condensed_feature_map(flipped, [[1.0]]).numpy()[::-1, ::-1]


def _square_map(image: Any, kernel: Any) -> Any:
    """Model an output with a square image's number of columns, filled up with zeros."""
    h, w = image.shape
    wider = np.pad(cross_correlate_same(image, kernel), ((0, 0), (0, max(0, h - w))))
    return condensed_feature_map(wider, [[1.0]]).numpy()[:, : (h + 1) // 2]


def _square_map_refused(image: Any, kernel: Any) -> Any:
    if len(set(-(-n // 2) for n in image.shape)) > 1:
        raise IndexError("index is out of bounds")
    return condensed_feature_map(image, kernel).numpy()


def _smallest(image: Any, kernel: Any) -> Any:
    return -_condensed(-_detected(image, kernel))


def _padded_all_around(image: Any, kernel: Any) -> Any:
    wider = np.pad(cross_correlate_same(image, kernel), 1)
    h, w = (n // 2 * 2 for n in wider.shape)
    return condensed_feature_map(wider[:h, :w], [[1.0]]).numpy()


def _slid(loop: Loop) -> Model:
    """Build a model with a mistake in the loop of the filter; ReLU and pooling are right."""
    slide, condense = correlation(loop), pooling(Loop())

    def model(image: Any, kernel: Any) -> Any:
        filtered = slide(image, kernel, (_same(kernel.shape[0]), _same(kernel.shape[1])))
        half = ((0, filtered.shape[0] % 2), (0, filtered.shape[1] % 2))
        return condense(np.maximum(filtered, 0), (2, 2), half, (2, 2))

    return model


def _same(k: int) -> tuple[int, int]:
    return same_padding(9, k, 1)


MISCONCEPTIONS = (
    Misconception(
        "no ReLU",
        "Negative numbers come through: nothing was detected. ReLU comes between filter and "
        "pooling.",
        lambda image, kernel: _condensed(cross_correlate_same(image, kernel)),
    ),
    Misconception(
        "ReLU first",
        "Your numbers are those of an image from which ReLU took what is negative before it was "
        "filtered. It belongs after the filter.",
        lambda image, kernel: _condensed(cross_correlate_same(np.maximum(image, 0), kernel)),
    ),
    Misconception(
        "absolute value for ReLU",
        "Negative responses count as much as positive ones in your numbers. ReLU silences them.",
        _filtered_by(lambda image, kernel: np.abs(cross_correlate_same(image, kernel))),
    ),
    Misconception(
        "the wrong half kept",
        "You keep what is negative and silence what is positive. ReLU does it the other way round.",
        lambda image, kernel: _condensed(np.minimum(cross_correlate_same(image, kernel), 0)),
    ),
    Misconception(
        "condensed first",
        "You condense the image before you filter it. The kernel should see every pixel.",
        _filtered_condensed,
    ),
    Misconception(
        "kernel flipped",
        "Your numbers are those of a convolution: the kernel was flipped. Cross-correlation slides "
        "it as it is.",
        lambda image, kernel: condensed_feature_map(image, kernel[::-1, ::-1]).numpy(),
    ),
    Misconception(
        "kernel transposed",
        "Your kernel lies on its side: its rows were taken for columns. It slides as it is.",
        lambda image, kernel: condensed_feature_map(image, kernel.T).numpy(),
    ),
    Misconception(
        "truncated to whole numbers",
        "The fractions of image and kernel are gone before anything is computed: their dtype "
        "became whole.",
        lambda image, kernel: condensed_feature_map(np.trunc(image), np.trunc(kernel)).numpy(),
    ),
    Misconception(
        "no padding",
        "Your filter does not pad, so your map is smaller than the image. SAME padding keeps its "
        "size.",
        _filtered_by(cross_correlate),
    ),
    Misconception(
        "padding always 1",
        "Your filter always pads by one cell. How many it needs depends on the kernel.",
        _padded(lambda k_h, k_w: 1),
    ),
    Misconception(
        "padding on both sides alike",
        "Your filter pads as much before as after, which makes the map too large for an even "
        "kernel. SAME adds k - 1 cells in all.",
        _padded(lambda k_h, k_w: ((k_h // 2,) * 2, (k_w // 2,) * 2)),
    ),
    Misconception(
        "odd padding before",
        "With an even kernel your filter pads one more before than after. SAME puts the odd one "
        "after.",
        _filtered_by(_zeros_in_the_other_order),
    ),
    Misconception(
        "padding of rows and columns swapped",
        "Your filter pads rows by the width of the kernel. Each axis has its own k.",
        _padded(lambda k_h, k_w: (_same(k_w), _same(k_h))),
    ),
    *(
        Misconception(
            "square kernel assumed",
            "Your filter pads both axes alike. A kernel has its own height and width.",
            model,
        )
        for model in (
            _padded(lambda k_h, k_w: (_same(k_h), _same(k_h))),
            _padded(lambda k_h, k_w: (_same(k_w), _same(k_w))),
        )
    ),
    *(
        Misconception(
            "no zeros around the image",
            "Around the image your filter finds other numbers than 0. SAME pads with zeros.",
            _padded(lambda k_h, k_w: (_same(k_h), _same(k_w)), mode=mode),
        )
        for mode in ("edge", "reflect", "symmetric", "wrap")
    ),
    Misconception(
        "not condensed",
        "Your map is as large as the image. Pooling makes it half as high and half as wide.",
        lambda image, kernel: _detected(image, kernel).numpy(),
    ),
    *(
        Misconception(
            "windows overlap",
            "Your pooling moves by one cell, so nothing shrinks. Its stride should be 2.",
            _window_kept("max_pool2d", 1, padding),
        )
        for padding in ("SAME", "VALID")
    ),
    Misconception(
        "last row or column dropped",
        "The last row or column of an odd image is missing. A window that is only half in it still "
        "counts.",
        _window_kept("max_pool2d", 2, "VALID"),
    ),
    Misconception(
        "padded all around before pooling",
        "Your map was padded on all sides before it was pooled, which moves every window. A map of "
        "even height and width needs no padding there.",
        _padded_all_around,
    ),
    Misconception(
        "half windows first",
        "In an odd image your first window is the one that is only half in it. SAME pads after: it "
        "should be the last.",
        _half_windows_first,
    ),
    *(
        Misconception(
            "square image assumed",
            "The image is taken for a square: one side decides both sizes of the output. Each axis "
            "has its own.",
            model,
        )
        for model in (
            _square_map,
            lambda image, kernel: _square_map(image.T, kernel.T).T,
            _square_map_refused,
        )
    ),
    Misconception(
        "average pooling",
        "Your numbers are means of the detected map. Here it is the largest that is kept.",
        _window_kept("avg_pool2d", 2, "SAME"),
    ),
    Misconception(
        "smallest number",
        "Your numbers are the smallest of each window. Here it is the largest that is kept.",
        _smallest,
    ),
    Misconception(
        "every second response",
        "You keep every second response, whatever stands beside it. Pooling keeps the largest of "
        "each window.",
        lambda image, kernel: _detected(image, kernel).numpy()[::2, ::2],
    ),
    Misconception(
        "scaled to 0 ... 1",
        "Your map was divided by its largest number. How strong a response is should stay visible.",
        lambda image, kernel: (Y := condensed_feature_map(image, kernel).numpy()) / Y.max(),
    ),
    *window_mistakes(_slid, KERNELS, SUMS, SLICES, CENTRES, LENGTHS, IMAGES),
)

# Brighter and darker to the right, so that whole windows have results of both signs.
HILLS = np.array(
    [
        [0, 2, 4, 6, 1, 0],
        [1, 3, 4, 5, 2, 0],
        [-3, 0, 3, 9, 4, 1],
        [-5, -2, 1, 2, 2, 3],
        [4, 2, -1, 0, 5, 6],
        [7, 5, 2, 0, -2, 4.0],
    ]
)
BRIGHT_LEFT = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1.0]])

filter_detect_condense = Exercise(
    name="filter_detect_condense",
    reference=operations.condensed_feature_map,
    terms=lambda image, kernel: kernel.size,
    misconceptions=MISCONCEPTIONS,
    by_hand=(forbid("course.operations.condensed_feature_map"),),
    properties=(
        Property(
            "filters, then detects, then condenses",
            points=1,
            cases=(
                case(image=HILLS, kernel=BRIGHT_LEFT),
                case(image=HILLS[2:, :4] / 4, kernel=np.tri(3) - 1.5),
            ),
            hint="Filter with the kernel as it is; keep what is positive; halve height and width.",
        ),
        Property(
            "images of odd height or width",
            points=1,
            cases=(
                case(image=HILLS[:5], kernel=BRIGHT_LEFT),
                case(image=HILLS[:4, :5], kernel=BRIGHT_LEFT.T),
            ),
            hint="A last window that is only half in the image still counts.",
        ),
        Property(
            "kernels of any height and width",
            points=1,
            cases=(
                case(image=HILLS, kernel=np.array([[1, -1.0]])),
                case(image=HILLS, kernel=np.array([[2, 0], [0, -1.0]])),
                case(image=HILLS, kernel=np.array([[1, 0], [0, -2], [0, 1.0]])),
                case(image=HILLS, kernel=np.array([[1, 2, 0, -1, -3.0]])),
            ),
            hint="SAME padding adds k - 1 cells on an axis, the odd one after.",
        ),
    ),
)
