"""Hidden cases of chapter two, padding and stride."""

from typing import Any

from course.checks import padding_and_stride as public
from grader_tests.random_cases import RandomCases
from nbproctor.checks.exercise import case

NONE = ((0, 0), (0, 0))
ONE_EACH = ((1, 1), (1, 1))
TWO_EACH = ((2, 2), (2, 2))


def _two(draw: RandomCases, low: int, high: int) -> tuple[int, int]:
    """Draw two different whole numbers from `low` to `high`."""
    first = draw.number(low, high)
    return first, draw.choice([n for n in range(low, high + 1) if n != first])


def _four(draw: RandomCases) -> Any:
    """Draw padding with four different sizes, none of them 0."""
    sides = [1, 2, 3, 4]
    top, bottom, left, right = (sides.pop(draw.number(0, len(sides) - 1)) for _ in range(4))
    return (top, bottom), (left, right)


_draw = RandomCases("pad2d")
pad2d = public.pad2d.with_cases(
    {
        "rows of zeros on top and at the bottom, each its own number": [
            case(X=_draw.whole(3, 3), padding=(_two(_draw, 1, 4), (2, 2))),
            case(X=_draw.whole(4, 4), padding=(_two(_draw, 1, 3), (1, 1))),
        ],
        "columns of zeros on the left and on the right, each its own number": [
            case(X=_draw.whole(3, 3), padding=((2, 2), _two(_draw, 1, 4))),
            case(X=_draw.whole(4, 4), padding=((1, 1), _two(_draw, 1, 3))),
        ],
        "images that are not square": [
            case(X=_draw.whole(2, 5), padding=((3, 3), (3, 3))),
            case(X=_draw.whole(4, 1), padding=((2, 2), (2, 2))),
        ],
        "fractions, and sides without padding": [
            case(X=_draw.fractions(3, 3), padding=((2, 2), (2, 2))),
            case(X=_draw.fractions(4, 4), padding=NONE),
            case(X=_draw.fractions(3, 3), padding=((2, 2), (0, 0))),
            case(X=_draw.whole(4, 4), padding=((0, 0), (2, 2))),
        ],
    }
)

_draw, _with_bias = RandomCases("comp_conv2d"), RandomCases("comp_conv2d with bias")
comp_conv2d = public.comp_conv2d.with_cases(
    {
        "the layer's output, with two axes": [
            case(X=_draw.fractions(5, 5), kernel=_draw.whole(3, 3), padding="same", strides=(1, 1)),
            case(
                X=_with_bias.whole(4, 4),
                kernel=_with_bias.whole(3, 3),
                padding="same",
                strides=(1, 1),
                bias=_with_bias.choice([0.5, 1.5, 2.5]),
            ),
        ],
        "images that are not square, outputs smaller than the image": [
            case(X=_draw.whole(7, 5), kernel=_draw.whole(3, 2), padding="valid", strides=(2, 1)),
            case(X=_draw.whole(5, 8), kernel=_draw.whole(3, 3), padding="same", strides=(2, 2)),
        ],
        "outputs of a single row or column": [
            case(X=_draw.whole(6, 6), kernel=_draw.whole(6, 2), padding="valid", strides=(1, 2)),
            case(X=_draw.whole(5, 5), kernel=_draw.whole(3, 3), padding="same", strides=(2, 5)),
        ],
    }
)


def _sizes(draw: RandomCases, padded: bool, stride: int, left_over: int) -> Any:
    """Draw inputs of `output_size` such that windows do not reach the last `left_over` cells."""
    k, p, steps = draw.number(2, 6), draw.number(3, 6) if padded else 0, draw.number(7, 12)
    return case(n=k - p + steps * stride + left_over, k=k, p=p, s=stride)


_draw = RandomCases("output_size")
output_size = public.output_size.with_cases(
    {
        "one step at a time, with padding and without": [
            _sizes(_draw, padded=False, stride=1, left_over=0),
            _sizes(_draw, padded=True, stride=1, left_over=0),
        ],
        "larger steps that come out even": [
            _sizes(_draw, padded=False, stride=_draw.number(2, 3), left_over=0),
            _sizes(_draw, padded=False, stride=_draw.number(4, 5), left_over=0),
        ],
        "padding and stride together, cells left over": [
            _sizes(_draw, padded=True, stride=3, left_over=_draw.number(1, 2)),
            _sizes(_draw, padded=True, stride=5, left_over=4),
            case(n=_draw.number(20, 40), k=3, p=2, s=_draw.number(50, 90)),
        ],
    }
)

_draw = RandomCases("corr2d_strided")
_one_sided = [((1, 0), (0, 2)), ((0, 2), (3, 1)), ((2, 1), (1, 0)), ((0, 1), (2, 0))]
corr2d_strided = public.corr2d_strided.with_cases(
    {
        "without padding, one step at a time; fractions": [
            case(X=_draw.fractions(4, 4), K=_draw.fractions(3, 3), padding=NONE, stride=(1, 1)),
            case(X=_draw.fractions(6, 6), K=_draw.fractions(5, 5), padding=NONE, stride=(1, 1)),
        ],
        "padding, its own on each side": [
            case(X=_draw.whole(3, 3), K=_draw.whole(3, 3), padding=_four(_draw), stride=(1, 1)),
            case(
                X=_draw.whole(4, 4),
                K=_draw.whole(3, 3),
                padding=_draw.choice(_one_sided),
                stride=(1, 1),
            ),
        ],
        "the same stride on both axes": [
            case(X=_draw.whole(7, 7), K=_draw.whole(3, 3), padding=NONE, stride=(2, 2)),
            case(X=_draw.whole(6, 6), K=_draw.whole(3, 3), padding=NONE, stride=(3, 3)),
        ],
        "a stride for each axis": [
            case(X=_draw.whole(7, 7), K=_draw.whole(3, 3), padding=NONE, stride=(4, 2)),
            case(X=_draw.whole(7, 7), K=_draw.whole(5, 5), padding=NONE, stride=(1, 2)),
        ],
        "images and kernels of any height and width, cells left over": [
            case(X=_draw.whole(5, 5), K=_draw.whole(2, 2), padding=NONE, stride=(2, 2)),
            case(X=_draw.whole(5, 7), K=_draw.whole(2, 3), padding=TWO_EACH, stride=(4, 4)),
            case(X=_draw.whole(7, 4), K=_draw.whole(3, 2), padding=ONE_EACH, stride=(3, 3)),
            case(X=_draw.whole(6, 5), K=_draw.whole(4, 1), padding=NONE, stride=(3, 3)),
            case(X=_draw.whole(6, 8), K=_draw.whole(1, 3), padding=ONE_EACH, stride=(5, 5)),
        ],
    }
)

_draw = RandomCases("same_padding")
same_padding = public.same_padding.with_cases(
    {
        "odd kernels, one step at a time": [
            case(n=_draw.number(12, 30), k=_draw.choice([5, 7, 9, 11]), s=1),
            case(n=_draw.number(12, 30), k=_draw.choice([1, 3]), s=1),
        ],
        "even kernels, one step at a time": [
            case(n=_draw.number(12, 30), k=_draw.choice([4, 6, 8]), s=1),
        ],
        "larger steps, even ones that skip cells": [
            case(n=3 * _draw.number(4, 8) + 1, k=6, s=3),
            case(n=4 * _draw.number(4, 8) + 2, k=7, s=4),
            case(n=5 * _draw.number(4, 8), k=_draw.choice([1, 3]), s=5),
            case(n=2 * _draw.number(4, 8), k=3, s=2),
        ],
    }
)
