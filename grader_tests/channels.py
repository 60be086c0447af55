"""Hidden cases of the chapter on channels."""

import numpy as np

from course.checks import channels as public
from grader_tests.random_cases import RandomCases
from nbproctor.checks.exercise import case

_draw = RandomCases("corr2d_multi_in")
corr2d_multi_in = public.corr2d_multi_in.with_cases(
    {
        "each channel meets its own kernel, and the results add up": [
            case(X=_draw.whole(2, 4, 4), K=_draw.whole(2, 3, 3)),
            case(X=_draw.whole(2, 5, 5), K=_draw.whole(2, 3, 3)),
        ],
        "one channel, and more than two": [
            case(X=_draw.whole(1, 4, 4), K=_draw.whole(1, 3, 3)),
            case(X=_draw.whole(4, 4, 4), K=_draw.whole(4, 3, 3)),
        ],
        "images and kernels of any height and width": [
            case(X=_draw.whole(2, 4, 4), K=_draw.whole(2, 2, 2)),
            case(X=_draw.whole(2, 5, 3), K=_draw.whole(2, 2, 2)),
            case(X=_draw.whole(2, 5, 5), K=_draw.whole(2, 4, 2)),
            case(X=_draw.whole(2, 4, 6), K=_draw.whole(2, 1, 3)),
        ],
        "fractions and negative numbers": [
            case(X=_draw.fractions(2, 4, 4), K=_draw.fractions(2, 3, 3)),
        ],
    }
)

_draw = RandomCases("corr2d_multi_in_out")
corr2d_multi_in_out = public.corr2d_multi_in_out.with_cases(
    {
        "each kernel of several channels gives one output channel": [
            case(X=_draw.whole(2, 4, 4), K=_draw.whole(2, 2, 3, 3)),
            case(X=_draw.whole(2, 5, 5), K=_draw.whole(2, 2, 3, 3)),
        ],
        "more output channels than input channels, and fewer": [
            case(X=_draw.whole(2, 4, 4), K=_draw.whole(5, 2, 3, 3)),
            case(X=_draw.whole(4, 4, 4), K=_draw.whole(3, 4, 3, 3)),
            case(X=_draw.whole(1, 4, 4), K=_draw.whole(2, 1, 3, 3)),
            case(X=_draw.whole(3, 4, 4), K=_draw.whole(1, 3, 3, 3)),
        ],
        "images and kernels of any height and width": [
            case(X=_draw.whole(2, 4, 4), K=_draw.whole(2, 2, 2, 2)),
            case(X=_draw.whole(2, 3, 5), K=_draw.whole(2, 2, 2, 2)),
            case(X=_draw.whole(2, 5, 5), K=_draw.whole(2, 2, 2, 4)),
            case(X=_draw.whole(2, 6, 4), K=_draw.whole(2, 2, 3, 1)),
        ],
        "fractions and negative numbers": [
            case(X=_draw.fractions(2, 4, 4), K=_draw.fractions(2, 2, 3, 3)),
        ],
    }
)

_draw = RandomCases("corr2d_1x1")
corr2d_1x1 = public.corr2d_1x1.with_cases(
    {
        "mixes the channels of each pixel": [
            case(X=_draw.whole(2, 3, 3), K=_draw.whole(2, 2, 1, 1)),
        ],
        "any number of channels, images that are not square, fractions": [
            case(X=_draw.fractions(3, 2, 5), K=_draw.fractions(4, 3, 1, 1)),
            case(X=_draw.fractions(4, 3, 2), K=_draw.fractions(2, 4, 1, 1)),
            case(X=_draw.fractions(3, 4, 2), K=_draw.fractions(3, 3, 1, 1)),
            case(X=_draw.whole(2, 3, 3), K=_draw.whole(5, 2, 1, 1)),
        ],
    }
)

_draw = RandomCases("to_channels_last")
to_channels_last = public.to_channels_last.with_cases(
    {
        "each number keeps its row and column; its channel comes last": [
            case(X=_draw.whole(4, 2, 5)),
            case(X=_draw.fractions(2, 3, 3)),
        ],
    }
)

_draw = RandomCases("kernel_to_hwio")
_one, _other = _draw.whole(3, 2), _draw.whole(3, 2)
kernel_to_hwio = public.kernel_to_hwio.with_cases(
    {
        "height and width come first": [
            case(K=_draw.whole(1, 1, 2, 4)),
            case(K=np.array([[_one, _other], [_other, _one]])),
        ],
        "then the input channels, then the output channels": [
            case(K=_draw.whole(4, 3, 1, 1)),
            case(K=_draw.fractions(2, 5, 1, 1)),
        ],
    }
)

_draw = RandomCases("parameter_count")
parameter_count = public.parameter_count.with_cases(
    {
        "counts the numbers of the kernel, and the biases where there are any": [
            case(
                c_i=_draw.number(5, 7),
                c_o=_draw.number(8, 12),
                k_h=_draw.number(3, 4),
                k_w=2,
                bias=bias,
            )
            for bias in (True, False)
        ],
    }
)

_draw = RandomCases("multiply_adds")
multiply_adds = public.multiply_adds.with_cases(
    {
        "counts the products in all elements of all output channels": [
            case(
                c_i=_draw.number(2, 3),
                c_o=_draw.number(4, 6),
                k_h=_draw.number(3, 4),
                k_w=2,
                h_out=_draw.number(5, 7),
                w_out=_draw.number(8, 9),
            ),
        ],
    }
)

_draw = RandomCases("corr2d_matmul")
corr2d_matmul = public.corr2d_matmul.with_cases(
    {
        "every window becomes a column, every kernel a row": [
            case(X=_draw.whole(2, 4, 4), K=_draw.whole(2, 2, 2, 2)),
            case(X=_draw.whole(2, 5, 5), K=_draw.whole(2, 2, 3, 3)),
        ],
        "any number of channels": [
            case(X=_draw.whole(3, 4, 4), K=_draw.whole(4, 3, 2, 2)),
            case(X=_draw.whole(4, 3, 3), K=_draw.whole(1, 4, 2, 2)),
        ],
        "images and kernels that are not square, fractions": [
            case(X=_draw.fractions(2, 3, 5), K=_draw.fractions(2, 2, 2, 2)),
            case(X=_draw.fractions(2, 5, 5), K=_draw.fractions(2, 2, 2, 4)),
            case(X=_draw.fractions(2, 6, 4), K=_draw.fractions(2, 2, 3, 1)),
            case(X=_draw.fractions(2, 4, 5), K=_draw.fractions(2, 2, 2, 3)),
        ],
    }
)
