"""The figures of the chapters that are made of steps, one for each output element or update.

In place of the frame stands the picture of one step, drawn by `window`, `channel_sum`, `pooling` or
`learning`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from course.pictures.channels import channel_sum
from course.pictures.learning import learning
from course.pictures.live.figure import LiveFigure
from course.pictures.live.steps import Curve, Grid, Mark, Part, Step, Texts, build_figure, to_texts
from course.pictures.padding import NONE, Padding
from course.pictures.picture import skip_while_grading
from course.pictures.pooling import pooling
from course.pictures.window import window
from course.pictures.words import show, show_factor, show_products, to_grid

Array = npt.NDArray[np.float64]


@skip_while_grading
def step_through(
    X: Any, K: Any, padding: Padding = NONE, stride: tuple[int, int] = (1, 1)
) -> LiveFigure:
    """Step through all output elements of a cross-correlation.

    Args:
        X: input, shape (n_h, n_w).
        K: kernel, shape (k_h, k_w).
        padding: ((top, bottom), (left, right)).
        stride: (s_h, s_w).
    """
    from course.operations import cross_correlate_strided

    X, K = to_grid(X), to_grid(K)
    Y = np.asarray(cross_correlate_strided(X, K, padding, stride))
    image, output, values = _image_grid(X, padding), _output_grid(Y), np.pad(X, padding)
    steps = []
    for at in np.ndindex(*Y.shape):
        top, left = at[0] * stride[0], at[1] * stride[1]
        terms = show_products(values[top:, left:][: K.shape[0], : K.shape[1]], K)
        steps.append(
            Step(
                f"{_name_element(at)}: {' + '.join(terms)} = {show(float(Y[at]))}",
                cells={"products": _to_rows(terms, K.shape[1])},
                marks={
                    image.title: _mark((top, left), K.shape, "input"),
                    output.title: _mark(at),
                },
            )
        )
    kernel = Grid(f"kernel {K.shape}", to_texts(K), mark=_mark((0, 0), K.shape, "kernel"))
    return build_figure(
        "Cross-correlation, step by step",
        window(X, K, _find_instructive_element(Y), padding, stride),
        rows=[[image, "⋆", kernel, "→", Grid("products", steps[0].cells["products"])]],
        after=["→", output],
        steps=steps,
    )


@skip_while_grading
def step_through_channels(X: Any, K: Any) -> LiveFigure:
    """Step through all output elements of a cross-correlation that sums over channels.

    Args:
        X: input, shape (c_i, h, w).
        K: kernel, shape (c_i, k_h, k_w).
    """
    from course.operations import cross_correlate_channels

    X, K = np.asarray(X, np.float64), np.asarray(K, np.float64)
    Y = np.asarray(cross_correlate_channels(X, K))
    output, size = _output_grid(Y), K.shape[1:]
    channels = range(len(X))
    steps = []
    for at in np.ndindex(*Y.shape):
        seen = X[:, at[0] :, at[1] :][:, : size[0], : size[1]]
        sums = (seen * K).sum(axis=(1, 2))
        cells: dict[str, Texts] = {}
        marks = {output.title: _mark(at)}
        for c in channels:
            cells[f"products {c}"] = _to_rows(show_products(seen[c], K[c]), size[1])
            cells[f"sum {c}"] = [[show(sums[c])]]
            marks[f"input, channel {c}"] = _mark(at, size, "input")
        terms = " + ".join(show_factor(total) for total in sums)
        steps.append(Step(f"{_name_element(at)}: {terms} = {show(float(Y[at]))}", cells, marks))
    rows: list[list[Part]] = [
        [
            Grid(f"input, channel {c}", to_texts(X[c])),
            "⋆",
            Grid(f"kernel, channel {c}", to_texts(K[c]), mark=_mark((0, 0), size, "kernel")),
            "→",
            Grid(f"products {c}", steps[0].cells[f"products {c}"]),
            "→",
            Grid(f"sum {c}", [["0"]]),
        ]
        for c in channels
    ]
    still = channel_sum(X, K, _find_instructive_element(Y))
    return build_figure("Channels add up, step by step", still, rows, ["→", output], steps)


@skip_while_grading
def step_through_pooling(
    X: Any,
    pool_size: tuple[int, int],
    *,
    padding: Padding = NONE,
    stride: tuple[int, int] = (1, 1),
    mode: str = "max",
) -> LiveFigure:
    """Step through all output elements of pooling.

    Args:
        X: input, shape (n_h, n_w).
        pool_size: height and width of the window.
        padding: ((top, bottom), (left, right)); these cells do not count.
        stride: (s_h, s_w), the distance between windows.
        mode: 'max' or 'avg'.
    """
    from course.operations import pool

    X = to_grid(X)
    Y = np.asarray(pool(X, pool_size, padding, stride, mode), np.float64)
    image = _image_grid(X, padding, empty="−∞" if mode == "max" else "")
    output = _output_grid(Y)
    values = np.pad(X, padding, constant_values=np.nan)
    steps = []
    for at in np.ndindex(*Y.shape):
        top, left = at[0] * stride[0], at[1] * stride[1]
        seen = values[top:, left:][: pool_size[0], : pool_size[1]]
        steps.append(
            Step(
                f"{_name_element(at)}: {_describe_pooling(seen[~np.isnan(seen)], mode)}",
                marks={
                    image.title: _mark((top, left), pool_size, "input"),
                    output.title: _mark(at),
                },
            )
        )
    return build_figure(
        "Pooling, step by step",
        pooling(
            X, pool_size, _find_instructive_element(Y), padding=padding, stride=stride, mode=mode
        ),
        rows=[[image]],
        after=["→", output],
        steps=steps,
    )


@skip_while_grading
def step_through_learning(kernels: Any, losses: Any, true: Any) -> LiveFigure:
    """Step through a gradient descent.

    Args:
        kernels: the start and the kernel after each step, shape (steps + 1, k_h, k_w).
        losses: the loss of each kernel except the last, shape (steps,), all above 0.
        true: the kernel that made the target, shape (k_h, k_w).
    """
    now, true, curve = np.asarray(kernels, np.float64), to_grid(true), np.asarray(losses)
    size = true.shape
    steps = [
        Step(
            f"After {n} step{'' if n == 1 else 's'}: loss {loss:.3g}",
            cells={"learned kernel": to_texts(now[n])},
            reach=float(max(np.abs(now[n]).max(), np.abs(true).max())) or 1.0,
        )
        for n, loss in enumerate(curve)
    ]
    learned = Grid("learned kernel", to_texts(now[0]), _mark((0, 0), size, "kernel"), shaded=True)
    wanted = Grid("true kernel", to_texts(true), _mark((0, 0), size), shaded=True)
    graph = Curve("loss, logarithmic, over the steps", [float(loss) for loss in curve])
    near = np.flatnonzero(curve < 0.1 * curve[0])  # the kernel is half way, and still moves
    still = learning(kernels, losses, true, int(near[0]) if near.size else len(curve) - 1)
    return build_figure(
        "Learning a kernel, step by step", still, [[learned, wanted]], [graph], steps
    )


def _image_grid(X: Array, padding: Padding, empty: str = "0") -> Grid:
    """Build the grid of an input with its padding; padded cells show `empty`."""
    inside = np.pad(np.ones(X.shape, bool), padding)
    title = f"input {X.shape}" + ("" if padding == NONE else f", padded {inside.shape}")
    texts = [
        [show(value) if there else empty for value, there in zip(*row, strict=True)]
        for row in zip(np.pad(X, padding), inside, strict=True)
    ]
    return Grid(title, texts, padded=(~inside).tolist())


def _output_grid(Y: Array) -> Grid:
    return Grid(f"output {Y.shape}", to_texts(Y), fills=True)


def _mark(at: Sequence[int], size: Sequence[int] = (1, 1), role: str = "output") -> Mark:
    return (at[0], at[1], size[0], size[1], role)


def _name_element(at: Sequence[int]) -> str:
    return f"Output row {at[0]}, column {at[1]}"


def _to_rows(texts: list[str], columns: int) -> list[list[str]]:
    return [texts[start : start + columns] for start in range(0, len(texts), columns)]


def _describe_pooling(cells: Array, mode: str) -> str:
    """Describe how pooling computes its result from these numbers.

    >>> _describe_pooling(np.array([1.0, -3.0]), "avg")
    '(1 + (−3)) / 2 = −1'
    >>> _describe_pooling(np.array([1.0, -3.0]), "max")
    'the largest of 1, −3 is 1'
    """
    if mode == "max":
        return f"the largest of {', '.join(map(show, cells))} is {show(cells.max())}"
    terms = " + ".join(map(show_factor, cells))
    return f"({terms}) / {cells.size} = {show(cells.mean())}"


def _find_instructive_element(Y: Array) -> tuple[int, int]:
    """Return the start of the second row, by which the window has moved in both directions."""
    return (1, 0) if len(Y) > 1 else (0, Y.shape[1] - 1)
