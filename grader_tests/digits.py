"""Hidden cases of the chapter on digits."""

import numpy as np

from course.checks import digits as public
from course.checks.digits.forward import bright_below, network_case, unbiased
from course.checks.digits.inputs import labelled
from grader_tests.random_cases import Array, RandomCases
from nbproctor.checks.exercise import Case, case


def _labels(draw: RandomCases, count: int, classes: int) -> list[int]:
    """Draw labels of which at least two differ."""
    labels = [draw.number(0, classes - 1) for _ in range(count)]
    labels[-1] = (labels[0] + 1) % classes
    return labels


_draw = RandomCases("network_shapes")
network_shapes = public.network_shapes.with_cases(
    {
        "shapes from layer to layer": [
            case(
                input_shape=(_draw.number(1, 3), 10, 10),
                layers=[
                    ("convolution", _draw.number(4, 7), (3, 3), "valid"),
                    ("pooling", (2, 2)),
                    ("convolution", _draw.number(8, 12), (3, 3), "same"),
                    ("global max",),
                    ("dense", _draw.number(3, 7)),
                ],
            ),
        ],
        "maps and windows that are not square, and that do not fit": [
            case(
                input_shape=(2, 11, 14),
                layers=[
                    ("convolution", _draw.number(3, 5), (2, 4), "valid"),
                    ("pooling", (3, 2)),
                    ("convolution", _draw.number(6, 9), (1, 2), "valid"),
                ],
            ),
            case(input_shape=(3, 13, 17), layers=[("pooling", (3, 5)), ("pooling", (3, 2))]),
            case(
                input_shape=(2, 7, 9), layers=[("convolution", _draw.number(3, 6), (4, 2), "same")]
            ),
        ],
        "parameters of each layer": [
            case(
                input_shape=(_draw.number(2, 3), 7, 7),
                layers=[
                    ("convolution", _draw.number(4, 6), (3, 1), "same"),
                    ("convolution", _draw.number(7, 9), (1, 3), "same"),
                    ("global max",),
                    ("dense", _draw.number(3, 6)),
                ],
            ),
        ],
        "dense layers that take whole maps": [
            case(
                input_shape=(_draw.number(2, 4), 4, 4),
                layers=[("pooling", (2, 2)), ("dense", _draw.number(3, 9)), ("dense", 2)],
            ),
        ],
    }
)


def _positive_network(
    draw: RandomCases, image: Array, first: tuple[int, int], second: tuple[int, int]
) -> Case:
    """Draw a network in which ReLU changes nothing, without biases."""
    kernels = draw.positive(2, len(image), *first), draw.positive(3, 2, *second)
    return unbiased(image, *kernels, draw.whole(4, 3))


def _biased_network(draw: RandomCases) -> Case:
    """Draw a network in which some channels are positive before their ReLU, and some negative."""
    K1, K2 = draw.whole(3, 1, 3, 3), draw.whole(3, 3, 3, 3)
    K1[1], K1[2] = draw.positive(1, 3, 3), -draw.positive(1, 3, 3)
    K2[0], K2[1] = draw.positive(3, 3, 3), -draw.positive(3, 3, 3)
    b1, b2 = draw.whole(3), 9 * draw.whole(3)
    b1[2], b2[1] = draw.number(1, 4), draw.number(40, 90)
    image, W, b = draw.positive(1, 4, 4), draw.whole(4, 3), draw.whole(4)
    return network_case(image, (K1 / 8, K2 / 8), (b1, b2, b), W)


_draw = RandomCases("forward")
forward = public.forward.with_cases(
    {
        "two convolutions with pooling in between, the maxima, the dense layer": [
            _positive_network(_draw, _draw.positive(1, 4, 4), (3, 3), (3, 3)),
            _positive_network(_draw, _draw.positive(2, 4, 4), (3, 3), (3, 3)),
        ],
        "biases of all layers, and ReLU after both convolutions": [
            _biased_network(_draw),
            _biased_network(_draw),
        ],
        "images and kernels of any height and width": [
            _positive_network(_draw, bright_below(_draw.positive(1, 7, 5)), (3, 3), (3, 3)),
            _positive_network(_draw, _draw.positive(2, 6, 8), (1, 3), (3, 1)),
            _positive_network(_draw, bright_below(_draw.positive(1, 4, 8)), (1, 3), (3, 1)),
            _positive_network(_draw, bright_below(_draw.positive(1, 6, 7)), (3, 5), (1, 1)),
        ],
    }
)

_draw = RandomCases("softmax")
softmax = public.softmax.with_cases(
    {
        "the exponentials of a row, divided by their sum": [
            case(logits=_draw.fractions(2, 4)),
            case(logits=_draw.fractions(3, 3)),
            case(logits=_draw.fractions(4, 2)),
        ],
        "logits of any size": [
            case(logits=_draw.fractions(3, 4) + np.array([[900], [-900], [0]])),
            case(logits=_draw.fractions(1, 3) + np.array([[-850, 850, 848]])),
            case(logits=_draw.fractions(1, 3) + np.array([[850, 0, -850]])),
        ],
    }
)

_draw = RandomCases("cross_entropy")
_any_logits = [
    labelled(logits=_draw.fractions(2, 3), labels=_labels(_draw, 2, 3)),
    labelled(logits=_draw.fractions(4, 4), labels=_labels(_draw, 4, 4)),
    labelled(logits=_draw.fractions(3, 5), labels=_labels(_draw, 3, 5)),
]
cross_entropy = public.cross_entropy.with_cases(
    {
        "the mean of minus the logarithm of the label's probability": _any_logits,
        "the gradient with respect to the logits": _any_logits,
        "logits of any size": [
            labelled(
                logits=_draw.fractions(3, 4) + np.array([[900], [-900], [0]]),
                labels=_labels(_draw, 3, 4),
            ),
            labelled(logits=_draw.fractions(2, 2) + np.array([[-850, 0], [0, 850]]), labels=[0, 0]),
        ],
    }
)


def _step(
    draw: RandomCases, images: int, features: int, classes: int, rate: float, brightness: float = 1
) -> Case:
    """Draw what a step in the last layer is given."""
    return labelled(
        features=draw.positive(images, features) / 4 * brightness,
        labels=_labels(draw, images, classes),
        W=draw.fractions(classes, features) / 4 / brightness,
        b=draw.fractions(classes),
        learning_rate=rate,
    )


_draw = RandomCases("training_step")
training_step = public.training_step.with_cases(
    {
        "the weights move against the gradient": [_step(_draw, 2, 3, 2, 0.5)],
        "the biases move against the gradient": [_step(_draw, 2, 3, 2, 0.5)],
        "several images and classes, other learning rates": [
            _step(_draw, 5, 3, 4, 0.125),
            _step(_draw, 3, 2, 5, 3.0),
            _step(_draw, 3, 3, 4, 0.5, brightness=100),
        ],
    }
)

_draw = RandomCases("accuracy")
accuracy = public.accuracy.with_cases(
    {
        "the share of images whose largest logit is at the label": [
            labelled(logits=_draw.fractions(7, 3), labels=_labels(_draw, 7, 3)),
            labelled(logits=_draw.fractions(4, 4), labels=_labels(_draw, 4, 4)),
            labelled(logits=np.eye(3)[[0, 1, 2, 2, 0]] - 5, labels=[0, 1, 2, 1, 2]),
        ]
    }
)

_draw = RandomCases("confusion_matrix")
confusion_matrix = public.confusion_matrix.with_cases(
    {
        "rows are labels, columns are predictions": [
            labelled(
                predictions=[0, 1, 1, 2, *_labels(_draw, 6, 3)],
                labels=[1, 0, 0, 2, *_labels(_draw, 6, 3)],
                classes=3,
            ),
            labelled(
                predictions=[0, 0, 2, 3, 1, 1, _draw.number(0, 3)],
                labels=[0, 1, 2, 3, 3, 3, _draw.number(0, 3)],
                classes=4,
            ),
        ],
        "classes that never occur": [
            labelled(predictions=[4, 1, 4], labels=[1, 4, 4], classes=_draw.number(7, 9)),
            labelled(predictions=[0, 3, 3], labels=[3, 0, 3], classes=_draw.number(5, 6)),
            labelled(predictions=[12, 1, 12], labels=[1, 12, 12], classes=_draw.number(13, 15)),
        ],
    }
)
