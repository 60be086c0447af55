"""Hidden cases of chapter one, cross-correlation."""

import numpy as np

from course.checks import cross_correlation as public
from course.checks.cross_correlation.Conv2D import BIAS, SHAPES, WEIGHT
from course.checks.cross_correlation.detect_edges import PAIR
from grader_tests.random_cases import Array, RandomCases
from nbproctor.checks.exercise import case

_draw = RandomCases("window_sum")
window_sum = public.window_sum.with_cases(
    {
        "multiplies element by element, then adds up": [
            case(window=_draw.whole(2, 2), kernel=_draw.whole(2, 2)),
            case(window=_draw.whole(3, 3), kernel=_draw.whole(3, 3)),
        ],
        "windows that are not square, fractions": [
            case(window=_draw.fractions(2, 4), kernel=_draw.fractions(2, 4)),
            case(window=_draw.fractions(3, 1), kernel=_draw.fractions(3, 1)),
        ],
    }
)

_draw = RandomCases("corr2d")
corr2d = public.corr2d.with_cases(
    {
        "slides the kernel and adds up the products": [
            case(X=_draw.whole(4, 4), K=_draw.whole(3, 3)),
            case(X=_draw.whole(6, 6), K=_draw.whole(5, 5)),
        ],
        "kernels of even height and width": [
            case(X=_draw.whole(4, 4), K=_draw.whole(2, 2)),
            case(X=_draw.whole(6, 6), K=_draw.whole(4, 4)),
        ],
        "images that are not square": [
            case(X=_draw.whole(4, 7), K=_draw.whole(3, 3)),
            case(X=_draw.whole(6, 4), K=_draw.whole(3, 3)),
        ],
        "kernels that are not square": [
            case(X=_draw.whole(6, 6), K=_draw.whole(3, 5)),
            case(X=_draw.whole(6, 6), K=_draw.whole(5, 3)),
            case(X=_draw.whole(5, 5), K=_draw.whole(1, 3)),
            case(X=_draw.whole(5, 5), K=_draw.whole(3, 1)),
        ],
        "fractions and negative numbers": [
            case(X=_draw.fractions(4, 4), K=_draw.fractions(3, 3)),
        ],
        "kernels of one cell, and of the size of the image": [
            case(X=_draw.whole(4, 4), K=_draw.whole(1, 1)),
            case(X=_draw.whole(5, 5), K=_draw.whole(5, 5)),
        ],
    }
)

_draw = RandomCases("convolve2d")
convolve2d = public.convolve2d.with_cases(
    {
        "flips the kernel on both axes": [
            case(X=_draw.whole(4, 4), K=_draw.whole(3, 3)),
            case(X=_draw.fractions(5, 5), K=_draw.fractions(3, 3)),
        ],
        "images and kernels of any height and width": [
            case(X=_draw.whole(4, 4), K=_draw.whole(2, 2)),
            case(X=_draw.whole(4, 6), K=_draw.whole(3, 2)),
            case(X=_draw.whole(6, 4), K=_draw.whole(2, 3)),
            case(X=_draw.whole(5, 5), K=_draw.whole(1, 3)),
        ],
    }
)


def _edge_image(draw: RandomCases, height: int, width: int) -> Array:
    """Create an image of flat patches with random grey steps between them."""
    rows = np.repeat(np.cumsum(draw.whole(height // 2)), 2)
    columns = np.repeat(np.cumsum(draw.whole(width // 2)), 2)
    return np.add.outer(rows, columns).astype(np.float32)


_draw = RandomCases("detect_edges")
detect_edges = public.detect_edges.with_cases(
    {
        "vertical edges come first": [
            case(X=_edge_image(_draw, 6, 8)),
            case(X=_draw.fractions(3, 5)),
            case(X=_draw.fractions(4, 5) / 8),
        ],
        "horizontal edges come second": [
            case(X=_edge_image(_draw, 8, 6)),
            case(X=_draw.fractions(5, 3)),
            case(X=_draw.fractions(5, 4) / 8),
        ],
        PAIR: [
            case(X=np.full((6, 4), _draw.number(1, 9))),
            case(X=np.full((4, 7), -_draw.number(1, 9))),
        ],
    }
)

_draw = RandomCases("receptive_field")
_square = [(size, size) for size in (_draw.number(2, 5), _draw.number(2, 5), _draw.number(2, 5))]
receptive_field = public.receptive_field.with_cases(
    {
        "stacks of any number of layers": [case(kernel_sizes=_square), case(kernel_sizes=[(7, 7)])],
        "kernels that are not square": [
            case(kernel_sizes=[(_draw.number(1, 2), _draw.number(3, 4)), (2, 3)]),
            case(kernel_sizes=[(_draw.number(5, 6), _draw.number(1, 2)), (3, 1)]),
        ],
    }
)


def _symmetric(draw: RandomCases) -> Array:
    """Create a kernel that stays the same when flipped or transposed."""
    a, b = draw.positive(2)
    return np.array([[a, b], [b, a]])


_draw = RandomCases("Conv2D")
Conv2D = public.Conv2D.with_cases(
    {
        SHAPES: [
            case(X=_draw.fractions(6, 8), kernel_size=(1, _draw.number(2, 4))),
            case(X=_draw.fractions(7, 5), kernel_size=(_draw.number(3, 5), 2)),
        ],
        WEIGHT: [
            case(X=_draw.fractions(6, 5), kernel=_draw.fractions(3, 2), bias=np.zeros(1)),
            case(X=_draw.fractions(2, 5), kernel=_draw.fractions(2, 3), bias=np.zeros(1)),
        ],
        BIAS: [
            case(X=_draw.positive(5, 6), kernel=_symmetric(_draw), bias=_draw.fractions(1)),
            case(X=_draw.positive(4, 4), kernel=_symmetric(_draw), bias=_draw.whole(1)),
        ],
    }
)
