"""Mistakes in pooling an image, with or without padding and stride.

A model takes the arguments of `pool2d_strided`. Most models call the course's own pooling with
other settings.
"""

import functools
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from course.checks.mistake_models import Model, pool
from course.checks.pooling.inputs import NO_PADDING
from course.checks.sum_mistakes import read_backwards
from course.checks.window_mistakes import Slip, shifted_parts
from course.checks.window_models import Loop, count_windows, pooling, surround
from nbproctor.checks.exercise import Misconception


def pooled(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
    """Compute the right answer."""
    return pool(X, size, padding, stride, mode).numpy()


def resized(change: Callable[..., tuple[Any, Any, Any]]) -> Model:
    """Build a model with another window size, padding and stride."""
    return lambda X, size, padding, stride, mode: pooled(X, *change(size, padding, stride), mode)


def always(mode: str) -> Model:
    """Build a model that ignores the given mode."""
    return lambda X, size, padding, stride, _: pooled(X, size, padding, stride, mode)


def only(its_mode: str, model: Model) -> Model:
    """Restrict a mistake to one mode; "" stands for both."""
    return functools.partial(_in_mode, its_mode, model)


def _in_mode(its_mode: str, model: Model, *given: Any) -> Any:
    return (model if its_mode in ("", given[-1]) else pooled)(*given)


def one_in_each_mode(first: Any, second: Any) -> Model | None:
    """Return a model with one of two mistakes in each mode; None if both are in the same mode."""
    if first.args[0] == second.args[0] or "" in (first.args[0], second.args[0]):
        return None
    return lambda *given: (first if first.args[0] == given[-1] else second)(*given)


def turned(model: Model) -> Model:
    """Swap the two axes in a mistake."""

    def mirrored(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
        return model(X.T, size[::-1], padding[::-1], stride[::-1], mode).T

    return mirrored


def padded_with(number: float) -> Model:
    """Build a model that treats padded cells as cells of the image."""

    def padded(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
        import tensorflow as tf

        bordered = tf.pad(X, padding, constant_values=np.float32(number))
        return pooled(bordered, size, NO_PADDING, stride, mode)

    return padded


def _smallest(X: Any, *settings: Any) -> Any:
    return -pooled(-X, *settings)


def _size_squared(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
    return pooled(X, size, padding, stride, mode) * (size[1] / size[0])


def _sum(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
    return padded_with(0)(X, size, padding, stride, mode) * (size[0] * size[1])


def _or_mean(cells: Any) -> Any:
    """Compute what Python's `and` and `or` make of a maximum of 0: the mean, padding included."""
    largest = cells.max(axis=(-2, -1))
    return np.where(largest == 0, cells.mean(axis=(-2, -1)), largest)


def _last(cells: Any) -> Any:
    return cells[..., -1, -1]


def _middle(cells: Any) -> Any:
    return np.nanmedian(cells, axis=(-2, -1))


def _carried_on(start: float) -> Callable[[Any], Any]:
    """Return what is left of the largest numbers if the search goes on from window to window."""
    return lambda Y: np.maximum.accumulate([start, *np.ravel(Y)])[1:].reshape(Y.shape)


def _carried_along_rows(Y: Any) -> Any:
    return np.maximum.accumulate(Y, axis=1)


def _added_up(Y: Any) -> Any:
    return np.cumsum(Y).reshape(Y.shape)


def _by_mode(largest: Model, mean: Model) -> Model:
    """Build a model with a mistake of its own in each mode."""
    return lambda *given: (largest if given[-1] == "max" else mean)(*given)


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
    return only("max", pooling(Loop(reduce=lambda cells: np.nanmax(cells[part], axis=(-2, -1)))))


def _mean_of(part: Any, divide: Any) -> Model:
    """Build a model that adds up a part of a window, and divides by the cells of `divide`."""

    def reduce(cells: Any) -> Any:
        count = np.sum(~np.isnan(cells[divide]), axis=(-2, -1))
        return np.nansum(cells[part], axis=(-2, -1)) / count

    return only("avg", pooling(Loop(reduce=reduce)))


def _list_parts() -> Iterator[Misconception]:
    """Yield the mistakes of windows of which only a part counts, in both modes or in one.

    Windows that end too early in both are told by `window_mistakes.SLICES`.
    """
    for name, (sentence, parts) in _PARTS.items():
        for part in parts:
            largest = _largest_of(part)
            mean_of_part = _mean_of(part, part)
            for mean in (mean_of_part, _mean_of(part, np.s_[...])):
                both = _by_mode(largest, mean)
                if name != "loops over the window stop early" or mean is not mean_of_part:
                    yield Misconception(name, sentence.format(""), both)
                yield Misconception(name, sentence.format(" in your means"), mean)
            yield Misconception(name, sentence.format(" in your largest numbers"), largest)


def _mean_from(total: int, count: int) -> Callable[[Any], Any]:
    """Return a mean whose sum and count start at other numbers than 0."""
    return lambda cells: (
        (np.nansum(cells, axis=(-2, -1)) + total)
        / (np.sum(~np.isnan(cells), axis=(-2, -1)) + count)
    )


def _running_mean(start: int, by_row: bool, cells: Any) -> Any:
    """Compute what is left if each cell, or the mean of each row, is averaged with that so far.

    Args:
        start: how many zeros there are before the first cell.
        by_row: whether the means of whole rows are averaged.
        cells: windows, shape (..., p_h, p_w); NaN where there is padding.
    """
    parts = np.nanmean(cells, axis=-1) if by_row else cells.reshape(*cells.shape[:-2], -1)
    mean = np.full(parts.shape[:-1], 0.0 if start else np.nan)
    for part in np.moveaxis(parts, -1, 0):
        known = np.where(np.isnan(mean), part, (mean + part) / 2)
        mean = np.where(np.isnan(part), mean, known)
    return mean


def _count_carried_on(*given: Any) -> Any:
    sums = pooling(Loop(reduce=lambda cells: np.nansum(cells, axis=(-2, -1))))(*given)
    counts = pooling(Loop(reduce=lambda cells: np.sum(~np.isnan(cells), axis=(-2, -1))))(*given)
    return sums / _added_up(counts)


def _sum_over(n: int, cells: Any) -> Any:
    return np.nansum(cells, axis=(-2, -1)) / n


def _flat(cells: Any) -> Any:
    return cells.reshape(*cells.shape[:-2], -1)


def _first_twice(count: int, cells: Any) -> Any:
    """Compute a mean in which the first cell that exists is added twice.

    Args:
        count: by how much the number of cells is too large.
        cells: windows, shape (..., p_h, p_w); NaN where there is padding.
    """
    flat = _flat(cells)
    exist = ~np.isnan(flat)
    first = np.take_along_axis(flat, exist.argmax(axis=-1)[..., np.newaxis], axis=-1)[..., 0]
    return (np.nansum(flat, axis=-1) + first) / (exist.sum(axis=-1) + count)


def _over_axes(reduce: Callable[..., Any], axes: tuple[int, ...], cells: Any) -> Any:
    """Reduce all windows, shape (y_h, y_w, p_h, p_w), over some of their axes."""
    return reduce(cells, axis=axes)


def _diagonal(cells: Any) -> Any:
    return np.diagonal(cells, axis1=-2, axis2=-1)


def _shifted(in_place: bool, shift: Callable[..., Any]) -> Model:
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


def _mean_where(counts: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return the mean of those cells that count."""
    return lambda cells: (
        np.where(counts(cells), cells, 0).sum(axis=(-2, -1)) / counts(cells).sum(axis=(-2, -1))
    )


def _last_over_all(cells: Any) -> Any:
    return cells[..., -1, -1] / np.sum(~np.isnan(cells), axis=(-2, -1))


_DIAGONAL = {
    "max": pooling(Loop(reduce=lambda cells: np.nanmax(_diagonal(cells), axis=-1))),
    "avg": pooling(Loop(reduce=lambda cells: np.nanmean(_diagonal(cells), axis=-1))),
}
_CARRIED = only("max", pooling(Loop(finish=_carried_on(-np.inf))))
_SUMMED_ON = only("avg", pooling(Loop(finish=_added_up)))


def _where_largest_is_zero(*given: Any) -> Any:
    Y = pooled(*given)
    return np.where(Y == 0, always("avg")(*given), Y)


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

_SHARED = (
    *(
        Misconception(
            "mode misspelt",
            f"With mode '{mode}' your output stays 0, so nothing is computed. The modes are spelt "
            "'max' and 'avg'.",
            only(mode, lambda *given: np.zeros_like(pooled(*given))),
        )
        for mode in ("max", "avg")
    ),
    Misconception(
        "search starts at the corner",
        "No number is below X[0, 0]: your search for the largest starts there, and not with a cell "
        "of its window.",
        only("max", lambda *given: np.maximum(pooled(*given), given[0][0, 0])),
    ),
    *(
        Misconception(
            "largest carried on",
            "The largest number of a window is never below that of the window before: the search "
            "goes on where it should begin anew. Set it back for each window, inside the loops.",
            model,
        )
        for model in (
            _CARRIED,
            only("max", pooling(Loop(finish=_carried_on(0)))),
            only("max", pooling(Loop(finish=_carried_along_rows))),
            only("max", pooling(Loop(finish=lambda Y: np.maximum(_carried_along_rows(Y), 0)))),
        )
    ),
    Misconception(
        "sum carried on",
        "Each mean contains the windows before it: the sum goes on where it should begin anew. Set "
        "it back to 0 for each window, inside the loops.",
        _SUMMED_ON,
    ),
    Misconception(
        "largest and sum carried on",
        "Each number contains the windows before it: neither the largest nor the sum begins anew. "
        "Set both back for each window, inside the loops.",
        _by_mode(_CARRIED, _SUMMED_ON),
    ),
    *_list_parts(),
    Misconception(
        "place of the largest number",
        "Your numbers are places: where in its window the largest stands. Keep the number itself.",
        only("max", pooling(Loop(reduce=lambda cells: _flat(cells).argmax(axis=-1)))),
    ),
    Misconception(
        "largest minus smallest",
        "Your numbers are the differences between the largest and the smallest of each window. "
        "Keep the largest itself.",
        only("max", pooling(Loop(reduce=lambda cells: np.ptp(_flat(cells), axis=-1)))),
    ),
    Misconception(
        "middle between largest and smallest",
        "Your means lie halfway between the largest and the smallest number. A mean takes all "
        "numbers of the window into account.",
        only(
            "avg",
            pooling(
                Loop(reduce=lambda cells: (np.nanmax(c := _flat(cells), -1) + np.nanmin(c, -1)) / 2)
            ),
        ),
    ),
    Misconception(
        "mean divided by height plus width",
        "Your sums are divided by height plus width. A window has height times width cells.",
        only("avg", lambda *given: pooled(*given) * given[1][0] * given[1][1] / sum(given[1])),
    ),
    *(
        Misconception(
            "first cell counted twice",
            "The first cell of each window counts twice in your means: your sum starts with it, "
            "and your loops add it again. Start the sum at 0.",
            only("avg", pooling(Loop(reduce=functools.partial(_first_twice, count)))),
        )
        for count in (0, 1)
    ),
    *(
        Misconception(
            "largest and mean over other axes",
            f"You take the largest or the mean over {words} of an array of windows. Its first two "
            "axes say where a window is, and the last two hold its cells: of all those cells comes "
            "one number.",
            _by_mode(
                *(
                    pooling(Loop(reduce=functools.partial(_over_axes, reduce, axes)))
                    for reduce in (np.nanmax, np.nanmean)
                )
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
    *(
        Misconception(
            "start value of the search left",
            "Your largest numbers are infinite: nothing takes the place of the start value. Is the "
            "comparison the wrong way round, or the start above all numbers?",
            only("max", pooling(Loop(finish=functools.partial(np.full_like, fill_value=start)))),
        )
        for start in (-np.inf, np.inf)
    ),
    *(
        Misconception(
            "sum starts at infinity",
            "Your means are infinite: does their sum start where the search for the largest does, "
            "at -infinity? A sum starts at 0.",
            only("avg", pooling(Loop(finish=functools.partial(np.full_like, fill_value=start)))),
        )
        for start in (-np.inf, np.inf)
    ),
    Misconception(
        "sum starts at 1",
        "Your sums start at 1, so each mean is too large. A sum starts at 0.",
        only("avg", pooling(Loop(reduce=_mean_from(1, 0)))),
    ),
    Misconception(
        "count starts at 1",
        "Your sums are divided by one more than there are cells: a count starts at 0.",
        only("avg", pooling(Loop(reduce=_mean_from(0, 1)))),
    ),
    *(
        Misconception(
            "sum and count carried on",
            "Each mean is that of all windows so far: neither the sum nor the count begins anew. "
            "Set both back for each window, inside the loops.",
            only("avg", pooling(Loop(finish=finish))),
        )
        for finish in (
            lambda Y: (np.cumsum(Y) / np.arange(1, Y.size + 1)).reshape(Y.shape),
            lambda Y: np.cumsum(Y, axis=1) / np.arange(1, Y.shape[1] + 1),
        )
    ),
    Misconception(
        "sum carried on",
        "Each mean contains the windows before it in its row: the sum goes on where it should "
        "begin anew. Set it back to 0 for each window, inside the loops.",
        only("avg", pooling(Loop(finish=lambda Y: np.cumsum(Y, axis=1)))),
    ),
    Misconception(
        "indices below the start of the window",
        "Your indices go down from the start of a window, X[i - a, j - b], and one below 0 counts "
        "from the end. A window reaches down and to the right: X[i + a, j + b].",
        pooling(Loop(cut=read_backwards)),
    ),
    Misconception(
        "sum in place of the largest",
        "Your largest numbers are the sums of their windows.",
        only("max", pooling(Loop(reduce=lambda cells: np.nansum(cells, axis=(-2, -1))))),
    ),
    Misconception(
        "signs lost before pooling",
        "The signs are gone before you pool: you take absolute values. Pooling keeps them.",
        pooling(Loop(pixels=np.abs)),
    ),
    *(
        Misconception(
            "truncated to whole numbers",
            "The fractions of the image are gone before you pool: its dtype became an integer one.",
            pooling(Loop(pixels=cut)),
        )
        for cut in (np.trunc, np.round)
    ),
    *(
        Misconception(
            f"mean counts only {words}",
            f"Your means count only {words}. All cells of the window that exist count.",
            only("avg", pooling(Loop(reduce=_mean_where(counts)))),
        )
        for words, counts in (
            ("cells that are not zero", lambda cells: (cells != 0) & ~np.isnan(cells)),
            ("positive cells", lambda cells: cells > 0),
            ("cells that are not negative", lambda cells: cells >= 0),
        )
    ),
    Misconception(
        "sum divided by the positive cells",
        "Your sums are divided by the number of positive cells. All cells that exist count.",
        only(
            "avg",
            pooling(
                Loop(
                    reduce=lambda cells: (
                        np.nansum(cells, axis=(-2, -1)) / np.sum(cells > 0, axis=(-2, -1))
                    )
                )
            ),
        ),
    ),
    *(
        Misconception(
            "halved with each cell",
            "You halve what you have with each new cell or row, as in (old + new) / 2, so the last "
            "ones weigh most. Add all cells up, and divide once, by their number.",
            only("avg", pooling(Loop(reduce=functools.partial(_running_mean, *form)))),
        )
        for form in ((1, False), (0, False), (0, True), (1, True))
    ),
    Misconception(
        "last cell divided by the number of cells",
        "Your mean is the last cell of the window divided by the number of cells: each cell "
        "overwrites the one before. Add them up.",
        only("avg", pooling(Loop(reduce=_last_over_all))),
    ),
    *(
        Misconception(
            "mean cut to whole numbers",
            "Your means are whole: their fractions are gone. `//`, `int` and `round` drop them, "
            "and `/` keeps them.",
            only("avg", pooling(Loop(finish=cut))),
        )
        for cut in (np.floor, np.trunc, np.round)
    ),
    Misconception(
        "largest of each row or column added up",
        "Your numbers add up the largest of each row or column of a window. One of all is asked "
        "for.",
        only("max", pooling(Loop(reduce=lambda cells: cells.max(axis=-1).sum(axis=-1)))),
    ),
    *(
        Misconception(
            "mean of the largest of each row or column",
            "Your largest numbers are means of the largest of each row or column of a window. One "
            "of all is asked for.",
            only("max", pooling(Loop(reduce=reduce))),
        )
        for reduce in (
            lambda cells: cells.max(axis=-1).mean(axis=-1),
            lambda cells: cells.max(axis=-2).mean(axis=-1),
        )
    ),
    *(
        Misconception(
            "only the diagonal of the window",
            f"Only the diagonal of each window counts{words}. Its rows and columns need an index "
            "each: `zip` runs through both at once.",
            model,
        )
        for words, model in (
            ("", _by_mode(_DIAGONAL["max"], _DIAGONAL["avg"])),
            (" in your largest numbers", only("max", _DIAGONAL["max"])),
            (" in your means", only("avg", _DIAGONAL["avg"])),
        )
    ),
    Misconception(
        "largest by absolute value",
        "Your numbers are the largest without their signs. -5 is smaller than 1.",
        only("max", lambda X, *settings: pooled(np.abs(X), *settings)),
    ),
    Misconception(
        "smallest number",
        "Your numbers are the smallest of each window; 'max' asks for the largest.",
        only("max", _smallest),
    ),
    Misconception(
        "mean where the largest is 0",
        "Where the largest number is 0 you have the mean. Zero is a number like any other, though "
        "Python takes it for False.",
        only("max", _where_largest_is_zero),
    ),
    Misconception(
        "mean where the largest is 0",
        "Where the largest number is 0 you have the mean. Zero is a number like any other, though "
        "Python takes it for False.",
        only("max", pooling(Loop(reduce=_or_mean))),
    ),
    *(
        Misconception(
            "last number of the window",
            "Your number is the last of each window, whatever the others are: each one overwrites "
            "the one before.",
            only(mode, pooling(Loop(reduce=_last))),
        )
        for mode in ("", "max", "avg")
    ),
    *(
        Misconception(
            "first number of the window",
            "Your number is the first of each window, whatever the others are.",
            only(mode, pooling(Loop(reduce=lambda cells: cells[..., 0, 0]))),
        )
        for mode in ("", "max", "avg")
    ),
    Misconception(
        "median in place of the mean",
        "Your numbers are medians: half of a window is below them. A mean takes all into account.",
        only("avg", pooling(Loop(reduce=_middle))),
    ),
    *(
        Misconception(
            f"mean always divided by {n}",
            f"Your sums are divided by {n}, whatever the window: it has another number of cells."
            + or_,
            only("avg", pooling(Loop(reduce=functools.partial(_sum_over, n)))),
        )
        for n, or_ in (
            (4, " (The outputs have 4 elements, too: do you divide by their number?)"),
            (9, ""),
        )
    ),
    Misconception(
        "count carried on",
        "Your sums are divided by the cells of all windows so far: the count goes on where it "
        "should begin anew. Set it back to 0 for each window, inside the loops.",
        only("avg", _count_carried_on),
    ),
    *(
        Misconception(
            f"max started at {number}",
            f"Your largest is never below {number}. Where every cell is smaller, so is the "
            "largest: with what does your search start?",
            only("max", lambda *given, number=number: np.maximum(pooled(*given), number)),
        )
        for number in (0, -1, -10, -99, -100, -255, -999, -1000)
    ),
    Misconception(
        "negatives cut off",
        "Where a negative number belongs you have 0, or nearly 0. Pooling keeps the sign of what "
        "it finds.",
        lambda *given: np.maximum(pooled(*given), 0),
    ),
    *(
        Misconception(
            f"mean divided by the {side} of the window",
            f"Your sums are divided by the window's {side} alone. How many cells does it have?",
            only("avg", lambda *given, at=at: pooled(*given) * given[1][at]),
        )
        for side, at in (("height", 1), ("width", 0))
    ),
    Misconception(
        "mean divided by the size of the image",
        "Your sums are divided by the number of cells of the whole image. How many does a window "
        "have?",
        only("avg", lambda *given: _sum(*given) / given[0].size),
    ),
    Misconception(
        "largest of the whole image",
        "All your numbers are the largest of the whole image. Look at each window alone.",
        only("max", lambda *given: np.full_like(pooled(*given), np.max(given[0]))),
    ),
    Misconception(
        "mean of the whole image",
        "All your means are that of the whole image. Look at each window alone.",
        only("avg", lambda *given: np.full_like(pooled(*given), np.mean(given[0]))),
    ),
    Misconception(
        "sum in place of the mean",
        "Your numbers are sums. A mean divides the sum by how many numbers there are.",
        only("avg", _sum),
    ),
    *(
        Misconception(
            "mean divided as in a square window",
            f"Your sums are divided by the square of the window's {side}. A window need not be "
            "square: how many cells does it have?",
            only("avg", model),
        )
        for side, model in (("height", _size_squared), ("width", turned(_size_squared)))
    ),
)

# A mistake in one mode may come with another one in the other mode.
SHARED = tuple(
    replace(each, change=each.model, join=one_in_each_mode)
    if isinstance(each.model, functools.partial)
    else each
    for each in (
        *_SHARED,
        *shifted_parts(functools.partial(_shifted, True)),
        *shifted_parts(functools.partial(_shifted, False)),
    )
)
