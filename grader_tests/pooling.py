"""Hidden cases of the chapter on pooling.

As in the public cases, a mistake loses only the property that it concerns. Numbers are positive if
only the largest one counts, and means are whole unless the property is about fractions.
"""

from itertools import permutations
from typing import Any

import numpy as np

from course.checks import pooling as public
from course.checks.pooling.inputs import AROUND, NO_PADDING, pool_case
from grader_tests.random_cases import Array, RandomCases
from nbproctor.checks.exercise import case


def _some_zeros(draw: RandomCases) -> Array:
    """Draw negative fractions and a zero, the largest number of every window that contains it."""
    X: Array = -draw.positive(5, 5) * np.float32(0.25)
    X[draw.number(1, 3), draw.number(1, 3)] = 0
    return X


_draw = RandomCases("pool2d")
pool2d = public.pool2d.with_cases(
    {
        "max: the largest number of each window": [
            case(X=_draw.distinct(5, 5), pool_size=(3, 3), mode="max"),
            case(X=_draw.distinct(6, 6), pool_size=(5, 5), mode="max"),
        ],
        "avg: the mean of each window": [
            case(X=9 * _draw.distinct(5, 5), pool_size=(3, 3), mode="avg"),
            case(X=25 * (_draw.distinct(6, 6) % 9), pool_size=(5, 5), mode="avg"),
        ],
        "images that are not square": [
            case(X=_draw.distinct(4, 6), pool_size=(3, 3), mode="max"),
            case(X=_draw.distinct(6, 4), pool_size=(3, 3), mode="max"),
        ],
        "windows of any height and width": [
            case(X=_draw.distinct(4, 4), pool_size=(2, 2), mode="max"),
            case(X=4 * _draw.distinct(4, 4), pool_size=(2, 2), mode="avg"),
            case(X=_draw.distinct(5, 5), pool_size=(3, 2), mode="max"),
            case(X=_draw.distinct(4, 4), pool_size=(1, _draw.number(2, 4)), mode="max"),
            case(X=4 * _draw.distinct(5, 5), pool_size=(4, 1), mode="avg"),
        ],
        "negative numbers, zeros and fractions": [
            case(X=-_draw.distinct(4, 4), pool_size=(3, 3), mode="max"),
            case(X=-1000 * _draw.distinct(4, 4), pool_size=(3, 3), mode="max"),
            case(X=_some_zeros(_draw), pool_size=(3, 3), mode="max"),
            case(X=_draw.fractions(5, 5), pool_size=(3, 3), mode="avg"),
        ],
    }
)


def _four_sides(draw: RandomCases, *cells: int) -> Any:
    """Draw padding that has these sizes on its four sides, in any order."""
    top, bottom, left, right = draw.choice(list(permutations(cells)))
    return ((top, bottom), (left, right))


_draw = RandomCases("pool2d_strided")
pool2d_strided = public.pool2d_strided.with_cases(
    {
        "the window moves by the stride": [
            pool_case(_draw.distinct(7, 7), (3, 3), NO_PADDING, (4, 4)),
            pool_case(_draw.distinct(7, 7), (3, 3), NO_PADDING, (2, 2)),
        ],
        "strides that differ, or leave a rest": [
            pool_case(_draw.distinct(6, 6), (3, 3), NO_PADDING, (1, 2)),
            pool_case(_draw.distinct(7, 7), (3, 3), NO_PADDING, (3, _draw.choice([2, 4]))),
            pool_case(_draw.distinct(6, 6), (3, 3), NO_PADDING, (2, 2)),
        ],
        "max: padded cells never win": [
            pool_case(-_draw.distinct(4, 4) - 1, (3, 3), AROUND, (1, 1)),
            pool_case(-_draw.distinct(5, 5) / 4, (3, 3), ((2, 2), (2, 2)), (1, 1)),
            pool_case(-1000 * (_draw.distinct(4, 4) + 1), (3, 3), AROUND, (1, 1)),
            pool_case(1 - _draw.distinct(4, 4), (3, 3), AROUND, (1, 1)),
        ],
        "avg: only cells that exist count": [
            pool_case(_draw.fractions(4, 4), (3, 3), AROUND, (1, 1), mode="avg"),
            pool_case(
                _draw.whole(5, 5), (5, 5), _four_sides(_draw, 0, 1, 2, 3), (1, 1), mode="avg"
            ),
        ],
        "padding that differs on each side": [
            pool_case(_draw.distinct(5, 5), (5, 5), _four_sides(_draw, 0, 1, 2, 3), (1, 1)),
            pool_case(_draw.distinct(6, 6), (3, 3), _four_sides(_draw, 0, 0, 0, 2), (1, 1)),
        ],
        "images and windows of any height and width": [
            pool_case(_draw.distinct(5, 5), (2, 2), NO_PADDING, (1, 1)),
            pool_case(_draw.distinct(4, 7), (2, 4), NO_PADDING, (1, 1)),
            pool_case(_draw.distinct(6, 3), (3, 1), NO_PADDING, (1, 1)),
            pool_case(6 * _draw.distinct(5, 4), (2, 3), NO_PADDING, (1, 1), mode="avg"),
        ],
    }
)

_draw = RandomCases("pool2d_channels")
pool2d_channels = public.pool2d_channels.with_cases(
    {
        "each channel by itself": [
            pool_case(_draw.distinct(2, 4, 4), (3, 3), AROUND, (1, 1)),
            pool_case(_draw.distinct(2, 5, 6), (3, 3), AROUND, (2, 2)),
        ],
        "one channel, or three": [
            pool_case(_draw.distinct(1, 4, 5), (3, 3)),
            pool_case(_draw.distinct(_draw.number(3, 5), 4, 4), (3, 3)),
        ],
        "padding, stride and mode reach every channel": [
            pool_case(
                _draw.fractions(2, 5, 4), (3, 3), _four_sides(_draw, 0, 1, 2, 2), (2, 1), "avg"
            ),
            pool_case(-_draw.distinct(2, 4, 5), (3, 3), _four_sides(_draw, 0, 1, 2, 2), (1, 2)),
        ],
    }
)

_draw = RandomCases("relu")
relu = public.relu.with_cases(
    {
        "negative numbers become 0, all others stay": [
            case(X=_draw.whole(3, 4)),
            case(X=_draw.fractions(2, 3, 5)),
            case(X=-_draw.positive(6)),
            case(X=_draw.positive(2, 3) / 64),
        ]
    }
)

_draw = RandomCases("filter_detect_condense")
filter_detect_condense = public.filter_detect_condense.with_cases(
    {
        "filters, then detects, then condenses": [
            case(image=_draw.whole(6, 6), kernel=_draw.whole(3, 3)),
            case(image=_draw.fractions(8, 8), kernel=_draw.fractions(3, 3)),
            case(image=_draw.whole(6, 6) / 256, kernel=_draw.whole(3, 3)),
        ],
        "images of odd height or width": [
            case(image=_draw.whole(5, 8), kernel=_draw.whole(3, 3)),
            case(image=_draw.whole(6, 7), kernel=_draw.whole(3, 3)),
            case(image=_draw.whole(9, 5), kernel=_draw.whole(3, 3)),
        ],
        "kernels of any height and width": [
            case(image=_draw.whole(6, 6), kernel=_draw.whole(2, 2)),
            case(image=_draw.whole(6, 6), kernel=_draw.whole(4, 3)),
            case(image=_draw.whole(8, 8), kernel=_draw.whole(1, 5)),
        ],
    }
)
