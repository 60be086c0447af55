"""The exercise `kernel_gradient`: the gradient of the loss, by hand."""

import numpy as np

from course import descent
from course.checks.exercise import Exercise, Property, case
from course.checks.kernel_learning.gradient_mistakes import MISCONCEPTIONS
from course.checks.kernel_learning.inputs import (
    K_2X2,
    K_3X3,
    K_SIGNED,
    X_3X3,
    X_4X4,
    X_SIGNED,
    X_WIDE,
    Y_2X2,
)
from course.checks.rules import forbid

TAPE = forbid(
    "tensorflow.GradientTape",
    "tensorflow.gradients",
    "tensorflow.autodiff",
    "tensorflow.test",
    "tensorflow.python.eager.backprop",
    "tensorflow.python.eager.forwardprop",
    operations={
        "Conv2DBackpropFilter": "the gradient of tf.nn.conv2d",
        "StridedSliceGrad": "tf.GradientTape",
    },
)

kernel_gradient = Exercise(
    name="kernel_gradient",
    reference=descent.kernel_gradient,
    misconceptions=MISCONCEPTIONS,
    by_hand=(TAPE, forbid("course.descent")),
    terms=lambda X, K, Y: int(K.size + 2 * Y.size),
    magnitude=descent.largest_gradient,
    hints=(
        "Look at K[0, 0] alone. Which pixels of the image did it meet while the kernel slid "
        "over all places?",
        "K[a, b] met X[i + a, j + b] on its way to output (i, j). Its gradient is the sum over "
        "all outputs: twice the error of the output times the pixel that K[a, b] met there.",
        "Compute all errors at once, prediction minus target, and double them. For each a and "
        "b, take the part of X that begins at row a and column b and is as large as the errors. "
        "Multiply the two element by element, add up, and write the sum into place (a, b) of an "
        "array of the shape of K.",
    ),
    properties=(
        Property(
            "one wrong output: twice its error, times its window",
            points=1,
            cases=(
                case(X=X_3X3, K=K_2X2, Y=np.array([[19, 25], [37, 42.0]])),
                case(X=X_3X3, K=K_2X2, Y=np.array([[19, 28], [37, 43.0]])),
            ),
            hint="The error is prediction minus target; where it is 0, nothing is added.",
            stays="What breaks it breaks the others, too: it earns a point where those are lost.",
        ),
        Property(
            "all outputs add up",
            points=1,
            cases=(
                case(X=X_SIGNED, K=K_2X2, Y=Y_2X2),
                case(X=X_4X4, K=K_3X3, Y=Y_2X2),
                case(X=X_4X4, K=K_2X2, Y=np.array([[1, -2, 0], [0, 3, 1], [2, 0, -1.0]])),
            ),
            hint="Every output uses every number of the kernel once, each with another input.",
        ),
        Property(
            "images and kernels that are not square",
            points=1,
            cases=(  # only the last output differs from the target
                case(X=X_WIDE, K=K_2X2, Y=np.array([[9, 5, 0, 5], [4, -3, 4, 7.0]])),
                case(
                    X=X_4X4,
                    K=np.array([[1, 0, -1.0]]),
                    Y=np.array([[-1, -1], [1, 3], [2, -2], [-1, 0.0]]),
                ),
                case(
                    X=X_WIDE.T,
                    K=np.array([[2, 1], [-1, 0], [1, 3.0]]),
                    Y=np.array([[1, -2], [3, 10], [7, -1.0]]),
                ),
            ),
            hint="The gradient has the shape of K; what you multiply has the shape of Y.",
        ),
        Property(
            "fractions, and zero where all is predicted",
            points=1,
            cases=(
                case(
                    X=X_SIGNED[::-1] / 4,
                    K=K_SIGNED,
                    Y=np.array([[-1.0, 0.5625], [-0.6875, 0.876]]),
                ),
                case(X=X_3X3, K=K_2X2, Y=np.array([[19, 25], [37, 43.0]])),
            ),
            hint="Fractions count as they are; where all is predicted the gradient is 0.",
        ),
    ),
)
