"""Known mistakes of chapter one, cross-correlation: `window_sum`."""

from typing import Any

import numpy as np

from course.checks.misconceptions.cross_correlation import Model, named
from course.checks.misconceptions.operations import convolve, cross_correlate


def _part(at: Any) -> Model:
    """Only a part of the window and the same part of the kernel count."""

    def model(window: Any, kernel: Any) -> Any:
        return cross_correlate(window[at], kernel[at])[0, 0] if window[at].size else 0.0

    return model


def _first_of(window: Any, kernel: Any, height: int, width: int) -> Any:
    """Only a corner counts, which may be larger than the window."""
    if height > window.shape[0] or width > window.shape[1]:
        raise IndexError
    return _part(np.s_[:height, :width])(window, kernel)


_NOT_SQUARE = "A window has a height and a width of its own: take each from its own axis."

WINDOW_SUM = (
    *named(
        "matrix product",
        "Your number is made of a matrix product, row by column. Here each number of the window "
        "meets only the one at its own place in the kernel.",
        lambda window, kernel: np.sum(window @ kernel),
    ),
    *named(
        "products not added up",
        "You return the products one by one. The result is one number, their sum.",
        np.multiply,
    ),
    *named(
        "added up on one axis only",
        "You add up on one axis only. The result is one number, the sum of all products.",
        lambda window, kernel: np.multiply(window, kernel).sum(axis=0),
        lambda window, kernel: np.multiply(window, kernel).sum(axis=1),
    ),
    *named(
        "mean instead of sum",
        "Your number is the mean of the products. A window sum adds them up, without dividing.",
        lambda window, kernel: cross_correlate(window, kernel)[0, 0] / kernel.size,
    ),
    *named(
        "added instead of multiplied",
        "You add the window to the kernel. Multiply the two first, element by element.",
        lambda window, kernel: np.sum(window + kernel),
    ),
    *named(
        "product of the sums",
        "You add up first and multiply then. It is the other way round: many products, one sum.",
        lambda window, kernel: window.sum() * kernel.sum(),
    ),
    *named(
        "maximum instead of sum",
        "Your number is the largest product. A window sum adds up all products.",
        lambda window, kernel: np.multiply(window, kernel).max(),
    ),
    *named(
        "kernel flipped",
        "Your number is that of a flipped kernel. Lay the kernel on the window as it is.",
        lambda window, kernel: convolve(window, kernel)[0, 0],
    ),
    *named(
        "kernel transposed",
        "Your number is that of the transposed kernel. Rows of the kernel lie on rows.",
        lambda window, kernel: cross_correlate(*np.broadcast_arrays(window, kernel.T))[0, 0],
    ),
    *named(
        "height used for both axes",
        f"You use the window's height for its width, too. {_NOT_SQUARE}",
        lambda window, kernel: _first_of(window, kernel, *[len(window)] * 2),
    ),
    *named(
        "width used for both axes",
        f"You use the window's width for its height, too. {_NOT_SQUARE}",
        lambda window, kernel: _first_of(window, kernel, *[len(window.T)] * 2),
    ),
    *named(
        "size 2x2 hard-coded",
        "You look at 2 rows and 2 columns, whatever the window. Its size is in its shape.",
        lambda window, kernel: _first_of(window, kernel, 2, 2),
    ),
    *named(
        "loops that stop early",
        "The last row and the last column are missing: look where your loops end.",
        _part(np.s_[:-1, :-1]),
    ),
    *named(
        "only the first row",
        "You add up the first row only: is the return inside the loop?",
        _part(np.s_[:1]),
    ),
    *named(
        "only the last row",
        "You add up the last row only: is the total set to 0 again in every row?",
        _part(np.s_[-1:]),
    ),
    *named(
        "only one product",
        "Your number is a single product: add each to what you have, and return after all loops.",
        _part(np.s_[-1:, -1:]),
        _part(np.s_[:1, :1]),
    ),
)
