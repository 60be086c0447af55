"""The exercise `forward`: the logits of a small network, from an image and all its weights."""

from typing import Any

import numpy as np

from course import network
from course.checks.digits.forward_mistakes import MISCONCEPTIONS
from course.checks.exercise import Case, Exercise, Property, case
from course.checks.rules import forbid

SIZES = "images and kernels of any height and width"


def _mixed(*shape: int, start: int = 1) -> Any:
    """Return whole numbers from -5 to 5, in an order that is not that of a count."""
    count = np.arange(start, start + np.prod(shape))
    return ((count * 5) % 11 - 5).reshape(shape).astype(np.float32)


def _positive(*shape: int, start: int = 1) -> Any:
    """Return whole numbers from 1 to 11, so that ReLU changes nothing."""
    return _mixed(*shape, start=start) + 6


def network_case(image: Any, kernels: Any, biases: Any, dense: Any) -> Case:
    """Make a case: kernels of both convolutions, all biases, weights of the dense layer."""
    (K1, K2), (b1, b2, b) = kernels, biases
    return case(image=image, K1=K1, b1=b1, K2=K2, b2=b2, W=dense, b=b)


def unbiased(image: Any, K1: Any, K2: Any, W: Any) -> Case:
    """Make a case without biases; its kernels are an eighth of those that are given."""
    biases = [np.zeros(len(each)) for each in (K1, K2, W)]
    return network_case(image, (K1 / 8, K2 / 8), biases, W)


def bright_below(image: Any, by: float = 50) -> Any:
    """Return an image whose last two rows and columns are brighter."""
    image = np.array(image)
    image[:, -2:] += by
    image[:, :, -2:] += by
    return image


# The second kernel of each convolution answers with negative numbers to a positive image.
FIRST, SECOND = _mixed(2, 1, 3, 3), _mixed(3, 2, 3, 3, start=5)
FIRST[1], SECOND[1] = -_positive(1, 3, 3), -_positive(2, 3, 3, start=2)
BIASED = (np.array([-4, 3.0]), np.array([60, 90, -70.0]), np.array([7, -3.0]))

forward = Exercise(
    name="forward",
    reference=network.forward,
    terms=lambda image, K1, b1, K2, b2, W, b: K1[0].size + K2[0].size + W.shape[1] + 3,
    magnitude=network.forward,
    misconceptions=MISCONCEPTIONS,
    by_hand=(forbid("course.network", "course.digits"),),
    hints=(
        "Follow the shapes: an image (1, 14, 14), K1 of shape (16, 1, 3, 3), K2 of shape "
        "(32, 16, 3, 3), and W of shape (10, 32). Which shape comes out of each step?",
        "Pad height and width, slide the kernels, add a bias to each channel, apply ReLU, and pool "
        "each channel. Do the same with K2 but without pooling. The largest number of each map is "
        "a feature, and the logits are W @ features + b.",
        "np.pad takes ((0, 0), (p, p), (q, q)) for three axes, with k // 2 for p and for q. "
        "cross_correlate_channels slides the kernels, b1[:, np.newaxis, np.newaxis] fits the maps, "
        "and pool takes a single channel: put the pooled channels together with np.stack.",
    ),
    properties=(
        Property(
            "two convolutions with pooling in between, the maxima, the dense layer",
            points=1,
            cases=(
                unbiased(
                    _positive(1, 4, 4), _positive(1, 1, 3, 3), _positive(2, 1, 3, 3), _mixed(2, 2)
                ),
                unbiased(
                    _positive(1, 4, 4), _positive(2, 1, 3, 3), _positive(3, 2, 3, 3), _mixed(2, 3)
                ),
                unbiased(
                    _positive(2, 4, 4), _positive(2, 2, 3, 3), _positive(3, 2, 3, 3), _mixed(4, 3)
                ),
            ),
            hint="Compare your maps after each step with those of a single cell of the image.",
            stays="What breaks it breaks the others, too: it earns a point where those are lost.",
        ),
        Property(
            "biases of all layers, and ReLU after both convolutions",
            points=1,
            cases=(
                network_case(_positive(1, 4, 4), (FIRST / 8, SECOND / 8), BIASED, _mixed(2, 3)),
                network_case(
                    _positive(1, 4, 4, start=4), (FIRST / 8, SECOND / 8), BIASED, _mixed(2, 3)
                ),
            ),
            hint="Each channel of a convolution has a bias, added before ReLU, and each logit.",
        ),
        Property(
            SIZES,
            points=1,
            cases=(
                unbiased(
                    bright_below(_positive(1, 5, 5)),
                    _positive(1, 1, 3, 3),
                    _positive(2, 1, 3, 3),
                    _mixed(2, 2),
                ),
                unbiased(
                    bright_below(_positive(2, 4, 6)),
                    _positive(2, 2, 1, 3),
                    _positive(3, 2, 5, 1),
                    _mixed(2, 3),
                ),
                unbiased(
                    bright_below(_positive(1, 6, 7)),
                    _positive(2, 1, 3, 5),
                    _positive(3, 2, 1, 1),
                    _mixed(2, 3),
                ),
                # Kernels of both signs, which fit even with the padding of another axis.
                unbiased(
                    _positive(1, 10, 8),
                    _mixed(2, 1, 3, 5, start=2),
                    _mixed(3, 2, 5, 3),
                    _mixed(2, 3),
                ),
            ),
            hint="SAME pads each axis by k // 2 on both sides. Pooling does not pad.",
        ),
    ),
)
