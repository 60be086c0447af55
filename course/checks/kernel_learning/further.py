"""Exercises without points of the chapter on learning kernels: `check.further.image_gradient(...)`.

Grading leaves them out, so they need no hidden cases and are in no answer key.
"""

from typing import Any

import numpy as np

from course import descent, operations
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.kernel_learning.inputs import (
    BAND,
    EDGES,
    K_2X2,
    K_3X3,
    K_SIGNED,
    START,
    X_3X3,
    X_4X4,
    X_SIGNED,
    X_WIDE,
    Y_2X2,
)
from course.checks.kernel_learning.kernel_gradient import TAPE


def _image_gradient(X: Any, K: Any, Y: Any) -> Any:
    """Return the gradient of the squared error with respect to the image, from a tape."""
    import tensorflow as tf

    X = tf.convert_to_tensor(X)
    with tf.GradientTape() as tape:
        tape.watch(X)
        loss = descent.squared_error(operations.cross_correlate(X, K), tf.cast(Y, X.dtype))
    return tape.gradient(loss, X).numpy()


def _errors(X: Any, K: Any, Y: Any) -> Any:
    return 2 * (operations.cross_correlate(X, K).numpy() - Y)


def _bound(X: Any, K: Any, Y: Any) -> Any:
    """Bound the sum of absolute terms; the arguments are absolute values."""
    return np.sum(K) * 2 * np.max(operations.cross_correlate(X, K).numpy() + Y)


def _around(errors: Any, K: Any) -> Any:
    return np.pad(errors, [(k - 1, k - 1) for k in K.shape])


image_gradient = Exercise(
    name="image_gradient",
    reference=_image_gradient,
    by_hand=(TAPE,),
    terms=lambda X, K, Y: int(K.size * (K.size + 1)),
    magnitude=_bound,
    misconceptions=(
        Misconception(
            "kernel not flipped",
            "The kernel has to be flipped: the pixel on the right of a window's corner meets "
            "K[0, 1] there, and K[0, 0] in the next window.",
            lambda X, K, Y: operations.cross_correlate(_around(_errors(X, K, Y), K), K).numpy(),
        ),
        Misconception(
            "2 left out",
            "Your numbers are half as large as they should be. What is the derivative of a square?",
            lambda X, K, Y: _image_gradient(X, K, Y) / 2,
        ),
        Misconception(
            "sign turned round",
            "The sign is turned round: the error is prediction minus target.",
            lambda X, K, Y: -_image_gradient(X, K, Y),
        ),
        Misconception(
            "gradient of the kernel",
            "That is the gradient with respect to the kernel.",
            lambda X, K, Y: operations.cross_correlate(X, _errors(X, K, Y)).numpy(),
        ),
    ),
    hints=(
        "To which outputs does the pixel X[0, 0] contribute? And a pixel in the middle?",
        "A pixel contributes to every output whose window contains it, each time with another "
        "number of the kernel. Its gradient adds up twice the error of each output times that "
        "number.",
        "Start from zeros of the shape of X. For each output, add twice its error times the whole "
        "kernel to the cells under its window.",
    ),
    properties=(
        Property(
            "one wrong output: twice its error, times the kernel",
            points=0,
            cases=(
                case(X=X_3X3, K=K_2X2, Y=np.array([[19, 25], [37, 42.0]])),
                case(X=X_3X3, K=K_2X2, Y=np.array([[19, 28], [37, 43.0]])),
            ),
            hint="Where the error is 0, nothing is added.",
        ),
        Property(
            "all outputs add up",
            points=0,
            cases=(
                case(X=X_SIGNED, K=K_2X2, Y=Y_2X2),
                case(X=X_4X4, K=K_3X3, Y=Y_2X2),
                case(X=X_SIGNED / 4, K=K_SIGNED, Y=Y_2X2 / 2),
            ),
            hint="A pixel lies in several windows.",
        ),
        Property(
            "images and kernels that are not square",
            points=0,
            cases=(
                case(X=X_WIDE, K=K_2X2, Y=np.zeros((2, 4))),
                case(X=X_WIDE.T, K=np.array([[1, 0, -1.0]]), Y=np.ones((5, 1))),
            ),
            hint="The gradient has the shape of X.",
        ),
    ),
)


def _largest_rate(X: Any, kernel_shape: Any) -> float:
    """Return 2 over the largest curvature: gradients at unit kernels are the second derivatives."""
    units = np.eye(kernel_shape[0] * kernel_shape[1]).reshape(-1, *kernel_shape)
    X = np.float64(X)
    zeros = np.zeros([n - k + 1 for n, k in zip(X.shape, kernel_shape, strict=True)])
    second = [np.ravel(descent.kernel_gradient(X, unit, zeros)) for unit in units]
    return float(2 / np.linalg.eigvalsh(second)[-1])


largest_rate = Exercise(
    name="largest_rate",
    reference=_largest_rate,
    terms=lambda X, kernel_shape: 8 * X.size,
    magnitude=lambda X, kernel_shape: 1.0,
    misconceptions=(
        Misconception(
            "2 of the loss left out",
            "Your limit is twice too large: the second derivatives of the squares have a factor 2.",
            lambda X, kernel_shape: 2 * _largest_rate(X, kernel_shape),
        ),
        Misconception(
            "1 over the curvature",
            "With 1 over the largest curvature a step arrives at the bottom. Twice that is the "
            "limit.",
            lambda X, kernel_shape: _largest_rate(X, kernel_shape) / 2,
        ),
    ),
    hints=(
        "In one dimension the loss is a * K**2 with the gradient 2 * a * K. For which rates does "
        "a step make K smaller?",
        "With the windows as rows of a matrix A, the second derivatives are 2 * A.T @ A. The "
        "direction that bends most sets the limit: 2 divided by its curvature.",
        "Flatten each window of the image into a row of A. np.linalg.eigvalsh returns the "
        "curvatures of 2 * A.T @ A, from the smallest to the largest.",
    ),
    properties=(
        Property(
            "the chapter's edge image",
            points=0,
            cases=(case(X=BAND, kernel_shape=(1, 2)),),
            hint="The limit lies where the loss no longer falls.",
        ),
        Property(
            "any image and kernel",
            points=0,
            cases=(case(X=X_4X4, kernel_shape=(2, 2)), case(X=X_WIDE, kernel_shape=(1, 3))),
            hint="A has as many columns as the kernel has numbers.",
        ),
    ),
)


def _momentum(X: Any, Y: Any, K0: Any, learning_rate: float, beta: float, steps: int) -> Any:
    import tensorflow as tf

    K = tf.Variable(tf.cast(K0, tf.float64))
    optimizer = tf.keras.optimizers.SGD(learning_rate, momentum=beta)
    for _ in range(steps):
        gradient = descent.kernel_gradient(tf.cast(X, tf.float64), K.value(), Y)
        optimizer.apply_gradients([(gradient, K)])
    return K.numpy()


def _mean_of_gradients(
    X: Any, Y: Any, K0: Any, learning_rate: float, beta: float, steps: int
) -> Any:
    K, step = np.float64(K0), np.zeros(np.shape(K0))
    for _ in range(steps):
        gradient = descent.kernel_gradient(np.float64(X), K, np.float64(Y)).numpy()
        step = beta * step + (1 - beta) * gradient
        K = K - learning_rate * step
    return K


learn_with_momentum = Exercise(
    name="learn_with_momentum",
    reference=_momentum,
    terms=lambda X, Y, K0, learning_rate, beta, steps: 8 * steps * Y.size,
    magnitude=lambda X, Y, K0, learning_rate, beta, steps: 10.0,
    misconceptions=(
        Misconception(
            "no momentum",
            "Your steps forget the steps before them.",
            lambda X, Y, K0, learning_rate, beta, steps: _mean_of_gradients(
                X, Y, K0, learning_rate, 0.0, steps
            ),
        ),
        Misconception(
            "gradient times 1 - beta",
            "You multiply each gradient by 1 - beta. The step keeps beta times the last one and "
            "takes the whole new one.",
            _mean_of_gradients,
        ),
    ),
    hints=(
        "What does a ball do that rolls down the bowl, and a step of plain descent does not?",
        "Keep the last step. The new one is beta times the last, minus the learning rate times the "
        "gradient, and it is added to the kernel.",
        "Start with a step of zeros. In the loop, compute your kernel_gradient, then the new step "
        "from the last one, then the new kernel.",
    ),
    properties=(
        Property(
            "the first step is a plain one",
            points=0,
            cases=(
                case(X=BAND, Y=EDGES, K0=START, learning_rate=0.01, beta=0.7, steps=1),
                case(X=X_SIGNED, Y=Y_2X2, K0=K_SIGNED, learning_rate=0.005, beta=0.5, steps=1),
            ),
            hint="There is no step before it.",
        ),
        Property(
            "later steps keep a part of the last one",
            points=0,
            cases=(
                case(X=BAND, Y=EDGES, K0=START, learning_rate=0.01, beta=0.7, steps=2),
                case(X=BAND, Y=EDGES, K0=START, learning_rate=0.01, beta=0.5, steps=10),
            ),
            hint="The new step has two parts: one from the last step, one from the gradient.",
        ),
    ),
)
