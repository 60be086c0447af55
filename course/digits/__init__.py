"""Handwritten digits, and two networks that read them: the material of the chapter on digits.

    data       `load` the digits, `place` them on a larger canvas
    networks   a dense and a convolutional network, their training, and their trained weights
    make       writes the files beside this one: `make digits`

Nothing is downloaded. README.md says where the digits come from, and how they are split.
"""

from course.digits.data import CANVAS, CENTRED, SIZE, load, place
from course.digits.networks import (
    NETWORKS,
    accuracy_by_position,
    convolutional_network,
    dense_network,
    load_positions,
    load_weights,
    train,
    trained_network,
)

__all__ = [
    "CANVAS",
    "CENTRED",
    "NETWORKS",
    "SIZE",
    "accuracy_by_position",
    "convolutional_network",
    "dense_network",
    "load",
    "load_positions",
    "load_weights",
    "place",
    "train",
    "trained_network",
]
