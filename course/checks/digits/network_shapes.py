"""The exercise `network_shapes`: output shapes and parameters through a stack of layers."""

from course import network
from course.checks.digits.network_shapes_mistakes import MISCONCEPTIONS
from course.checks.exercise import Exercise, Property, case
from course.checks.rules import forbid

# Later layers of a case show a mistake of an earlier one, too.
SAME, VALID, SQUARE = "same", "valid", (3, 3)
STACK = [
    ("convolution", 4, SQUARE, SAME),
    ("pooling", (2, 2)),
    ("convolution", 6, SQUARE, SAME),
    ("global max",),
    ("dense", 10),
]
NAMES = ("the shapes", "the parameters")

network_shapes = Exercise(
    name="network_shapes",
    reference=network.network_shapes,
    misconceptions=MISCONCEPTIONS,
    by_hand=(forbid("course.network", "course.digits", "tensorflow.keras", "keras"),),
    hints=(
        "Take the example of the docstring: what does each layer make of the shape (1, 6, 6)?",
        "Go through the layers with a shape that each of them changes: a convolution changes the "
        'channels, and with "valid" height and width; pooling divides height and width; a global '
        "maximum leaves the channels; a dense layer leaves its outputs. Count the parameters "
        "before you change the shape.",
        "A convolution has c_o * (c_i * k_h * k_w + 1) parameters, where c_i is the number of "
        "channels so far. A dense layer has n * (c * h * w + 1): after a global maximum h and w "
        "are 1. The others have 0.",
    ),
    properties=(
        Property(
            "shapes from layer to layer",
            points=1,
            part=0,
            results=NAMES,
            cases=(
                case(
                    input_shape=(1, 6, 6),
                    layers=[("convolution", 2, SQUARE, VALID), ("pooling", (2, 2))],
                ),
                case(input_shape=(1, 8, 8), layers=STACK),
                case(input_shape=(3, 4, 4), layers=[("dense", 5), ("dense", 2)]),
            ),
            hint="What comes out of a layer goes into the next one.",
        ),
        Property(
            "maps and windows that are not square, and that do not fit",
            points=1,
            part=0,
            results=NAMES,
            cases=(
                case(
                    input_shape=(2, 9, 12),
                    layers=[
                        ("convolution", 3, (3, 5), VALID),
                        ("pooling", (2, 3)),
                        ("convolution", 4, (1, 2), VALID),
                        ("global max",),
                    ],
                ),
                case(input_shape=(1, 13, 11), layers=[("pooling", (4, 2)), ("pooling", (2, 3))]),
                case(input_shape=(2, 5, 8), layers=[("convolution", 3, (3, 1), SAME)]),
                case(input_shape=(1, 6, 5), layers=[("convolution", 2, (2, 4), SAME)]),
            ),
            hint="Each axis has its own size. A window that does not fit is left out.",
        ),
        Property(
            "parameters of each layer",
            points=1,
            part=1,
            results=NAMES,
            cases=(
                case(input_shape=(1, 8, 8), layers=STACK),
                case(
                    input_shape=(3, 6, 6),
                    layers=[
                        ("convolution", 2, (1, 3), SAME),
                        ("convolution", 5, (3, 1), SAME),
                        ("global max",),
                        ("dense", 4),
                        ("dense", 3),
                    ],
                ),
            ),
            hint="Count the numbers of one kernel, the kernels and the biases.",
        ),
        Property(
            "dense layers that take whole maps",
            points=1,
            part=1,
            results=NAMES,
            cases=(
                case(input_shape=(2, 3, 3), layers=[("dense", 4)]),
                case(
                    input_shape=(1, 4, 4),
                    layers=[
                        ("convolution", 3, SQUARE, SAME),
                        ("pooling", (2, 2)),
                        ("dense", 6),
                        ("dense", 2),
                    ],
                ),
            ),
            hint="A dense layer has a weight for every number that goes in, and for every output.",
        ),
    ),
)
