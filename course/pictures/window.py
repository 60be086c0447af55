"""One step of cross-correlation: window, kernel, products, their sum, and the output so far."""

from typing import Any

import numpy as np
import numpy.typing as npt

from course.pictures.layout import INPUT, KERNEL, OUTPUT
from course.pictures.padding import NONE, Padding, describe_padding, draw_padded
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.tables import Frame, beside, draw_table, symbol
from course.pictures.words import describe, show, show_factor, show_products, to_grid

Array = npt.NDArray[np.float64]


@skip_while_grading
def window(
    X: Any,
    K: Any,
    at: tuple[int, int] = (0, 0),
    padding: Padding = NONE,
    stride: tuple[int, int] = (1, 1),
) -> Picture:
    """Draw how the output element at row and column `at` is computed.

    Args:
        X: input, shape (n_h, n_w).
        K: kernel, shape (k_h, k_w).
        at: row and column of the output element. Earlier elements, row by row, are filled in.
        padding: rows and columns of zeros around the input, ((top, bottom), (left, right)).
        stride: (s_h, s_w), how far the window moves down and to the right.

    Raises:
        IndexError: the kernel does not fit at this place.
    """
    from course.operations import cross_correlate_strided

    X, K = to_grid(X), to_grid(K)
    Y = np.asarray(cross_correlate_strided(X, K, padding, stride))
    if not (0 <= at[0] < Y.shape[0] and 0 <= at[1] < Y.shape[1]):
        raise IndexError(f"The output has shape {Y.shape}; it has no element at {at}.")
    corner = at[0] * stride[0], at[1] * stride[1]
    seen = np.lib.stride_tricks.sliding_window_view(np.pad(X, padding), K.shape)[corner]
    known = np.arange(Y.size).reshape(Y.shape) <= at[0] * Y.shape[1] + at[1]
    so_far = np.where(known, Y, np.nan)
    title = f"input {X.shape}"
    if padding != NONE:
        title += f"\npadded {np.pad(X, padding).shape}"
    html = beside(
        draw_padded(X, padding, title, frames=[Frame(INPUT, *corner, *K.shape)]),
        symbol("⋆"),
        draw_table(K, f"kernel {K.shape}", frames=[Frame.around(K, KERNEL)]),
        symbol("→"),
        draw_products(seen, K),
        symbol("→"),
        draw_table(so_far[at].reshape(1, 1), "sum", frames=[Frame(OUTPUT)]),
        # The arrow stays with the output, which stands below the rest on a narrow page.
        beside(
            symbol("→"),
            draw_table(so_far, f"output {so_far.shape}", frames=[Frame(OUTPUT, *at)]),
        ),
    )
    before = f"Input: {describe(X)}" + (
        f", {describe_padding(X, padding)}" if padding != NONE else "."
    )
    return Picture(f"{before} {_write_alt(K, seen, corner, so_far, at)}", html)


def draw_products(seen: Array, K: Array) -> str:
    """Draw the products of a window and a kernel, each with its value."""
    texts = [
        [f"{show_factor(x)}·{show_factor(k)}\n= {show(x * k)}" for x, k in zip(*rows, strict=True)]
        for rows in zip(seen, K, strict=True)
    ]
    return draw_table(seen, "products", texts=texts)


def _write_alt(
    K: Array, seen: Array, corner: tuple[int, int], so_far: Array, at: tuple[int, int]
) -> str:
    terms = " + ".join(show_products(seen, K))
    return (
        f"Kernel: {describe(K)}. "
        f"The window whose upper left corner is row {corner[0]}, column {corner[1]} of the input "
        f"is {describe(seen)}. The products add up to {terms} = {show(so_far[at])}, which is the "
        f"element at row {at[0]}, column {at[1]} of the output. "
        f"Output so far, a question mark where it is not known yet: {describe(so_far)}."
    )
