"""Mistakes in pooling an image, with or without padding and stride.

A model takes the arguments of `pool2d_strided`. Most models call the course's own pooling with
other settings.
"""

import functools
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from course.checks.mistake_models import Model, Table, family, named_in, pool
from course.checks.pooling.inputs import NO_PADDING
from course.checks.sum_mistakes import read_backwards
from course.checks.window_mistakes import Slip, shifted_parts
from course.checks.window_models import Loop, count_windows, pooling, surround
from nbproctor.checks.exercise import Misconception


def pool_right(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
    """Compute the right answer."""
    return pool(X, size, padding, stride, mode).numpy()


def only(its_mode: str, model: Model) -> Model:
    """Restrict a mistake to one mode; "" stands for both."""
    return functools.partial(_in_mode, its_mode, model)


def _in_mode(its_mode: str, model: Model, *given: Any) -> Any:
    return (model if its_mode in ("", given[-1]) else pool_right)(*given)


def join_modes(first: Any, second: Any) -> Model | None:
    """Return a model with one of two mistakes in each mode; None if both are in the same mode."""
    if first.args[0] == second.args[0] or "" in (first.args[0], second.args[0]):
        return None
    return lambda *given: (first if first.args[0] == given[-1] else second)(*given)


def pool_with_zeros(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
    """Model padded cells that are 0 and count as cells of the image."""
    import tensorflow as tf

    return pool_right(tf.pad(X, padding), size, NO_PADDING, stride, mode)


def _change(mode: str, **parts: Any) -> Model:
    """Build a model of a loop with other parts, see `Loop`, in one mode; "" stands for both."""
    return only(mode, pooling(Loop(**parts)))


def choose_by_mode(largest: Model, mean: Model) -> Model:
    """Build a model with a mistake of its own in each mode."""
    return lambda *given: (largest if given[-1] == "max" else mean)(*given)


# Cells of windows have the shape (..., p_h, p_w); in means, they are NaN where there is padding.
_CELLS = (-2, -1)


def _sum(cells: Any) -> Any:
    return np.nansum(cells, axis=_CELLS)


def _count(cells: Any) -> Any:
    return np.sum(~np.isnan(cells), axis=_CELLS)


def _mean(cells: Any, total: Any = 0, count: int = 0) -> Any:
    """Compute a mean whose sum and count start at other numbers than 0."""
    return (_sum(cells) + total) / (_count(cells) + count)


def _flat(cells: Any) -> Any:
    return cells.reshape(*cells.shape[:-2], -1)


def _diagonal(cells: Any) -> Any:
    return np.diagonal(cells, axis1=-2, axis2=-1)


def _first(cells: Any) -> Any:
    """Return the first cell that exists."""
    flat = _flat(cells)
    first = (~np.isnan(flat)).argmax(axis=-1)
    return np.take_along_axis(flat, first[..., np.newaxis], axis=-1)[..., 0]


def _or_mean(cells: Any) -> Any:
    """Compute what Python's `and` and `or` make of a maximum of 0: the mean, padding included."""
    largest = cells.max(axis=_CELLS)
    return np.where(largest == 0, cells.mean(axis=_CELLS), largest)


def _carry_on(Y: Any) -> Any:
    """Return what is left of the largest numbers if the search goes on from window to window."""
    return np.maximum.accumulate(np.ravel(Y)).reshape(Y.shape)


def _carry_on_in_rows(Y: Any) -> Any:
    return np.maximum.accumulate(Y, axis=1)


def _add_on(Y: Any) -> Any:
    return np.cumsum(Y).reshape(Y.shape)


def _sum_with_zeros(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
    return pool_with_zeros(X, size, padding, stride, mode) * (size[0] * size[1])


# Parts of a window, as some rows or columns, and how they come about.
_PARTS = {
    "loops over the window start at 1": (
        "The first row or column of each window does not count{}: your loops over the window start "
        "at 1, but its rows and columns are counted from 0.",
        (np.s_[..., 1:, 1:], np.s_[..., 1:, :], np.s_[..., 1:]),
    ),
    "loops over the window stop early": (
        "The last row or column of each window does not count{}: look where your loops over the "
        "window end.",
        (np.s_[..., :-1, :-1], np.s_[..., :-1, :], np.s_[..., :-1]),
    ),
    "only the last row or column of the window": (
        "Only the last row or column of each window counts{}: is a start value set again for each "
        "row of the window?",
        (np.s_[..., -1:, :], np.s_[..., -1:]),
    ),
    "only the first row or column of the window": (
        "Only the first row or column of each window counts{}. All cells count.",
        (np.s_[..., :1, :], np.s_[..., :1]),
    ),
}


def _largest_of(part: Any) -> Model:
    return _change("max", reduce=lambda cells: np.nanmax(cells[part], axis=_CELLS))


def _mean_of(part: Any, divide: Any) -> Model:
    """Build a model that adds up a part of a window, and divides by the cells of `divide`."""
    return _change("avg", reduce=lambda cells: _sum(cells[part]) / _count(cells[divide]))


def _list_parts() -> Iterator[Misconception]:
    """Yield the mistakes of windows of which only a part counts, in both modes or in one.

    Windows that end too early in both are told by `window_mistakes.SLICES`.
    """
    for name, (sentence, parts) in _PARTS.items():
        for part in parts:
            largest = _largest_of(part)
            mean_of_part = _mean_of(part, part)
            for mean in (mean_of_part, _mean_of(part, np.s_[...])):
                both = choose_by_mode(largest, mean)
                if name != "loops over the window stop early" or mean is not mean_of_part:
                    yield Misconception(name, sentence.format(""), both)
                yield Misconception(name, sentence.format(" in your means"), mean)
            yield Misconception(name, sentence.format(" in your largest numbers"), largest)


def _keep_different(cells: Any) -> Any:
    """Sort the cells of each window, and put NaN in place of those that repeat another one."""
    flat = np.sort(cells.reshape(*cells.shape[:-2], 1, -1))
    repeated = np.zeros(flat.shape, bool)
    repeated[..., 1:] = flat[..., 1:] == flat[..., :-1]
    return np.where(repeated, np.nan, flat)


def _running_mean(start: int, by_row: bool, cells: Any) -> Any:
    """Compute what is left if each cell, or the mean of each row, is averaged with that so far.

    Args:
        start: how many zeros there are before the first cell.
        by_row: whether the means of whole rows are averaged.
        cells: windows, shape (..., p_h, p_w); NaN where there is padding.
    """
    parts = np.nanmean(cells, axis=-1) if by_row else _flat(cells)
    mean = np.full(parts.shape[:-1], 0.0 if start else np.nan)
    for part in np.moveaxis(parts, -1, 0):
        known = np.where(np.isnan(mean), part, (mean + part) / 2)
        mean = np.where(np.isnan(part), mean, known)
    return mean


def _count_on(*given: Any) -> Any:
    """Divide sums by the number of cells in all windows so far."""
    sums, counts = (pooling(Loop(reduce=reduce))(*given) for reduce in (_sum, _count))
    return sums / _add_on(counts)


def _combine_parts(in_place: bool, shift: Callable[..., Any]) -> Model:
    """Build a model of an answer that combines shifted parts of the padded image."""

    def model(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
        P = surround(X, padding, -np.inf if mode == "max" else 0)
        lengths = zip(P.shape, size, stride, strict=True)
        Y = np.full([count_windows(*each) for each in lengths], -np.inf if mode == "max" else 0.0)
        for _, part in shift(P, tuple(size), stride):
            if in_place:
                (np.maximum if mode == "max" else np.add)(Y, part, out=Y)
            else:
                Y = np.maximum(Y, part) if mode == "max" else Y + part
        return Y if mode == "max" else Y / (size[0] * size[1])

    return model


def _where_largest_is_zero(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
    Y = pool_right(X, size, padding, stride, mode)
    return np.where(Y == 0, pool_right(X, size, padding, stride, "avg"), Y)


_DIAGONAL_LARGEST = _change("max", reduce=lambda cells: np.nanmax(_diagonal(cells), axis=-1))
_DIAGONAL_MEAN = _change("avg", reduce=lambda cells: np.nanmean(_diagonal(cells), axis=-1))
_LARGEST_CARRIED_ON = _change("max", finish=_carry_on)
_SUM_CARRIED_ON = _change("avg", finish=_add_on)

_CONDITION = (
    "Can your condition be true and false? In Python, `mode == 'avg' or 'mean'` is always true."
)

MODES = (
    Slip(
        "modes swapped",
        "Your numbers are means where the largest is asked, and the other way round.",
        (Loop(mode=lambda mode: "avg" if mode == "max" else "max"),),
    ),
    Slip(
        "always the largest",
        "Your numbers are the largest of each window in both modes. The mode 'avg' asks for means. "
        f"{_CONDITION}",
        (Loop(mode=lambda mode: "max"),),
    ),
    Slip(
        "always the mean",
        f"Your numbers are means in both modes. The mode 'max' asks for the largest. {_CONDITION}",
        (Loop(mode=lambda mode: "avg"),),
    ),
)

PADDED_WITH_ZEROS = (
    "Your padding counts, with 0 or a number that is nearly 0: in a largest that is negative, and "
    "in every mean. Padded cells are no part of the image."
)

_CARRIED_ON: Table = {
    "search starts at the corner": (
        "No number is below X[0, 0]: your search for the largest starts there, and not with a cell "
        "of its window.",
        only("max", lambda *given: np.maximum(pool_right(*given), given[0][0, 0])),
    ),
    "largest carried on": (
        "The largest number of a window is never below that of the window before: the search "
        "goes on where it should begin anew. Set it back for each window, inside the loops.",
        _LARGEST_CARRIED_ON,
        _change("max", finish=lambda Y: np.maximum(_carry_on(Y), 0)),
        _change("max", finish=_carry_on_in_rows),
        _change("max", finish=lambda Y: np.maximum(_carry_on_in_rows(Y), 0)),
    ),
    "sum carried on": (
        "Each mean contains the windows before it: the sum goes on where it should begin anew. Set "
        "it back to 0 for each window, inside the loops.",
        _SUM_CARRIED_ON,
    ),
    "largest and sum carried on": (
        "Each number contains the windows before it: neither the largest nor the sum begins anew. "
        "Set both back for each window, inside the loops.",
        choose_by_mode(_LARGEST_CARRIED_ON, _SUM_CARRIED_ON),
    ),
}

_OTHER_NUMBERS: Table = {
    "place of the largest number": (
        "Your numbers are places: where in its window the largest stands. Keep the number itself.",
        _change("max", reduce=lambda cells: _flat(cells).argmax(axis=-1)),
    ),
    "largest minus smallest": (
        "Your numbers are the differences between the largest and the smallest of each window. "
        "Keep the largest itself.",
        _change("max", reduce=lambda cells: np.ptp(cells, axis=_CELLS)),
    ),
    "middle between largest and smallest": (
        "Your means lie halfway between the largest and the smallest number. A mean takes all "
        "numbers of the window into account.",
        _change(
            "avg",
            reduce=lambda cells: (
                (np.nanmax(cells, axis=_CELLS) + np.nanmin(cells, axis=_CELLS)) / 2
            ),
        ),
    ),
    "mean divided by height plus width": (
        "Your sums are divided by height plus width. A window has height times width cells.",
        only("avg", lambda *given: pool_right(*given) * given[1][0] * given[1][1] / sum(given[1])),
    ),
    "first cell counted twice": (
        "The first cell of each window counts twice in your means: your sum starts with it, "
        "and your loops add it again. Start the sum at 0.",
        *(
            _change("avg", reduce=lambda cells, count=count: _mean(cells, _first(cells), count))
            for count in (0, 1)
        ),
    ),
}

_STARTS: Table = {
    "start value of the search left": (
        "Your largest numbers are infinite: nothing takes the place of the start value. Is the "
        "comparison the wrong way round, or the start above all numbers?",
        *(
            _change("max", finish=lambda Y, start=start: np.full_like(Y, start))
            for start in (-np.inf, np.inf)
        ),
    ),
    "sum starts at infinity": (
        "Your means are infinite: does their sum start where the search for the largest does, "
        "at -infinity? A sum starts at 0.",
        *(
            _change("avg", finish=lambda Y, start=start: np.full_like(Y, start))
            for start in (-np.inf, np.inf)
        ),
    ),
    "sum starts at 1": (
        "Your sums start at 1, so each mean is too large. A sum starts at 0.",
        _change("avg", reduce=functools.partial(_mean, total=1)),
    ),
    "count starts at 1": (
        "Your sums are divided by one more than there are cells: a count starts at 0.",
        _change("avg", reduce=functools.partial(_mean, count=1)),
    ),
    "sum and count carried on": (
        "Each mean is that of all windows so far: neither the sum nor the count begins anew. "
        "Set both back for each window, inside the loops.",
        _change("avg", finish=lambda Y: _add_on(Y) / np.arange(1, Y.size + 1).reshape(Y.shape)),
        _change("avg", finish=lambda Y: np.cumsum(Y, axis=1) / np.arange(1, Y.shape[1] + 1)),
    ),
    "sum carried on": (
        "Each mean contains the windows before it in its row: the sum goes on where it should "
        "begin anew. Set it back to 0 for each window, inside the loops.",
        _change("avg", finish=lambda Y: np.cumsum(Y, axis=1)),
    ),
    "indices below the start of the window": (
        "Your indices go down from the start of a window, X[i - a, j - b], and one below 0 counts "
        "from the end. A window reaches down and to the right: X[i + a, j + b].",
        pooling(Loop(cut=read_backwards)),
    ),
    "sum in place of the largest": (
        "Your largest numbers are the sums of their windows.",
        _change("max", reduce=_sum),
    ),
    "signs lost before pooling": (
        "The signs are gone before you pool: you take absolute values. Pooling keeps them.",
        pooling(Loop(pixels=np.abs)),
    ),
    "truncated to whole numbers": (
        "The fractions of the image are gone before you pool: its dtype became an integer one.",
        *(pooling(Loop(pixels=cut)) for cut in (np.trunc, np.round)),
    ),
    **family(
        "Your means count only {}. All cells of the window that exist count.",
        {
            f"mean counts only {words}": (
                words,
                _change(
                    "avg", reduce=lambda cells, c=counts: _mean(np.where(c(cells), cells, np.nan))
                ),
            )
            for words, counts in (
                ("cells that are not zero", lambda cells: cells != 0),
                ("positive cells", lambda cells: cells > 0),
                ("cells that are not negative", lambda cells: cells >= 0),
            )
        },
    ),
    "equal cells count once": (
        "Equal numbers of a window count once in your means, as in a set. Each cell counts: "
        "collect them in a list.",
        _change("avg", reduce=lambda cells: _mean(_keep_different(cells))),
    ),
    "sum divided by the positive cells": (
        "Your sums are divided by the number of positive cells. All cells that exist count.",
        _change("avg", reduce=lambda cells: _sum(cells) / np.sum(cells > 0, axis=_CELLS)),
    ),
    "halved with each cell": (
        "You halve what you have with each new cell or row, as in (old + new) / 2, so the last "
        "ones weigh most. Add all cells up, and divide once, by their number.",
        *(
            _change("avg", reduce=functools.partial(_running_mean, *form))
            for form in ((1, False), (0, False), (0, True), (1, True))
        ),
    ),
    "last cell divided by the number of cells": (
        "Your mean is the last cell of the window divided by the number of cells: each cell "
        "overwrites the one before. Add them up.",
        _change("avg", reduce=lambda cells: cells[..., -1, -1] / _count(cells)),
    ),
    "mean cut to whole numbers": (
        "Your means are whole: their fractions are gone. `//`, `int` and `round` drop them, "
        "and `/` keeps them.",
        *(only("avg", pooling(Loop(finish=cut))) for cut in (np.floor, np.trunc, np.round)),
    ),
    "largest of each row or column added up": (
        "Your numbers add up the largest of each row or column of a window. One of all is asked "
        "for.",
        _change("max", reduce=lambda cells: cells.max(axis=-1).sum(axis=-1)),
    ),
    "mean of the largest of each row or column": (
        "Your largest numbers are means of the largest of each row or column of a window. One "
        "of all is asked for.",
        _change("max", reduce=lambda cells: cells.max(axis=-1).mean(axis=-1)),
        _change("max", reduce=lambda cells: cells.max(axis=-2).mean(axis=-1)),
    ),
}

_RESULTS: Table = {
    "largest by absolute value": (
        "Your numbers are the largest without their signs. -5 is smaller than 1.",
        only("max", lambda X, *settings: pool_right(np.abs(X), *settings)),
    ),
    "smallest number": (
        "Your numbers are the smallest of each window; 'max' asks for the largest.",
        only("max", lambda X, *settings: -pool_right(-X, *settings)),
    ),
    "mean where the largest is 0": (
        "Where the largest number is 0 you have the mean. Zero is a number like any other, though "
        "Python takes it for False.",
        only("max", _where_largest_is_zero),
        _change("max", reduce=_or_mean),
    ),
    "last number of the window": (
        "Your number is the last of each window, whatever the others are: each one overwrites "
        "the one before.",
        *(_change(mode, reduce=lambda cells: cells[..., -1, -1]) for mode in ("", "max", "avg")),
    ),
    "first number of the window": (
        "Your number is the first of each window, whatever the others are.",
        *(_change(mode, reduce=lambda cells: cells[..., 0, 0]) for mode in ("", "max", "avg")),
    ),
    "median in place of the mean": (
        "Your numbers are medians: half of a window is below them. A mean takes all into account.",
        _change("avg", reduce=functools.partial(np.nanmedian, axis=_CELLS)),
    ),
    "mean always divided by 4": (
        "Your sums are divided by 4, whatever the window: it has another number of cells. (The "
        "outputs have 4 elements, too: do you divide by their number?)",
        _change("avg", reduce=lambda cells: _sum(cells) / 4),
    ),
    "mean always divided by 9": (
        "Your sums are divided by 9, whatever the window: it has another number of cells.",
        _change("avg", reduce=lambda cells: _sum(cells) / 9),
    ),
    "count carried on": (
        "Your sums are divided by the cells of all windows so far: the count goes on where it "
        "should begin anew. Set it back to 0 for each window, inside the loops.",
        only("avg", _count_on),
    ),
    **family(
        "Your largest is never below {}. Where every cell is smaller, so is the largest: with what "
        "does your search start?",
        {
            f"max started at {number}": (
                str(number),
                only("max", lambda *given, number=number: np.maximum(pool_right(*given), number)),
            )
            for number in (0, -1, -10, -99, -100, -255, -999, -1000)
        },
    ),
    "negatives cut off": (
        "Where a negative number belongs you have 0, or nearly 0. Pooling keeps the sign of what "
        "it finds.",
        lambda *given: np.maximum(pool_right(*given), 0),
    ),
    **family(
        "Your sums are divided by the window's {} alone. How many cells does it have?",
        {
            f"mean divided by the {side} of the window": (
                side,
                only("avg", lambda *given, at=at: pool_right(*given) * given[1][at]),
            )
            for side, at in (("height", 1), ("width", 0))
        },
    ),
    "mean divided by the size of the image": (
        "Your sums are divided by the number of cells of the whole image. How many does a window "
        "have?",
        only("avg", lambda *given: _sum_with_zeros(*given) / given[0].size),
    ),
    "largest of the whole image": (
        "All your numbers are the largest of the whole image. Look at each window alone.",
        only("max", lambda *given: np.full_like(pool_right(*given), np.max(given[0]))),
    ),
    "mean of the whole image": (
        "All your means are that of the whole image. Look at each window alone.",
        only("avg", lambda *given: np.full_like(pool_right(*given), np.mean(given[0]))),
    ),
    "sum in place of the mean": (
        "Your numbers are sums. A mean divides the sum by how many numbers there are.",
        only("avg", _sum_with_zeros),
    ),
}

_SHARED = (
    *(
        Misconception(
            "mode misspelt",
            f"With mode '{mode}' your output stays 0, so nothing is computed. The modes are spelt "
            "'max' and 'avg'.",
            only(mode, lambda *given: np.zeros_like(pool_right(*given))),
        )
        for mode in ("max", "avg")
    ),
    *named_in(_CARRIED_ON),
    *_list_parts(),
    *named_in(_OTHER_NUMBERS),
    *(
        Misconception(
            "largest and mean over other axes",
            f"You take the largest or the mean over {words} of an array of windows. Its first two "
            "axes say where a window is, and the last two hold its cells: of all those cells comes "
            "one number.",
            choose_by_mode(
                _change("max", reduce=functools.partial(np.nanmax, axis=axes)),
                _change("avg", reduce=functools.partial(np.nanmean, axis=axes)),
            ),
        )
        for axes, words in (
            ((3,), "the last axis alone"),
            ((2,), "the last axis but one alone"),
            ((0, 1), "axes 0 and 1"),
            ((0, 2), "axes 0 and 2"),
            ((0, 3), "axes 0 and 3"),
            ((1, 2), "axes 1 and 2"),
            ((1, 3), "axes 1 and 3"),
        )
    ),
    *named_in(_STARTS),
    *(
        Misconception(
            "only the diagonal of the window",
            f"Only the diagonal of each window counts{words}. Its rows and columns need an index "
            "each: `zip` runs through both at once.",
            model,
        )
        for words, model in (
            ("", choose_by_mode(_DIAGONAL_LARGEST, _DIAGONAL_MEAN)),
            (" in your largest numbers", _DIAGONAL_LARGEST),
            (" in your means", _DIAGONAL_MEAN),
        )
    ),
    *named_in(_RESULTS),
    *(
        Misconception(
            "mean divided as in a square window",
            f"Your sums are divided by the square of the window's {side}. A window need not be "
            "square: how many cells does it have?",
            only(
                "avg", lambda *given, at=at: pool_right(*given) * (given[1][1 - at] / given[1][at])
            ),
        )
        for side, at in (("height", 0), ("width", 1))
    ),
)

# A mistake in one mode may come with another one in the other mode.
SHARED = tuple(
    replace(each, change=each.model, join=join_modes)
    if isinstance(each.model, functools.partial)
    else each
    for each in (
        *_SHARED,
        *shifted_parts(functools.partial(_combine_parts, True)),
        *shifted_parts(functools.partial(_combine_parts, False)),
    )
)
