"""The exercise `corr2d_strided`: a cross-correlation with padding and stride."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import operations
from course.checks import mistake_models as models
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import Model
from course.checks.padding_and_stride.inputs import K_2X2, K_3X3, NONE, X_2X2, X_3X3, X_4X4, X_4X6
from course.checks.rules import CONVOLUTION


def _reference(X: Any, K: Any, padding: Any, stride: Any) -> Any:
    return models.cross_correlate_strided(X, K, padding, stride).numpy()


def _kernel(twist: Callable[[Any], Any]) -> Model:
    """Build a model that calls the reference with another kernel."""
    return lambda X, K, padding, stride: _reference(X, twist(K), padding, stride)


def _sides(twist: Callable[[int, int, int, int], Any]) -> Model:
    """Build a model that calls the reference with other padding (top, bottom, left, right)."""
    return lambda X, K, padding, stride: _reference(X, K, twist(*padding[0], *padding[1]), stride)


def _stride(twist: Callable[[int, int], tuple[int, int]]) -> Model:
    """Build a model that calls the reference with another stride (s_h, s_w)."""
    return lambda X, K, padding, stride: _reference(X, K, padding, twist(*stride))


def _started(step: Callable[[int, int], tuple[int, int]]) -> Model:
    """Build a model with the right number of windows, but another stride."""

    def model(X: Any, K: Any, padding: Any, stride: Any) -> Any:
        height, width = _reference(X, K, padding, stride).shape
        return _reference(X, K, padding, step(*stride))[:height, :width]

    return model


def _sized_without_padding(X: Any, K: Any, padding: Any, stride: Any) -> Any:
    height, width = _reference(X, K, NONE, stride).shape
    return _reference(X, K, padding, stride)[:height, :width]


def _index_not_scaled(X: Any, K: Any, padding: Any, stride: Any) -> Any:
    """Model writing to the window's first row, which is outside an output of the right size."""
    Y = _reference(X, K, padding, stride)
    if any(s > 1 and size > 1 for s, size in zip(stride, Y.shape, strict=True)):
        raise IndexError
    return Y


def _gaps(X: Any, K: Any, padding: Any, stride: Any) -> Any:
    """Model writing to the window's first row, in an output that is large enough."""
    Y = np.zeros_like(_reference(X, K, padding, (1, 1)))
    Y[:: stride[0], :: stride[1]] = _reference(X, K, padding, stride)
    return Y


def _last_forgotten(X: Any, K: Any, padding: Any, stride: Any) -> Any:
    padded = models.pad(X, padding)
    return _reference(padded[:-1, :-1], K, NONE, stride)


def _padding_after(X: Any, K: Any, padding: Any, stride: Any) -> Any:
    """Model padding the output in place of the image."""
    return models.pad(_reference(X, K, NONE, stride), padding)


def _squared(axis: int) -> Callable[[Any], Any]:
    """Build a function that broadcasts a kernel to a square window as NumPy does, or raises."""

    def twist(K: Any) -> Any:
        n = K.shape[axis]
        return K.sum(keepdims=True) if n == 1 else np.broadcast_to(K, (n, n))

    return twist


def _square(axis: int) -> Model:
    """Build a model that uses one length of the padded image for both axes."""

    def model(X: Any, K: Any, padding: Any, stride: Any) -> Any:
        padded = models.pad(X, padding).numpy()
        n, other = padded.shape[axis], 1 - axis
        k, s = K.shape[other], stride[other]
        beyond = (n - k) // s * s + k - padded.shape[other]
        if beyond > 0:
            if beyond != k - 1 or s < beyond:  # NumPy broadcasts only a window of a single cell
                raise ValueError
            padded = np.pad(padded, [(0, beyond * (each == other)) for each in (0, 1)], "edge")
        return _reference(padded[:n, :n], K, NONE, stride)

    return model


def _accumulated_in_whole_numbers(X: Any, K: Any, padding: Any, stride: Any) -> Any:
    Y = np.zeros_like(_reference(X, K, padding, stride))
    for place in np.ndindex(K.shape):
        alone = np.zeros_like(K)
        alone[place] = K[place]
        Y = np.trunc(Y + _reference(X, alone, padding, stride))
    return Y


_WHOLE = "Fractions are cut off: one of your arrays holds whole numbers only."
_SQUARE_KERNEL = (
    "You use one length of K for both axes. Height and width of a window are two numbers."
)
_SQUARE_IMAGE = "You use one length of the image for both axes. Height and width are two numbers."
_SYMMETRIC = "You pad both ends of an axis alike. Each side has a number of its own."

MISCONCEPTIONS = (
    Misconception(
        "kernel flipped",
        "Your numbers are those of a convolution: the kernel was flipped. It slides as it is.",
        _kernel(lambda K: K[::-1, ::-1]),
    ),
    Misconception(
        "kernel transposed",
        "Your numbers are those of the transposed kernel. Its rows go with rows of the window.",
        _kernel(lambda K: K.T),
    ),
    Misconception(
        "mean of the window",
        "You take the mean of the products. They are to be summed.",
        _kernel(lambda K: K / K.size),
    ),
    Misconception(
        "kernel ignored",
        "You sum the window itself. Each number counts as often as the kernel says.",
        _kernel(np.ones_like),
    ),
    Misconception("truncated to whole numbers", _WHOLE, _accumulated_in_whole_numbers),
    Misconception(
        "truncated to whole numbers",
        _WHOLE,
        lambda X, K, *settings: _reference(np.trunc(X), K, *settings),
    ),
    Misconception(
        "index not scaled",
        "You write to the row where the window starts. The output counts windows, the image cells.",
        _index_not_scaled,
    ),
    Misconception(
        "gaps in the output",
        "Your windows are right, but between them are gaps. The output has one place for each.",
        _gaps,
    ),
    Misconception(
        "windows one cell apart",
        "The size is right, but windows move by one cell only. Where does that of Y[1, 1] start?",
        _started(lambda s_h, s_w: (1, 1)),
    ),
    Misconception(
        "windows moved by the strides swapped",
        "The size is right, but the window moves down by s_w and to the right by s_h.",
        _started(lambda s_h, s_w: (s_w, s_h)),
    ),
    Misconception(
        "windows moved on one axis only",
        "The size is right, but on one axis the windows move by one cell only.",
        _started(lambda s_h, s_w: (s_h, 1)),
    ),
    Misconception(
        "windows moved on one axis only",
        "The size is right, but on one axis the windows move by one cell only.",
        _started(lambda s_h, s_w: (1, s_w)),
    ),
    Misconception(
        "stride ignored",
        "Your numbers are those of stride (1, 1). The window should skip places.",
        _stride(lambda s_h, s_w: (1, 1)),
    ),
    Misconception(
        "strides swapped",
        "Your stride to the right is that downwards. The first of the two moves the window down.",
        _stride(lambda s_h, s_w: (s_w, s_h)),
    ),
    Misconception(
        "one stride for both axes",
        "You move the window by s_h on both axes. To the right it moves by s_w.",
        _stride(lambda s_h, s_w: (s_h, s_h)),
    ),
    Misconception(
        "one stride for both axes",
        "You move the window by s_w on both axes. Downwards it moves by s_h.",
        _stride(lambda s_h, s_w: (s_w, s_w)),
    ),
    Misconception(
        "stride on one axis only",
        "Downwards your window skips places, to the right it does not.",
        _stride(lambda s_h, s_w: (s_h, 1)),
    ),
    Misconception(
        "stride on one axis only",
        "To the right your window skips places, downwards it does not.",
        _stride(lambda s_h, s_w: (1, s_w)),
    ),
    Misconception(
        "stride 2 fixed",
        "Your numbers are those of stride (2, 2), whatever is asked.",
        _stride(lambda s_h, s_w: (2, 2)),
    ),
    Misconception(
        "padding ignored",
        "Your numbers are those without padding. Put the zeros around the image first.",
        _sides(lambda top, bottom, left, right: NONE),
    ),
    Misconception(
        "output padded",
        "You pad the output. The zeros belong around the image, before the window slides.",
        _padding_after,
    ),
    Misconception(
        "sized without padding",
        "Your values are right, but some are missing: the size is that without padding.",
        _sized_without_padding,
    ),
    Misconception(
        "both ends alike",
        _SYMMETRIC,
        _sides(lambda top, bottom, left, right: ((top, top), (left, left))),
    ),
    Misconception(
        "both ends alike",
        _SYMMETRIC,
        _sides(lambda top, bottom, left, right: ((bottom, bottom), (right, right))),
    ),
    Misconception(
        "axes of the padding swapped",
        "Your rows are padded with the numbers for columns. The first pair is (top, bottom).",
        _sides(lambda top, bottom, left, right: ((left, right), (top, bottom))),
    ),
    Misconception(
        "before and after swapped",
        "Your zeros are at the wrong ends. Which of a pair comes first?",
        _sides(lambda top, bottom, left, right: ((bottom, top), (right, left))),
    ),
    Misconception(
        "corners in place of sides",
        "You read the pairs as (top, left) and (bottom, right). A pair belongs to one axis.",
        _sides(lambda top, bottom, left, right: ((top, left), (bottom, right))),
    ),
    Misconception(
        "image in the corner",
        "All your zeros are after the image. Those for the top and for the left belong before it.",
        _sides(lambda top, bottom, left, right: ((0, top + bottom), (0, left + right))),
    ),
    Misconception(
        "padding twice",
        "Your output is too large: padding counts twice. Each side is added once.",
        _sides(lambda top, bottom, left, right: ((2 * top, 2 * bottom), (2 * left, 2 * right))),
    ),
    Misconception(
        "rounded up",
        "You compute a window that does not fit whole. Such a window is left out.",
        lambda X, K, padding, stride: _reference(
            models.pad(X, ((0, stride[0] - 1), (0, stride[1] - 1))), K, padding, stride
        ),
    ),
    Misconception(
        "last window forgotten",
        "Where the windows come out even, the last one is missing. Where does your loop end?",
        _last_forgotten,
    ),
    Misconception(
        "one too few",
        "The last row and column are always missing. How many windows are there?",
        lambda *inputs: _reference(*inputs)[:-1, :-1],
    ),
    Misconception("square kernel assumed", _SQUARE_KERNEL, _kernel(_squared(axis=0))),
    Misconception("square kernel assumed", _SQUARE_KERNEL, _kernel(_squared(axis=1))),
    Misconception("square image assumed", _SQUARE_IMAGE, _square(axis=0)),
    Misconception("square image assumed", _SQUARE_IMAGE, _square(axis=1)),
)

X_5X5 = np.array(
    [[1, 0, 2, 0, 3], [0, 4, 0, -5, 0], [6, 0, 7, 0, 8], [0, 9, 0, 1, 2], [3, 0, -4, 5, 6.0]]
)
ONE_EACH = ((1, 1), (1, 1))

corr2d_strided = Exercise(
    name="corr2d_strided",
    reference=operations.cross_correlate_strided,
    terms=lambda X, K, padding, stride: K.size,
    misconceptions=MISCONCEPTIONS,
    by_hand=(CONVOLUTION.allowing("course.operations.pad"),),
    properties=(
        Property(
            "without padding, one step at a time; fractions",
            points=1,
            cases=(
                case(X=X_3X3, K=K_2X2, padding=NONE, stride=(1, 1)),
                case(X=X_4X4 / 4, K=K_3X3 / 2, padding=NONE, stride=(1, 1)),
            ),
            hint="Y[0, 0] is the window sum of the upper left corner, unflipped.",
        ),
        Property(
            "padding, its own on each side",
            points=1,
            cases=(
                case(X=X_3X3, K=K_2X2, padding=((1, 0), (0, 2)), stride=(1, 1)),
                case(X=X_2X2, K=K_2X2, padding=((0, 2), (3, 1)), stride=(1, 1)),
            ),
            hint="Slide over the padded image: its height and width are what counts.",
        ),
        Property(
            "the same stride on both axes",
            points=1,
            cases=(
                case(X=X_4X4, K=K_2X2, padding=NONE, stride=(2, 2)),
                case(X=X_5X5, K=K_2X2, padding=NONE, stride=(3, 3)),
            ),
            hint="Where does the window of Y[1, 1] start, and how many windows are there now?",
            stays="It is what an answer with one stride for both axes still earns.",
        ),
        Property(
            "a stride for each axis",
            points=1,
            cases=(
                case(X=X_4X4, K=K_2X2, padding=NONE, stride=(1, 2)),
                case(X=X_5X5, K=K_3X3, padding=NONE, stride=(2, 1)),
            ),
            hint="stride[0] moves the window down, stride[1] moves it to the right.",
        ),
        Property(
            "images and kernels that are not square, cells left over",
            points=1,
            cases=(
                case(X=X_4X6, K=K_3X3[:, :2], padding=ONE_EACH, stride=(2, 2)),
                case(X=X_4X6.T, K=K_3X3[:2], padding=ONE_EACH, stride=(3, 3)),
            ),
            hint="A window that does not fit whole is not computed; each axis counts its own.",
        ),
    ),
)
