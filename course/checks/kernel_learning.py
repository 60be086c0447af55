"""The exercises of the chapter on learning a kernel: 18 points.

Whatever is learned is compared with the reference that started from the same kernel. Properties
about the kernel and about the losses are apart, so that a slip in one leaves the other its points.
"""

from typing import Any

import numpy as np

from course import descent
from course.checks import drivers
from course.checks.by_hand import CONVOLUTION, Rule
from course.checks.exercise import Exercise, Property, case
from course.checks.misconceptions.by_hand_gradient import KERNEL_GRADIENT
from course.checks.misconceptions.kernel_learning import CORR2D_TENSOR, SQUARED_ERROR
from course.checks.misconceptions.layer_training import TRAIN_STEP
from course.checks.misconceptions.learning import LEARN_KERNEL
from course.operations import cross_correlate

X_3X3 = np.arange(9.0).reshape(3, 3)
K_2X2 = np.arange(4.0).reshape(2, 2)
X_SIGNED = np.array([[1, 0, 2], [0, 3, -1], [2, -1, 0.0]])
X_4X4 = np.array([[1, 0, 2, 1], [0, 3, -1, 0], [2, -1, 0, 1], [0, 1, 1, -2.0]])
X_WIDE = np.array([[1, 0, 2, -1, 3], [0, 3, -1, 1, 0], [2, -1, 0, 1, 1.0]])
K_SIGNED = np.array([[0.5, -1], [0.25, -2]])
K_3X3 = np.array([[0, 1, 2], [3, 0, -1], [1, 4, 0.0]])
Y_2X2 = np.array([[1, -2], [0, 3.0]])

# What demonstrations use, and what a tape is made of and executes.
OURS = Rule(operations={}, calls=("course.descent",))
TAPE = Rule(
    operations={
        "Conv2DBackpropFilter": "the gradient of tf.nn.conv2d",
        "StridedSliceGrad": "tf.GradientTape",
    },
    calls=(
        "tensorflow.GradientTape",
        "tensorflow.gradients",
        "tensorflow.autodiff",
        "tensorflow.test",
        "tensorflow.python.eager.backprop",
        "tensorflow.python.eager.forwardprop",
    ),
)
COMMON = "What breaks it breaks the others, too: it earns a point where those are lost."

# The edge image of the text, what [[1, -1]] makes of it, and where its learning starts.
BAND = np.ones((6, 8))
BAND[:, 2:6] = 0
EDGES = BAND[:, :-1] - BAND[:, 1:]
START = np.array([[-0.5, 1.0]])


def _images(*images: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Images (n_h, n_w) as a Keras layer takes them, shape (n, n_h, n_w, 1)."""
    return np.stack(images)[..., np.newaxis]


squared_error = Exercise(
    name="squared_error",
    reference=descent.squared_error,
    misconceptions=SQUARED_ERROR,
    by_hand=(OURS,),
    terms=lambda Y_hat, Y: Y.size,
    magnitude=lambda Y_hat, Y: np.sum((Y_hat + Y) ** 2),
    properties=(
        Property(
            "adds up the squares of all differences",
            points=1,
            cases=(case(Y_hat=np.array([[3, 0], [1, 2.0]]), Y=np.array([[1, 1], [1, 5.0]])),),
            hint="Difference first, then the square of each, then one sum over everything.",
            stays=COMMON,
        ),
        Property(
            "arrays of any shape, fractions",
            points=1,
            cases=(
                case(Y_hat=np.array([[0.5, -1, 2]]), Y=np.array([[1, 1.25, 2]])),
                case(
                    Y_hat=_images(X_3X3[:2], X_3X3[1:]), Y=_images(X_SIGNED[1:], X_SIGNED[:2] / 4)
                ),
            ),
            hint="A layer's output has four axes: the sum runs over all axes that there are.",
        ),
    ),
)

corr2d_tensor = Exercise(
    name="corr2d_tensor",
    reference=cross_correlate,
    driver=drivers.output_on_tape,
    misconceptions=CORR2D_TENSOR,
    by_hand=(CONVOLUTION, OURS),
    terms=lambda X, K, *weights: X.size,
    magnitude=lambda X, *factors: np.sum(X) * max(np.max(each) for each in factors),
    properties=(
        Property(
            "slides the kernel and adds up the products",
            points=1,
            cases=(case(X=X_3X3, K=K_2X2), case(X=X_4X4, K=K_3X3)),
            hint="Y[i, j] is the sum of the products of K and the window that starts at X[i, j].",
            stays=COMMON,
        ),
        Property(
            "images and kernels that are not square, fractions",
            points=1,
            cases=(
                case(X=X_WIDE[:2], K=np.array([[1, -2.0]])),
                case(X=X_WIDE.T / 4, K=np.array([[1, 2, 0.5], [0, -1, 2]])),
                case(X=X_WIDE, K=np.array([[1, 2], [0, -1], [3, 0.5]])),
            ),
            hint="Height and width each have their own size, in the image and in the kernel.",
        ),
        Property(
            "a tape finds the gradient",
            points=1,
            driver=drivers.gradient_on_tape,
            reference=lambda X, K, weights: descent.output_and_gradient(X, K, weights)[1],
            cases=(case(X=X_3X3, K=K_2X2, weights=Y_2X2),),
            hint="Collect tensors and put them together at the end; do not fill anything in.",
        ),
    ),
)

kernel_gradient = Exercise(
    name="kernel_gradient",
    reference=descent.kernel_gradient,
    misconceptions=KERNEL_GRADIENT,
    by_hand=(TAPE, OURS),
    terms=lambda X, K, Y: int(K.size + 2 * Y.size),
    magnitude=descent.largest_gradient,
    properties=(
        Property(
            "one wrong output: twice its error, times its window",
            points=1,
            cases=(
                case(X=X_3X3, K=K_2X2, Y=np.array([[19, 25], [37, 42.0]])),
                case(X=X_3X3, K=K_2X2, Y=np.array([[19, 28], [37, 43.0]])),
            ),
            hint="The error is prediction minus target; where it is 0, nothing is added.",
            stays=COMMON,
        ),
        Property(
            "all outputs add up",
            points=1,
            cases=(case(X=X_SIGNED, K=K_2X2, Y=Y_2X2), case(X=X_4X4, K=K_3X3, Y=Y_2X2)),
            hint="Every output used every number of the kernel once: which input did it meet?",
        ),
        Property(
            "images and kernels that are not square",
            points=1,
            cases=(  # all is predicted but for the last output
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
                    X=X_SIGNED / 4,
                    K=K_SIGNED,
                    Y=np.array([[-1.375, 0.1875], [-0.125, 1.8125]]),
                ),
                case(X=X_3X3, K=K_2X2, Y=np.array([[19, 25], [37, 43.0]])),
            ),
            hint="Check the dtype of the array that you fill, and what you subtract from what.",
        ),
    ),
)

_ONE_NUMBER = {"X": np.array([[1.0, 2]]), "Y": np.array([[5.0, 10]]), "K0": np.array([[0.0]])}
_SMALL = {"X": X_SIGNED, "Y": Y_2X2, "K0": K_SIGNED}
_EDGES = {"X": BAND, "Y": EDGES, "K0": START}

learn_kernel = Exercise(
    name="learn_kernel",
    reference=descent.learned,
    driver=drivers.learning,
    misconceptions=LEARN_KERNEL,
    by_hand=(OURS,),
    terms=lambda X, Y, K0, learning_rate, steps: Y.size,
    magnitude=descent.largest_loss,
    properties=(
        Property(
            "one step, against the gradient",
            points=1,
            part=0,
            cases=(
                case(**_ONE_NUMBER, learning_rate=0.01, steps=1),
                case(**_SMALL, learning_rate=0.02, steps=1),
            ),
            hint="The gradient points uphill; the learning rate says how far to go the other way.",
            stays=COMMON,
        ),
        Property(
            "many steps, each from where the last one ended",
            points=1,
            part=0,
            cases=(
                case(**_ONE_NUMBER, learning_rate=0.25, steps=3),
                case(**_SMALL, learning_rate=0.02, steps=2),
            ),
            hint="Each step needs the gradient at the kernel of that moment.",
        ),
        Property(
            "the losses, one a step, each before its update",
            points=2,
            part=1,
            cases=(
                case(**_ONE_NUMBER, learning_rate=0.01, steps=2),
                case(**_SMALL, learning_rate=0.02, steps=3),
            ),
            hint="losses[0] is the loss of K0 itself, and the loss of the final K is not there.",
        ),
        Property(
            "kernels that are not square, and no step at all",
            points=1,
            part=0,
            cases=(
                case(**_EDGES, learning_rate=0.03, steps=2),
                case(X=X_WIDE, Y=X_4X4[:2, :3], K0=K_3X3[:2], learning_rate=0.01, steps=1),
                case(X=X_WIDE.T, Y=X_4X4[:, :3], K0=np.ones((2, 1)), learning_rate=0.01, steps=1),
                case(**_SMALL, learning_rate=0.02, steps=0),
            ),
            hint="After 0 steps the kernel is still K0, and there is no loss to report.",
        ),
    ),
)

_HAND = {
    "X": _images(np.array([[1.0, 2, 0]])),
    "Y": _images(np.array([[5.0, -10]])),
    "kernel": np.zeros((1, 2)),
}
_EDGE_LAYER = {"X": _images(BAND), "Y": _images(EDGES), "kernel": START}
_PAIR = {
    "X": _images(X_WIDE, X_WIDE[::-1] / 2),
    "Y": _images(Y_2X2, K_SIGNED),
    "kernel": np.array([[0.5, 0, 1, -1], [-1, 0.25, 0, 2]]),
}

train_step = Exercise(
    name="train_step",
    reference=descent.trained,
    driver=drivers.training,
    misconceptions=TRAIN_STEP,
    by_hand=(OURS,),
    terms=lambda X, Y, kernel, learning_rate, steps: Y.size,
    magnitude=lambda X, Y, *others: descent.largest_loss(X[..., 0], Y[..., 0], *others),
    properties=(
        Property(
            "one step moves the kernel against the gradient",
            points=1,
            part=1,
            cases=(case(**_HAND, learning_rate=0.01, steps=1),),
            hint="Change the layer's own kernel; a new value beside it teaches the layer nothing.",
            stays=COMMON,
        ),
        Property(
            "each further step goes on from there",
            points=1,
            part=1,
            cases=(case(**_EDGE_LAYER, learning_rate=0.03, steps=2),),
            hint="All that a step leaves behind for the next one is the layer's kernel.",
        ),
        Property(
            "returns the loss before the step",
            points=1,
            driver=drivers.losses_in_training,
            reference=lambda *inputs: descent.trained(*inputs)[0],
            cases=(case(**_HAND, learning_rate=0.01, steps=2),),
            hint="Return the sum of squares from which the gradient was taken.",
        ),
        Property(
            "several images, kernels of other sizes",
            points=1,
            part=1,
            cases=(case(**_PAIR, learning_rate=0.02, steps=1),),
            hint="The loss is the sum over all outputs of all images.",
        ),
    ),
)
