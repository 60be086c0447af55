"""The exercises of chapter one, cross-correlation: 18 points.

Public cases use small whole numbers, so that a student can follow them by hand; each property has
at least one.
"""

import numpy as np

from course import operations
from course.checks import drivers
from course.checks.by_hand import CONVOLUTION, Rule
from course.checks.exercise import Exercise, Property, case
from course.checks.misconceptions.cross_correlation import CORR2D
from course.checks.misconceptions.flips_and_edges import CONVOLVE2D, DETECT_EDGES, PAIR
from course.checks.misconceptions.layer_and_field import (
    BIAS,
    CONV2D,
    RECEPTIVE_FIELD,
    SHAPES,
    WEIGHT,
)
from course.checks.misconceptions.window_sum import WINDOW_SUM

X_3X3 = np.arange(9.0).reshape(3, 3)
K_2X2 = np.arange(4.0).reshape(2, 2)
X_5X5 = np.array(
    [[1, 0, 2, 0, 3], [0, 4, 0, 5, 0], [6, 0, 7, 0, 8], [0, 9, 0, 1, 2], [3, 0, 4, 5, 6.0]]
)
K_SIGNED = np.array([[0.5, -1], [0.25, -2]])
X_SIGNED = np.array([[2, -1.5, 1], [0.5, 3, -2], [-1, 2.5, 1.5]])
# The same flipped or transposed: a mistake with the kernel does not show, so that the bias does.
K_SYMMETRIC = np.array([[1.0, 2], [2, 1]])
K_3X3 = np.array([[0, 1, 2], [3, 0, -1], [1, 4, 0.0]])

# The object of the text: a dark band (0) on a bright ground (1).
BAND = np.ones((6, 8))
BAND[:, 2:6] = 0
# Grey steps that differ in size and sign.
STEPS = np.add.outer([0.5, 0.5, 2, 2], [0, 0, 3, 3, 0.5])

EDGE = np.array([[1.0, -1.0]])

# What the text allows from section 4 on. The name of its module is in `operations.cross_correlate`.
GIVEN_CORR2D = CONVOLUTION.allowing("course.operations.cross_correlate")

window_sum = Exercise(
    name="window_sum",
    reference=lambda window, kernel: operations.cross_correlate(window, kernel)[0, 0],
    terms=lambda window, kernel: window.size,
    by_hand=(CONVOLUTION,),
    misconceptions=WINDOW_SUM,
    properties=(
        Property(
            "multiplies element by element, then adds up",
            points=1,
            cases=(
                case(window=np.array([[0, 1], [3, 4.0]]), kernel=K_2X2),
                case(window=X_3X3, kernel=K_3X3),
            ),
            hint="Each number of the window meets the number at the same place in the kernel.",
            stays="What breaks it breaks the other, too: it earns a point where that is lost.",
        ),
        Property(
            "windows that are not square, fractions",
            points=1,
            cases=(
                case(
                    window=np.array([[1, 2, 3], [4, 5, 6.0]]),
                    kernel=np.array([[0.5, 0, -1], [2, 1, 0.125]]),
                ),
                case(
                    window=np.array([[1, -2], [3, 0.5], [4, 2.0]]),
                    kernel=np.array([[2, 1], [0, 3], [-1, 0.25]]),
                ),
            ),
            hint="The result is one real number, whatever the shape of the window.",
        ),
    ),
)

corr2d = Exercise(
    name="corr2d",
    reference=operations.cross_correlate,
    terms=lambda X, K: K.size,
    by_hand=(CONVOLUTION,),
    misconceptions=CORR2D,
    properties=(
        Property(
            "slides the kernel and adds up the products",
            points=2,
            cases=(case(X=X_3X3, K=K_2X2), case(X=X_5X5, K=K_3X3)),
            hint="Y[i, j] is the window sum of the window whose upper left corner is X[i, j].",
            stays="What breaks it breaks the others, too: it earns points where those are lost.",
        ),
        Property(
            "images that are not square",
            points=1,
            cases=(
                case(X=np.arange(15.0).reshape(3, 5), K=K_2X2),
                case(X=np.arange(15.0).reshape(5, 3), K=K_2X2),
            ),
            hint="The output has its own height and width: n_h - k_h + 1 and n_w - k_w + 1.",
        ),
        Property(
            "kernels that are not square",
            points=1,
            cases=(
                case(X=X_5X5, K=np.array([[1, 0, 2], [0, 3, 1.0]])),
                case(X=X_5X5, K=np.array([[1, 2], [0, 1], [3, 0.0]])),
                case(X=X_5X5, K=np.array([[1, 0, -1.0]])),
                case(X=X_5X5, K=np.array([[1], [0], [-2.0]])),
            ),
            hint="The height of the kernel is K.shape[0], its width is K.shape[1].",
        ),
        Property(
            "fractions and negative numbers",
            points=1,
            cases=(case(X=X_SIGNED, K=K_SIGNED),),
            hint="Check the dtype of the array that you fill: whole numbers cut fractions off.",
        ),
        Property(
            "kernels of one cell, and of the size of the image",
            points=1,
            cases=(
                case(X=X_3X3, K=np.array([[2.0]])),
                case(X=X_3X3, K=X_3X3),
            ),
            hint="How often does the kernel fit on each axis? At the end of the last fit, stop.",
        ),
    ),
)

convolve2d = Exercise(
    name="convolve2d",
    reference=operations.convolve,
    terms=lambda X, K: K.size,
    by_hand=(GIVEN_CORR2D,),
    misconceptions=CONVOLVE2D,
    properties=(
        Property(
            "flips the kernel on both axes",
            points=1,
            cases=(case(X=X_3X3, K=K_2X2), case(X=X_SIGNED, K=K_SIGNED)),
            hint="The last row of the kernel comes first, and in it the last column.",
        ),
        Property(
            "images and kernels that are not square",
            points=1,
            cases=(
                case(X=np.arange(15.0).reshape(3, 5), K=np.array([[1, 2, 3], [4, 5, 6.0]])),
                case(X=np.arange(16.0).reshape(4, 4), K=np.array([[1], [2.0]])),
            ),
            hint="Flipping reverses the order on an axis; it does not swap the axes.",
        ),
    ),
)

detect_edges = Exercise(
    name="detect_edges",
    reference=lambda X: (
        operations.cross_correlate(X, EDGE),
        operations.cross_correlate(X, EDGE.T),
    ),
    terms=lambda X: 2,
    magnitude=lambda X: (
        operations.cross_correlate(X, abs(EDGE)),
        operations.cross_correlate(X, abs(EDGE.T)),
    ),
    by_hand=(GIVEN_CORR2D,),
    misconceptions=DETECT_EDGES,
    properties=(
        Property(
            "vertical edges come first",
            points=1,
            part=0,
            cases=(case(X=BAND), case(X=STEPS)),
            hint="[[1, -1]] compares a pixel with its neighbour on the right.",
        ),
        Property(
            "horizontal edges come second",
            points=1,
            part=1,
            cases=(case(X=BAND.T), case(X=STEPS)),
            hint="The transposed kernel compares a pixel with its neighbour below.",
        ),
        Property(
            PAIR,
            points=1,
            cases=(case(X=np.full((3, 5), 2.0)),),
            results=("your first result (vertical)", "your second result (horizontal)"),
            hint="Return both: (vertical, horizontal).",
        ),
    ),
)

HEIGHT_AND_WIDTH = ("your first result (height)", "your second result (width)")

receptive_field = Exercise(
    name="receptive_field",
    reference=operations.receptive_field,
    by_hand=(Rule({}, ("course.operations.receptive_field",)),),
    misconceptions=RECEPTIVE_FIELD,
    properties=(
        Property(
            "stacks of any number of layers",
            points=1,
            cases=(
                case(kernel_sizes=[(2, 2), (2, 2)]),
                case(kernel_sizes=[(3, 3), (5, 5), (2, 2)]),
                case(kernel_sizes=[(4, 4)]),
                case(kernel_sizes=[]),
            ),
            results=HEIGHT_AND_WIDTH,
            hint="What does each further layer add to what is seen already? Without one an output "
            "sees itself.",
        ),
        Property(
            "kernels that are not square",
            points=1,
            cases=(case(kernel_sizes=[(3, 1), (2, 5)]), case(kernel_sizes=[(1, 4), (5, 2)])),
            results=HEIGHT_AND_WIDTH,
            hint="Height and width grow by themselves.",
        ),
    ),
)

Conv2D = Exercise(
    name="Conv2D",
    reference=lambda X, kernel, bias: operations.cross_correlate(X, kernel) + bias,
    driver=drivers.layer_output,
    terms=lambda X, kernel, *bias: np.size(kernel) + 1,
    misconceptions=CONV2D,
    properties=(
        Property(
            SHAPES,
            points=1,
            cases=(case(X=BAND, kernel_size=(2, 3)),),
            driver=drivers.layer_shapes,
            reference=lambda X, kernel_size: (kernel_size, (1,), 2),
            results=("shape of weight", "shape of bias", "number of trained weights"),
            hint="build receives the shape of the input; the kernel's size came to __init__.",
        ),
        Property(
            WEIGHT,
            points=1,
            cases=(case(X=X_5X5, kernel=np.array([[1, -2], [0, 1], [-3, 0.0]]), bias=np.zeros(1)),),
            hint="call(inputs) slides self.weight over a two-dimensional input.",
        ),
        Property(
            BIAS,
            points=1,
            cases=(case(X=X_5X5, kernel=K_SYMMETRIC, bias=np.array([0.5])),),
            hint="The bias is one number, added once to each element of the output.",
        ),
    ),
)
