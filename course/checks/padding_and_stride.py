"""The exercises of chapter two, padding and stride: 18 points.

Public cases use small whole numbers, so that a student can follow them by hand; each property has
at least one. In a property that is about one thing, the others are kept simple: square images,
equal sides, stride 1.
"""

import numpy as np

from course import operations
from course.checks import drivers
from course.checks.by_hand import CONVOLUTION, PADDING
from course.checks.exercise import Exercise, Property, case
from course.checks.misconceptions.corr2d_strided import CORR2D_STRIDED
from course.checks.misconceptions.output_size import OUTPUT_SIZE, SAME_PADDING
from course.checks.misconceptions.padding_and_stride import COMP_CONV2D, PAD2D

# After `pad2d` the text allows the course's own `pad`.
WITH_PAD = CONVOLUTION.allowing("course.operations.pad")

X_2X2 = np.array([[1, -2], [3, 4.0]])
X_3X3 = np.arange(1.0, 10.0).reshape(3, 3)
X_4X4 = np.array([[1, 2, 0, 3], [-1, 4, 2, 1], [5, 0, 1, -2], [2, 3, -4, 1.0]])
X_5X5 = np.array(
    [[1, 0, 2, 0, 3], [0, 4, 0, -5, 0], [6, 0, 7, 0, 8], [0, 9, 0, 1, 2], [3, 0, -4, 5, 6.0]]
)
X_4X6 = np.array(
    [[1, 2, 0, 3, 1, 4], [-1, 4, 2, 1, 0, 5], [5, 0, 1, -2, 3, 1], [2, 3, -4, 1, 6, 2]]
)
X_8X8 = np.add.outer([1, 0, 2, 5, 3, 7, 4, 6], [0, 2, 1, 4, 9, 3, -5, 8.0])
K_2X2 = np.array([[0, 1], [2, 3.0]])
K_3X3 = np.array([[0, 1, 2], [3, 0, -1], [1, 4, 0.0]])

NONE = ((0, 0), (0, 0))
ONE_EACH = ((1, 1), (1, 1))

pad2d = Exercise(
    name="pad2d",
    reference=operations.pad,
    misconceptions=PAD2D,
    by_hand=(PADDING,),
    properties=(
        Property(
            "rows of zeros on top and at the bottom, each its own number",
            points=1,
            cases=(
                case(X=X_3X3, padding=((1, 2), (1, 1))),
                case(X=X_2X2, padding=((3, 1), (2, 2))),
            ),
            hint="padding[0] is (top, bottom): how tall is the result, and in which row is X[0]?",
        ),
        Property(
            "columns of zeros on the left and on the right, each its own number",
            points=1,
            cases=(
                case(X=X_3X3, padding=((1, 1), (2, 1))),
                case(X=X_2X2, padding=((2, 2), (1, 3))),
            ),
            hint="padding[1] is (left, right): how wide is the result, and where does a row start?",
        ),
        Property(
            "images that are not square",
            points=1,
            cases=(
                case(X=np.arange(1.0, 7.0).reshape(2, 3), padding=((1, 1), (1, 1))),
                case(X=np.arange(-6.0, 0.0).reshape(3, 2), padding=((2, 2), (2, 2))),
            ),
            hint="The height of X goes with top and bottom, its width with left and right.",
        ),
        Property(
            "fractions, and sides without padding",
            points=1,
            cases=(
                case(X=X_2X2 / 4, padding=((1, 1), (1, 1))),
                case(X=X_3X3, padding=NONE),
                case(X=X_2X2, padding=((0, 0), (1, 1))),
            ),
            hint="Is your array one of fractions, and does a slice such as [0:-0] hold anything?",
        ),
    ),
)

comp_conv2d = Exercise(
    name="comp_conv2d",
    reference=lambda X, kernel, padding, strides: operations.cross_correlate_strided(
        X, kernel, padding, strides
    ),
    driver=drivers.through_layer,
    terms=lambda X, kernel, padding, strides: kernel.size,
    misconceptions=COMP_CONV2D,
    properties=(
        Property(
            "the layer's output, with two axes",
            points=1,
            cases=(case(X=X_4X4, kernel=K_3X3, padding="same", strides=(1, 1)),),
            hint="Keras wants (batch, height, width, channels): here one image with one channel.",
            stays="It is what an answer for one shape of images still earns.",
        ),
        Property(
            "images that are not square, outputs smaller than the image",
            points=1,
            cases=(
                case(X=X_4X6, kernel=K_3X3, padding="valid", strides=(1, 1)),
                case(X=X_4X6, kernel=K_2X2, padding="same", strides=(2, 2)),
            ),
            hint="The output's shape is the layer's business; only two axes of length 1 go.",
        ),
        Property(
            "outputs of a single row or column",
            points=1,
            cases=(
                case(X=X_8X8, kernel=np.ones((3, 5)), padding="valid", strides=(3, 4)),
                case(X=X_4X4, kernel=K_3X3[:2] / 2, padding="valid", strides=(3, 1)),
            ),
            hint="Take off the first and the last axis, not every axis that has length 1.",
        ),
    ),
)

output_size = Exercise(
    name="output_size",
    reference=operations.output_size,
    misconceptions=OUTPUT_SIZE,
    by_hand=(WITH_PAD,),
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
            hint="How often does the window fit? p counts the cells of both sides together.",
            stays="It is what an answer without strides still earns.",
        ),
        Property(
            "larger steps that come out even",
            points=1,
            cases=(case(n=7, k=3, p=0, s=2), case(n=11, k=2, p=0, s=3)),
            hint="After the first place, how many steps of s cells are there room for?",
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
            ),
            hint="Add and subtract first, divide once, and a step that does not fit is not made.",
        ),
    ),
)

corr2d_strided = Exercise(
    name="corr2d_strided",
    reference=operations.cross_correlate_strided,
    terms=lambda X, K, padding, stride: K.size,
    misconceptions=CORR2D_STRIDED,
    by_hand=(WITH_PAD,),
    properties=(
        Property(
            "without padding, one step at a time; fractions",
            points=1,
            cases=(
                case(X=X_3X3, K=K_2X2, padding=NONE, stride=(1, 1)),
                case(X=X_4X4 / 4, K=K_3X3 / 2, padding=NONE, stride=(1, 1)),
            ),
            hint="Y[0, 0] is the window sum of the upper left corner, unflipped.",
        ),
        Property(
            "padding, its own on each side",
            points=1,
            cases=(
                case(X=X_3X3, K=K_2X2, padding=((1, 0), (0, 2)), stride=(1, 1)),
                case(X=X_2X2, K=K_2X2, padding=((0, 2), (3, 1)), stride=(1, 1)),
            ),
            hint="Slide over the padded image: its height and width are what counts.",
        ),
        Property(
            "the same stride on both axes",
            points=1,
            cases=(
                case(X=X_4X4, K=K_2X2, padding=NONE, stride=(2, 2)),
                case(X=X_5X5, K=K_2X2, padding=NONE, stride=(3, 3)),
            ),
            hint="Where does the window of Y[1, 1] start, and how many windows are there now?",
            stays="It is what an answer with one stride for both axes still earns.",
        ),
        Property(
            "a stride for each axis",
            points=1,
            cases=(
                case(X=X_4X4, K=K_2X2, padding=NONE, stride=(1, 2)),
                case(X=X_5X5, K=K_3X3, padding=NONE, stride=(2, 1)),
            ),
            hint="stride[0] moves the window down, stride[1] moves it to the right.",
        ),
        Property(
            "images and kernels that are not square, cells left over",
            points=1,
            cases=(
                case(X=X_4X6, K=K_3X3[:, :2], padding=ONE_EACH, stride=(2, 2)),
                case(X=X_4X6.T, K=K_3X3[:2], padding=ONE_EACH, stride=(3, 3)),
            ),
            hint="A window that does not fit whole is not computed; each axis counts its own.",
        ),
    ),
)

BEFORE_AND_AFTER = ("your first result (before)", "your second result (after)")

same_padding = Exercise(
    name="same_padding",
    reference=operations.same_padding,
    misconceptions=SAME_PADDING,
    by_hand=(WITH_PAD,),
    properties=(
        Property(
            "odd kernels, one step at a time",
            points=1,
            cases=(
                case(n=8, k=3, s=1),
                case(n=8, k=5, s=1),
                case(n=9, k=7, s=1),
                case(n=6, k=1, s=1),
            ),
            results=BEFORE_AND_AFTER,
            hint="The output is as large as the input: what must the total padding be?",
            stays="It is what an answer for odd kernels alone still earns.",
        ),
        Property(
            "even kernels, one step at a time",
            points=1,
            cases=(case(n=8, k=2, s=1), case(n=7, k=4, s=1)),
            results=BEFORE_AND_AFTER,
            hint="The total is odd. TensorFlow puts the cell that has no partner after the input.",
            stays="It is what an answer without strides still earns.",
        ),
        Property(
            "larger steps, even ones that skip cells",
            points=1,
            cases=(
                case(n=8, k=3, s=2),
                case(n=7, k=3, s=2),
                case(n=10, k=5, s=3),
                case(n=9, k=2, s=3),
                case(n=6, k=1, s=3),
            ),
            results=BEFORE_AND_AFTER,
            hint="How many outputs are there, where does the last window end, and what if inside?",
        ),
    ),
)
