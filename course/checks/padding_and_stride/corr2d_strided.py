"""The exercise `corr2d_strided`: a cross-correlation with padding and stride."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from course import operations
from course.checks import mistake_models as models
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import Model, Table
from course.checks.padding_and_stride.inputs import (
    K_2X2,
    K_3X3,
    NONE,
    X_3X3,
    X_4X4,
    X_4X6,
    X_5X5,
    X_6X6,
)
from course.checks.rules import CONVOLUTION
from course.checks.setting_mistakes import PADDINGS, STRIDES, borders
from course.checks.sum_mistakes import KERNELS, RESULTS, SUMS, VALUES
from course.checks.window_mistakes import WINDOWS, shifted_parts, slips_in, window_mistakes
from course.checks.window_models import correlation, count_windows, surround
from course.checks.windows import find_window


def _reference(X: Any, K: Any, padding: Any, stride: Any) -> Any:
    return models.cross_correlate_strided(X, K, padding, stride).numpy()


def _accumulate_in_whole_numbers(X: Any, K: Any, padding: Any, stride: Any) -> Any:
    """Add the products up in an array of whole numbers."""
    Y = np.zeros_like(_reference(X, K, padding, stride))
    for place in np.ndindex(K.shape):
        Y = np.trunc(Y + _reference(X, models.keep_only(K, place), padding, stride))
    return Y


def _add_parts(in_place: bool, shift: Callable[..., Any]) -> Model:
    """Build a model that adds shifted parts of the padded image up."""

    def model(X: Any, K: Any, padding: Any, stride: Any) -> Any:
        P = surround(X, padding)
        Y = np.zeros([count_windows(*each) for each in zip(P.shape, K.shape, stride, strict=True)])
        for place, part in shift(P, K.shape, stride):
            if in_place:
                Y += K[place] * part
            else:
                Y = Y + K[place] * part
        return Y

    return model


def _cut_kernel_at_its_end(X: Any, K: Any, padding: Any, stride: Any) -> Any:
    """Cut windows off at the border of the image, and the kernel at its end, not at its start."""
    Y = np.zeros_like(_reference(X, K, padding, stride))
    for place in np.ndindex(Y.shape):
        starts = (at * s - side[0] for at, s, side in zip(place, stride, padding, strict=True))
        spans = zip(starts, K.shape, strict=True)
        part = X[tuple(slice(max(start, 0), max(start + k, 0)) for start, k in spans)]
        Y[place] = np.sum(part * K[: part.shape[0], : part.shape[1]])
    return Y


COMBINATIONS: Table = {
    "matrix product": (
        "You take the matrix product of window and kernel. The two are multiplied element by "
        "element: `*`, not `@`.",
        np.matmul,
    ),
}
SUMMED_AXES: Table = {
    "sum over other axes": (
        "You add up over other axes of an array of windows than those that hold the cells of each. "
        "Its first two axes say where a window is, and the last two hold its cells.",
        *(
            functools.partial(np.sum, axis=axes)
            for axes in (3, 2, (0, 1), (0, 2), (0, 3), (1, 2), (1, 3))
        ),
    ),
}

MISCONCEPTIONS = (
    *window_mistakes(correlation, KERNELS, SUMS, VALUES, RESULTS),
    Misconception(
        "truncated to whole numbers",
        "Fractions are cut off: one of your arrays holds whole numbers only.",
        _accumulate_in_whole_numbers,
    ),
    *window_mistakes(correlation, STRIDES, PADDINGS, borders("Padded cells are 0.")),
    Misconception(
        "output padded",
        "You pad the output. The zeros belong around the image, before the window slides.",
        lambda X, K, padding, stride: models.pad(_reference(X, K, NONE, stride), padding),
    ),
    Misconception(
        "output padded",
        "Your windows move by the stride over the padded image, and then you pad the output too. "
        "The zeros belong around the image alone.",
        lambda X, K, padding, stride: models.pad(_reference(X, K, padding, stride), padding),
    ),
    Misconception(
        "kernel cut at its end",
        "Where a window begins above or left of the image, you leave out the last rows and columns "
        "of the kernel. It is the first ones that meet the padding there.",
        _cut_kernel_at_its_end,
    ),
    Misconception(
        "image thinned out",
        "You leave out rows and columns of the image by the stride, before the window slides. The "
        "window sees all cells; its places are what the stride leaves out.",
        lambda X, K, padding, stride: _reference(X[:: stride[0], :: stride[1]], K, padding, (1, 1)),
    ),
    *window_mistakes(correlation, WINDOWS),
    *window_mistakes(
        correlation, slips_in("combine", COMBINATIONS), slips_in("reduce", SUMMED_AXES)
    ),
    *shifted_parts(functools.partial(_add_parts, True)),
    *shifted_parts(functools.partial(_add_parts, False)),
)

ONE_EACH = ((1, 1), (1, 1))

corr2d_strided = Exercise(
    name="corr2d_strided",
    reference=operations.cross_correlate_strided,
    terms=lambda X, K, padding, stride: K.size,
    window=lambda index, X, K, padding, stride: {"X": find_window(index, K.shape, padding, stride)},
    misconceptions=MISCONCEPTIONS,
    by_hand=(CONVOLUTION.allowing("course.operations.pad"),),
    hints=(
        "In which row and column of the padded image does the window of Y[1, 0] start, with "
        "stride (2, 3)? The arrows of the figure show it.",
        "Pad the image first; after that, padding no longer matters. Work out how many windows fit "
        "on each axis. Then visit every element of the output, cut out its window, multiply it by "
        "the kernel and add up.",
        "The height of the output is what output_size gives for the padded height, k_h, no "
        "further padding, and s_h; the width likewise. Make zeros of that shape. For Y[i, j] "
        "the window starts at row i times s_h and column j times s_w, and is k_h rows high and "
        "k_w columns wide.",
    ),
    properties=(
        Property(
            "without padding, one step at a time; fractions",
            points=1,
            cases=(
                case(X=X_4X4, K=K_3X3, padding=NONE, stride=(1, 1)),
                case(X=1.126 * X_5X5, K=K_3X3[::-1] / 2, padding=NONE, stride=(1, 1)),
            ),
            hint="Y[0, 0] is the window sum of the upper left corner.",
        ),
        Property(
            "padding, its own on each side",
            points=1,
            cases=(
                case(X=X_3X3, K=K_3X3, padding=((1, 0), (0, 2)), stride=(1, 1)),
                case(X=X_4X4[:3, :3], K=K_3X3, padding=((0, 2), (3, 1)), stride=(1, 1)),
            ),
            hint="Slide over the padded image, and use its height and width.",
        ),
        Property(
            "the same stride on both axes",
            points=1,
            cases=(
                case(X=X_5X5, K=K_3X3, padding=NONE, stride=(2, 2)),
                case(X=X_6X6, K=K_3X3, padding=NONE, stride=(3, 3)),
            ),
            hint="The window of Y[i, j] starts at row i * s and column j * s of the padded image.",
            stays="It is what an answer with one stride for both axes still earns.",
        ),
        Property(
            "a stride for each axis",
            points=1,
            cases=(
                case(X=X_5X5, K=K_3X3, padding=NONE, stride=(1, 2)),
                case(X=X_5X5, K=K_3X3, padding=NONE, stride=(2, 1)),
            ),
            hint="stride[0] moves the window down, stride[1] moves it to the right.",
        ),
        Property(
            "images and kernels of any height and width, cells left over",
            points=1,
            cases=(
                case(X=X_4X4, K=K_2X2, padding=NONE, stride=(3, 3)),
                case(X=X_4X6, K=K_3X3[:, :2], padding=ONE_EACH, stride=(2, 2)),
                case(X=X_4X6.T, K=K_3X3[:2], padding=ONE_EACH, stride=(3, 3)),
                case(X=X_4X6, K=K_3X3[:1], padding=NONE, stride=(2, 2)),
            ),
            hint="Leave out a window that does not fit; each axis has its own number of windows.",
        ),
    ),
)
