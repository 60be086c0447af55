"""Hidden cases of the chapter on learning a kernel."""

import numpy as np

from course.checks import kernel_learning as public
from grader_tests.random_cases import Array, RandomCases
from nbproctor.checks.exercise import Case, case


def _rate(images: Array, k_h: int, k_w: int) -> float:
    """Return a learning rate at which the loss shrinks: no curvature exceeds the sum of all."""
    windows = np.lib.stride_tricks.sliding_window_view(images, (k_h, k_w), axis=(-2, -1))
    return round(float(0.7 / np.sum(windows**2)), 6)


_draw = RandomCases("squared_error")
squared_error = public.squared_error.with_cases(
    {
        "adds up the squares of all differences": [
            case(Y_hat=_draw.whole(2, 2), Y=10 * _draw.whole(2, 2)),
            case(Y_hat=_draw.whole(3, 3), Y=10 * _draw.whole(3, 3)),
        ],
        "arrays of any shape, fractions": [
            case(Y_hat=_draw.fractions(2, 5), Y=_draw.whole(2, 5)),
            case(Y_hat=_draw.fractions(4), Y=_draw.whole(4)),
            case(Y_hat=_draw.fractions(2, 3, 4, 1), Y=_draw.whole(2, 3, 4, 1)),
        ],
    }
)

_draw = RandomCases("corr2d_tensor")
corr2d_tensor = public.corr2d_tensor.with_cases(
    {
        "slides the kernel and adds up the products": [
            case(X=_draw.whole(4, 4), K=_draw.whole(3, 3)),
        ],
        "images and kernels of any height and width, fractions": [
            case(X=_draw.fractions(3, 3), K=_draw.fractions(2, 2)),
            case(X=_draw.fractions(5, 3), K=_draw.fractions(2, 3)),
            case(X=_draw.fractions(3, 5), K=_draw.fractions(3, 2)),
        ],
        "a tape finds the gradient": [
            case(X=_draw.fractions(4, 4), K=_draw.fractions(3, 3), weights=_draw.whole(2, 2)),
        ],
    }
)


def _predicted(X: Array, K: Array) -> tuple[Array, Array, Array]:
    """Create an image and a kernel, with their output as the target."""
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    return X, K, np.einsum("ijab,ab->ij", windows, K)


def _one_wrong(draw: RandomCases, size: int, k: int) -> Case:
    X, K, Y = _predicted(draw.whole(size, size), draw.whole(k, k))
    Y[draw.number(0, size - k), draw.number(0, size - k)] += draw.choice([-5, -3, 2, 4])
    return case(X=X, K=K, Y=Y)


def _last_wrong(X: Array, K: Array, by: float) -> Case:
    """Create a case in which only the last output differs from the target."""
    X, K, Y = _predicted(X, K)
    Y[-1, -1] -= by
    return case(X=X, K=K, Y=Y)


def _all_right(draw: RandomCases, size: int, k: int) -> Case:
    X, K, Y = _predicted(draw.whole(size, size), draw.whole(k, k))
    return case(X=X, K=K, Y=Y)


_draw = RandomCases("kernel_gradient")
kernel_gradient = public.kernel_gradient.with_cases(
    {
        "one wrong output: twice its error, times its window": [
            _one_wrong(_draw, 5, 3),
        ],
        "all outputs add up": [
            case(X=_draw.whole(4, 4), K=_draw.whole(2, 2), Y=_draw.whole(3, 3)),
        ],
        "images and kernels that are not square": [
            _last_wrong(_draw.whole(4, 6), _draw.whole(2, 2), by=3),
            _last_wrong(_draw.whole(5, 5), _draw.whole(2, 4), by=-2),
            _last_wrong(_draw.whole(6, 3), _draw.whole(3, 2), by=4),
        ],
        "fractions, and zero where all is predicted": [
            _last_wrong(_draw.fractions(4, 4), _draw.fractions(2, 2), by=-1.75),
            _all_right(_draw, 5, 2),
        ],
    }
)


def _learning(draw: RandomCases, image: tuple[int, int], k_h: int, k_w: int, steps: int) -> Case:
    """Create a random image, target and starting kernel; no kernel reaches the target."""
    X, Y = draw.fractions(*image), draw.fractions(image[0] - k_h + 1, image[1] - k_w + 1)
    K0, learning_rate = draw.fractions(k_h, k_w), _rate(X, k_h, k_w)
    return case(X=X, Y=Y, K0=K0, learning_rate=learning_rate, steps=steps)


def _learned(draw: RandomCases, steps: int) -> Case:
    """Create an image, a target and the kernel of one number that reaches it: every loss is 0."""
    X, number = draw.whole(3, 4), draw.number(2, 5)
    K0 = np.array([[float(number)]])
    return case(X=X, Y=number * X, K0=K0, learning_rate=_rate(X, 1, 1), steps=steps)


_draw = RandomCases("learn_kernel")
learn_kernel = public.learn_kernel.with_cases(
    {
        "one step, against the gradient": [
            _learning(_draw, (5, 5), 3, 3, steps=1),
        ],
        "many steps, each from where the last one ended": [
            _learning(_draw, (5, 5), 2, 2, steps=_draw.number(3, 4)),
        ],
        "the losses, one a step, each before its update": [
            _learning(_draw, (4, 4), 3, 3, steps=_draw.number(3, 4)),
            _learned(_draw, steps=3),
        ],
        "kernels that are not square, and no step at all": [
            _learning(_draw, (4, 6), 3, 2, steps=1),
            _learning(_draw, (5, 4), 1, 3, steps=2),
            _learning(_draw, (3, 5), 2, 1, steps=0),
        ],
    }
)


def _training(draw: RandomCases, size: tuple[int, int, int], k_h: int, k_w: int, n: int) -> Case:
    """Create random images (n, n_h, n_w) for a layer, with targets that it cannot reach."""
    count, n_h, n_w = size
    X, Y = draw.fractions(*size), draw.fractions(count, n_h - k_h + 1, n_w - k_w + 1, 1)
    kernel, learning_rate = draw.fractions(k_h, k_w), _rate(X, k_h, k_w)
    return case(X=X[..., np.newaxis], Y=Y, kernel=kernel, learning_rate=learning_rate, steps=n)


_draw = RandomCases("train_step")
train_step = public.train_step.with_cases(
    {
        "one step moves the kernel against the gradient": [
            _training(_draw, (1, 4, 5), 1, 2, n=1),
        ],
        "each further step goes on from there": [
            _training(_draw, (1, 5, 4), 1, 2, n=2),
        ],
        "returns the loss before the step": [
            _training(_draw, (1, 4, 6), 1, 2, n=1),
        ],
        "several images, kernels of other sizes": [
            _training(_draw, (3, 4, 5), 2, 3, n=1),
        ],
    }
)
