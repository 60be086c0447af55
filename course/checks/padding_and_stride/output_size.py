"""The exercise `output_size`: the number of places where a window stops on one axis.

An answer counts the places of stride 1 and divides. Each of the two parts may be wrong in its own
way.
"""

import functools
from collections.abc import Callable

from course import operations
from course.checks import mistake_models as models
from course.checks.exercise import Exercise, Property, case
from course.checks.mistake_models import (
    Model,
    Table,
    by_case,
    combined,
    family,
    named,
    named_in,
    ways,
)
from course.checks.rules import CONVOLUTION


def _count_at_stride_one(n: int, k: int, p: int) -> int:
    """Count the places of a window that moves by one cell."""
    return models.output_size(n, k, p, 1)


def _count_places(cells: int, s: int) -> int:
    """Count the places of a window of one cell, also on an axis of length below 0."""
    added = abs(cells) + 1
    return models.output_size(cells + added * s, 1, 0, s) - added


def _count_in_two_steps(
    cells: Callable[[int, int, int], int], strided: Callable[[int, int], float]
) -> Model:
    """Build a model that counts places of stride 1, and then those of the stride."""
    return lambda n, k, p, s: strided(cells(n, k, p), s)


Division = Callable[[int, int], float]
DIVISIONS: tuple[Division, ...] = (
    lambda a, b: a // b,
    lambda a, b: a / b,
    lambda a, b: int(a / b),
    lambda a, b: round(a / b),
    lambda a, b: -(-a // b),
)


def _in_each_way(size: Callable[[Division, int, int, int, int], float]) -> list[Model]:
    """Return the models of a formula, one for each way to divide in it."""
    return [functools.partial(size, divide) for divide in DIVISIONS]


# The places of stride 1, and then those of the stride.
CELLS: Table = {
    "padding of one side": (
        "You count p twice. Here it is the padding of both sides together.",
        lambda n, k, p: _count_at_stride_one(n, k, p) + p,
    ),
    "half the padding": (
        "You count only half of p. All of it is added to the input.",
        lambda n, k, p: _count_at_stride_one(n, k, p) - p + p // 2,
    ),
    "padding halved and rounded down": (
        "You lose a cell where p is odd. Half of p is rounded down, and twice that is less than p. "
        "Here p is the padding of both sides together: add it as it is.",
        lambda n, k, p: _count_at_stride_one(n, k, p) - p % 2,
    ),
    "padding forgotten": (
        "Your numbers are without padding. The window slides over n + p cells.",
        lambda n, k, p: _count_at_stride_one(n, k, p) - p,
    ),
    "padding subtracted": (
        "Padding makes your output smaller. The window slides over n + p cells.",
        lambda n, k, p: _count_at_stride_one(n, k, p) - 2 * p,
    ),
    "kernel forgotten": (
        "You count every cell as a place. The window must fit whole: what does that cost?",
        *(lambda n, k, p, fits=fits: _count_at_stride_one(n, k, p) + k - fits for fits in (0, 1)),
    ),
    "kernel subtracted twice": (
        "You subtract k twice. The first window takes k cells, each further step one more.",
        lambda n, k, p: _count_at_stride_one(n, k, p) - k,
    ),
}

ENDS: Table = {
    "one too few": (
        "You are one short. The window also stops before its first step.",
        lambda places, s: _count_places(places, s) - 1,
    ),
    "one too many": (
        "You are one too high. Try a window as large as the input: it has one place.",
        lambda places, s: _count_places(places, s) + 1,
    ),
    "1 divided too": (
        "The place at the start is divided by the stride. It is there whatever the stride is.",
        lambda places, s: places // s,
        lambda places, s: places / s,
    ),
    "not divided by the stride": (
        "Your numbers are those of stride 1. Is all of it divided? Look for missing brackets.",
        lambda places, s: places,
    ),
    "multiplied by the stride": (
        "You multiply by the stride. A larger step leads to fewer places: divide.",
        lambda places, s: 1 + (places - 1) * s,
    ),
    "stride 2 fixed": (
        "Your numbers are those of stride 2. The stride is s.",
        lambda places, s: _count_places(places, 2),
    ),
    "not rounded": (
        "Your number is not whole where cells are left over. A step that does not fit is not made.",
        lambda places, s: 1 + (places - 1) / s,
    ),
    "one too few, not rounded": (
        "You count steps and not places, and part of a step counts too. The window also stops "
        "before its first step, and a step that does not fit is not made.",
        lambda places, s: (places - 1) / s,
    ),
    "rounded up": (
        "You count a window that does not fit whole. It is not computed.",
        lambda places, s: _count_places(places + s - 1, s),
    ),
    "rounded to the nearest": (
        "You round to the nearest: sometimes that counts a window that does not fit whole. "
        "`//` divides and rounds down.",
        lambda places, s: round(1 + (places - 1) / s),
        lambda places, s: 1 + round((places - 1) / s),
        lambda places, s: 1 + int((places - 1) / s + 0.5),
    ),
    "window that just fits left out": (
        "A window that ends exactly at the end of the input is missing in your count. It fits "
        "whole. Does a comparison leave it out, < in place of <=, or does a range start at 1?",
        lambda places, s: _count_places(places - 1, s),
    ),
}

ONE_PART_DIVIDED = family(
    "Only {} is divided by the stride. Look for missing brackets.",
    {
        "only the padding divided": (
            "p",
            *_in_each_way(lambda div, n, k, p, s: n - k + div(p, s) + 1),
        ),
        "only the kernel divided": (
            "k",
            *_in_each_way(lambda div, n, k, p, s: n + p - div(k, s) + 1),
        ),
        "only kernel and padding divided": (
            "what has k and p in it",
            *_in_each_way(lambda div, n, k, p, s: n - div(k - p, s) + 1),
        ),
        "only the input divided": (
            "n",
            *_in_each_way(lambda div, n, k, p, s: div(n, s) - k + p + 1),
        ),
        "kernel not divided": (
            "n + p",
            *_in_each_way(lambda div, n, k, p, s: div(n + p, s) - k + 1),
        ),
        "padding not divided": (
            "n - k",
            *_in_each_way(lambda div, n, k, p, s: div(n - k, s) + p + 1),
        ),
    },
)
OTHER_FORMULAS: Table = {
    "1 added to the stride": (
        "You divide by s + 1. The 1 stands for the first place and is added at the end.",
        *_in_each_way(lambda div, n, k, p, s: div(n - k + p, s + 1)),
    ),
    "size of SAME": (
        "Your numbers are n / s, rounded up, the size of SAME. Here p says how much is padded.",
        lambda n, k, p, s: models.output_size(n, 1, 0, s),
    ),
    "half the kernel": (
        "You subtract half the kernel, k // 2, or twice that. A window of k cells fits n - k + 1 "
        "times on n cells.",
        lambda n, k, p, s: (n - k // 2 + p) // s + 1,
        lambda n, k, p, s: (n - 2 * (k // 2) + p) // s + 1,
        lambda n, k, p, s: -((2 * (k // 2) - n - p) // s),
    ),
    "kernel added": (
        "You add the kernel. The window has to fit whole, which costs places.",
        lambda n, k, p, s: (n + k + p) // s + 1,
        lambda n, k, p, s: (n + k + p) // s,
    ),
    "rest of the division": (
        "`%` is the rest of a division. `//` divides and rounds down.",
        lambda n, k, p, s: (n - k + p) % s + 1,
        lambda n, k, p, s: (n - k + p + s) % s,
    ),
    "divided by the kernel": (
        "You divide by the kernel. It is the stride that divides the steps.",
        lambda n, k, p, s: (n - k + p + s) // k,
        lambda n, k, p, s: (n - k + p) // k + 1,
    ),
    **family(
        "You divide by {}. From one window to the next it is s cells, whatever their size.",
        {
            "divided by k + s, as if the stride were the gap between windows": (
                "k + s, as if the stride were the gap between windows",
                *_in_each_way(lambda div, n, k, p, s: div(n - k + p, k + s) + 1),
            ),
            "divided by s - 1, or by 1 if that is less": (
                "s - 1, or by 1 if that is less",
                *_in_each_way(lambda div, n, k, p, s: div(n - k + p, max(s - 1, 1)) + 1),
            ),
            "divided by 2 s": (
                "2 s",
                *_in_each_way(lambda div, n, k, p, s: div(n - k + p, 2 * s) + 1),
            ),
        },
    ),
    "two numbers": (
        "You return two numbers. This is the length on one axis, a single number.",
        lambda n, k, p, s: (models.output_size(n, k, p, s),) * 2,
    ),
    "only size and stride": (
        "Your number is n divided by s. Kernel and padding count, too.",
        lambda n, k, p, s: n // s,
        lambda n, k, p, s: n / s,
    ),
    "at least one place": (
        "You count at least one place, and one too few where there are more.",
        lambda n, k, p, s: max(1, (n - k + p) // s),
    ),
    "kernel and stride swapped": (
        "You divide by the kernel and subtract the stride. It is the other way round.",
        lambda n, k, p, s: _count_places(n + p - s + 1, k),
    ),
}

MISCONCEPTIONS = (
    *combined(_count_in_two_steps, ways(_count_at_stride_one, CELLS), ways(_count_places, ENDS)),
    *named_in(ONE_PART_DIVIDED),
    *named_in(OTHER_FORMULAS),
    *by_case(
        models.output_size,
        {
            "there is padding": lambda n, k, p, s: p > 0,
            "there is no padding": lambda n, k, p, s: p == 0,
            "the stride is 1": lambda n, k, p, s: s == 1,
            "the stride is not 1": lambda n, k, p, s: s > 1,
        },
        {
            "n / s, rounded up": lambda n, k, p, s: -(-n // s),
            "n / s, rounded down": lambda n, k, p, s: n // s,
            "n": lambda n, k, p, s: n,
            "n - k + 1": lambda n, k, p, s: n - k + 1,
            "that for a stride of 1": lambda n, k, p, s: n - k + p + 1,
            "that without padding": lambda n, k, p, s: (n - k) // s + 1,
            "that for p cells on each side": lambda n, k, p, s: (n - k + 2 * p) // s + 1,
            "n + p divided by s": lambda n, k, p, s: (n + p) // s,
            "one too small": lambda n, k, p, s: (n - k + p) // s,
            "one too large": lambda n, k, p, s: (n - k + p) // s + 2,
            "rounded up": lambda n, k, p, s: -((k - n - p) // s) + 1,
        },
        "It is the number of places on n + p cells, in steps of s, in all cases.",
        right=(
            ("there is no padding", "that without padding"),
            ("there is no padding", "that for p cells on each side"),
            ("the stride is 1", "that for a stride of 1"),
            ("the stride is 1", "rounded up"),
        ),
    ),
    *named(
        "rounded twice",
        "Padding and input are divided each by itself. Together they may give one step more.",
        lambda n, k, p, s: models.output_size(n, k, 0, s) + _count_places(p + 1, s) - 1,
    ),
)

output_size = Exercise(
    name="output_size",
    reference=operations.output_size,
    misconceptions=MISCONCEPTIONS,
    by_hand=(CONVOLUTION.allowing("course.operations.pad"),),
    hints=(
        "Count on the figure with stride 2: how many cells of the row lie behind the first window?",
        "The window always stops once at the start. Then it takes as many whole steps of s "
        "cells as there is room for in the n + p cells. What is left over gives no output.",
        "Subtract k from n + p, divide by s, round down, and add 1 for the first place. "
        "Python's // divides and rounds down at once. Round only here.",
    ),
    properties=(
        Property(
            "one step at a time, with padding and without",
            points=1,
            cases=(
                case(n=5, k=3, p=0, s=1),
                case(n=8, k=3, p=2, s=1),
                case(n=7, k=4, p=5, s=1),
                case(n=4, k=4, p=0, s=1),
            ),
            hint="It is the number of places of the window. p counts the cells of both sides.",
            stays="It is what an answer without strides still earns.",
        ),
        Property(
            "larger steps that come out even",
            points=1,
            cases=(case(n=7, k=3, p=0, s=2), case(n=11, k=2, p=0, s=3)),
            hint="It is one place, and one more for each step of s cells that there is room for.",
            stays="It is what an answer that rounds wrongly still earns.",
        ),
        Property(
            "padding and stride together, cells left over",
            points=1,
            cases=(
                case(n=8, k=3, p=2, s=2),
                case(n=10, k=5, p=5, s=3),
                case(n=7, k=2, p=2, s=4),
                case(n=5, k=3, p=0, s=4),
                case(n=31, k=6, p=5, s=4),
                case(n=13, k=6, p=3, s=4),
            ),
            hint="Add and subtract first, divide once, and round down to whole steps.",
        ),
    ),
)
