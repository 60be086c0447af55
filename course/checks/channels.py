"""The exercises of the chapter on channels: 18 points.

Where a property is not about the number of channels, there are two of them in and two out, so that
a mistake with that number loses its own property and no other.
"""

import numpy as np

from course import operations
from course.checks.by_hand import CONVOLUTION, Rule
from course.checks.exercise import Exercise, Property, case
from course.checks.misconceptions import (
    channels,
    channels_costs,
    channels_layout,
    channels_matrix,
)

CHANNEL_BY_CHANNEL = CONVOLUTION.allowing("course.operations.cross_correlate")


def _not_the_courses(name: str) -> Rule:
    """Leaves everything to be used but the course's own function of this name."""
    return Rule(operations={}, calls=(f"course.operations.{name}",))


# The inputs of the text: two channels, and three kernels of two channels each.
X_TWO = np.stack([np.arange(9.0), np.arange(1.0, 10.0)]).reshape(2, 3, 3)
K_TWO = np.array([[[0, 1], [2, 3]], [[1, 2], [3, 4.0]]])
K_THREE = np.stack([K_TWO, K_TWO + 1, K_TWO + 2])

X_ONE = np.array([[[2, 0, 1], [0, 3, 0], [1, 0, 4.0]]])
X_THREE = np.concatenate([X_TWO, X_ONE])
X_WIDE = np.array([[[1, 0, 2, 0], [0, 3, 0, 1]], [[0, 1, 0, 2], [4, 0, 1, 0.0]]])
X_TALL = np.array([[[1, 0], [2, 3], [0, 1], [4, 0]], [[0, 2], [1, 0], [3, 1], [0, 5.0]]])
K_SIGNED = np.array([[[0.5, -1], [0.25, -2]], [[-3, 0], [1, 0.5]]])
K_PAIR = np.array([[[[1, 0], [0, -1]], [[0, 2], [-4, 0]]], [[[0, 1], [-2, 0]], [[3, 0], [0, 1.0]]]])
K_MIXED = np.array([[[1, 0], [0, -1]], [[0, 2], [1, 0]], [[2, 1], [0, 3.0]]])

corr2d_multi_in = Exercise(
    name="corr2d_multi_in",
    reference=operations.cross_correlate_channels,
    terms=lambda X, K: K.size,
    misconceptions=channels.corr2d_multi_in,
    by_hand=(CHANNEL_BY_CHANNEL,),
    properties=(
        Property(
            "each channel meets its own kernel, and the results add up",
            points=1,
            cases=(
                case(X=X_TWO, K=K_TWO),
                case(X=X_TWO, K=K_PAIR[0]),
                case(X=X_TWO, K=X_TWO[::-1]),
            ),
            hint="Every channel gives one array; the output is their sum, element by element.",
        ),
        Property(
            "one channel, and more than two",
            points=1,
            cases=(case(X=X_ONE, K=K_TWO[:1]), case(X=X_THREE, K=K_MIXED)),
            hint="The number of channels is the length of the first axis, of X and of K alike.",
        ),
        Property(
            "images and kernels that are not square",
            points=1,
            cases=(
                case(X=X_WIDE, K=K_PAIR[0]),
                case(X=X_TALL, K=K_PAIR[0]),
                case(X=X_TWO, K=K_TWO[:, :1]),
                case(X=X_TWO, K=K_TWO[:, :, 1:]),
            ),
            hint="The first axis counts channels, the second is the height, the third the width.",
        ),
        Property(
            "fractions and negative numbers",
            points=1,
            cases=(case(X=X_TWO / 4, K=K_SIGNED),),
            hint="Check the dtype of the array that you fill: whole numbers cut fractions off.",
        ),
    ),
)

corr2d_multi_in_out = Exercise(
    name="corr2d_multi_in_out",
    reference=operations.cross_correlate_channels,
    terms=lambda X, K: K[0].size,
    misconceptions=channels.corr2d_multi_in_out,
    by_hand=(CHANNEL_BY_CHANNEL,),
    properties=(
        Property(
            "each kernel of several channels gives one output channel",
            points=1,
            cases=(
                case(X=X_TWO, K=K_THREE[:2]),
                case(X=X_TWO, K=K_PAIR),
                case(X=X_TWO, K=np.stack([X_TWO, X_TWO[::-1]])),
            ),
            hint="Output channel o comes from K[o] and all channels of X; the first axis is o.",
        ),
        Property(
            "more output channels than input channels, and fewer",
            points=1,
            cases=(
                case(X=X_TWO, K=K_THREE),
                case(X=X_THREE, K=np.stack([K_MIXED, -K_MIXED[::-1]])),
                case(X=X_TWO, K=K_TWO[np.newaxis]),
            ),
            hint="There are K.shape[0] output channels, even where that is 1, each from all of X.",
        ),
        Property(
            "images and kernels that are not square",
            points=1,
            cases=(
                case(X=X_WIDE, K=K_PAIR),
                case(X=X_TALL, K=K_PAIR),
                case(X=X_TWO, K=K_PAIR[:, :, :1]),
                case(X=X_TWO, K=K_PAIR[:, :, :, 1:]),
            ),
            hint="The axes of K are output channels, input channels, height, width.",
        ),
        Property(
            "fractions and negative numbers",
            points=1,
            cases=(case(X=X_TWO / 4, K=np.stack([K_SIGNED, -K_SIGNED[::-1]])),),
            hint="Check the dtype of the array that you fill: whole numbers cut fractions off.",
        ),
    ),
)

corr2d_1x1 = Exercise(
    name="corr2d_1x1",
    reference=operations.cross_correlate_channels,
    terms=lambda X, K: K[0].size,
    misconceptions=channels_matrix.corr2d_1x1,
    by_hand=(CONVOLUTION,),
    properties=(
        Property(
            "mixes the channels of each pixel",
            points=1,
            cases=(
                case(
                    X=np.array([[[1, 2], [3, 4]], [[0, 1], [-1, 2.0]]]),
                    K=np.array([[1, 2], [3, -1.0]]).reshape(2, 2, 1, 1),
                ),
            ),
            hint="A column of the second matrix is one pixel: its c_i numbers, one a channel.",
            stays="It is what the right idea with a mistake in its shapes still earns.",
        ),
        Property(
            "any number of channels, images that are not square, fractions",
            points=1,
            cases=(
                case(X=X_WIDE, K=np.array([[1, 0], [0, 1], [2, -1.0]]).reshape(3, 2, 1, 1)),
                case(X=X_THREE[:, :2], K=np.array([[1, 0.5, -1], [0, 2, 1]]).reshape(2, 3, 1, 1)),
                case(X=X_TALL / 2, K=np.array([[1, 2], [-1, 3.0]]).reshape(2, 2, 1, 1)),
                case(X=X_TWO, K=np.array([[1, 1], [2, -1], [0, 1.0]]).reshape(3, 2, 1, 1)),
                case(X=X_ONE, K=np.array([[0.5]]).reshape(1, 1, 1, 1)),
            ),
            hint="Height and width, flattened for the product, come back as they were.",
        ),
    ),
)

to_channels_last = Exercise(
    name="to_channels_last",
    reference=operations.to_channels_last,
    misconceptions=channels_layout.to_channels_last,
    by_hand=(_not_the_courses("to_channels_last"),),
    properties=(
        Property(
            "each number keeps its row and column; its channel comes last",
            points=1,
            cases=(
                case(X=np.arange(12.0).reshape(2, 2, 3)),
                case(X=np.stack([X_TALL[0], X_TALL[1] / 2, -X_TALL[0]])),
                case(X=X_ONE[:, :2]),
            ),
            hint="Element [i, j, c] of the result is X[c, i, j].",
        ),
    ),
)

A, B = np.array([[1, 2, 3], [4, 5, 6.0]]), np.array([[0, -1, 0], [7, 0, 8.0]])

kernel_to_hwio = Exercise(
    name="kernel_to_hwio",
    reference=operations.kernel_to_hwio,
    misconceptions=channels_layout.kernel_to_hwio,
    by_hand=(_not_the_courses("kernel_to_hwio"),),
    properties=(
        # Exchanging the two axes of channels changes nothing here ...
        Property(
            "height and width come first",
            points=1,
            cases=(
                case(K=A.reshape(1, 1, 3, 2)),
                case(K=np.array([[A, B], [B, A]])),
            ),
            hint="Element [a, b] of the result belongs to row a and column b of every window.",
        ),
        # ... and exchanging height and width changes nothing here.
        Property(
            "then the input channels, then the output channels",
            points=1,
            cases=(
                case(K=A.reshape(2, 3, 1, 1)),
                case(K=B.reshape(3, 2, 1, 1) / 2),
            ),
            hint="Which axis of K counts what? The result has them in the order h, w, i, o.",
        ),
    ),
)

parameter_count = Exercise(
    name="parameter_count",
    reference=operations.parameter_count,
    misconceptions=channels_costs.parameter_count,
    by_hand=(_not_the_courses("parameter_count"),),
    properties=(
        Property(
            "counts the numbers of the kernel, and the biases where there are any",
            points=1,
            cases=(
                case(c_i=1, c_o=1, k_h=5, k_w=5, bias=True),
                case(c_i=2, c_o=3, k_h=2, k_w=2, bias=False),
                case(c_i=3, c_o=64, k_h=3, k_w=3, bias=True),
                case(c_i=4, c_o=2, k_h=1, k_w=3, bias=True),
            ),
            hint="How many numbers has one kernel, how many kernels are there, and which bias?",
        ),
    ),
)

multiply_adds = Exercise(
    name="multiply_adds",
    reference=operations.multiply_adds,
    misconceptions=channels_costs.multiply_adds,
    by_hand=(_not_the_courses("multiply_adds"),),
    properties=(
        Property(
            "counts the products in all elements of all output channels",
            points=1,
            cases=(
                case(c_i=1, c_o=1, k_h=2, k_w=2, h_out=2, w_out=2),
                case(c_i=2, c_o=3, k_h=2, k_w=2, h_out=2, w_out=2),
                case(c_i=1, c_o=6, k_h=5, k_w=5, h_out=28, w_out=28),
                case(c_i=4, c_o=2, k_h=1, k_w=3, h_out=5, w_out=7),
            ),
            hint="How many products make one output element, and how many elements are there?",
        ),
    ),
)

corr2d_matmul = Exercise(
    name="corr2d_matmul",
    reference=operations.cross_correlate_channels,
    terms=lambda X, K: K[0].size,
    misconceptions=channels_matrix.corr2d_matmul,
    by_hand=(CONVOLUTION,),
    properties=(
        Property(
            "every window becomes a column, every kernel a row",
            points=1,
            cases=(
                case(X=X_TWO, K=K_THREE[:2]),
                case(X=X_TWO, K=K_PAIR),
                case(X=X_TWO, K=np.stack([X_TWO, X_TWO[::-1]])),
            ),
            hint="Window and kernel must be flattened in the same order: channel, row, column.",
        ),
        Property(
            "any number of channels",
            points=1,
            cases=(
                case(X=X_TWO, K=K_THREE),
                case(X=X_THREE, K=np.stack([K_MIXED, -K_MIXED[::-1]])),
                case(X=X_ONE, K=K_TWO[:1, np.newaxis]),
            ),
            hint="A column has c_i * k_h * k_w numbers; there are c_o rows.",
        ),
        Property(
            "images and kernels that are not square, fractions",
            points=1,
            cases=(
                case(X=X_WIDE, K=K_PAIR),
                case(X=X_TALL, K=K_PAIR / 2),
                case(X=X_TWO, K=K_PAIR[:, :, :1]),
                case(X=X_TWO / 4, K=K_PAIR[:, :, :, 1:]),
            ),
            hint="There are h_out * w_out columns, row by row of the output.",
        ),
    ),
)
