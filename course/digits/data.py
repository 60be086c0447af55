"""The digits as arrays, and their place on a canvas."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FILES = Path(__file__).parent
SIZE = 8  # height and width of a digit, in pixels
CANVAS = 14  # height and width of the canvas
CENTRED = (CANVAS - SIZE) // 2  # row and column of a centred digit, and its longest move
WHITE = 16  # the file has whole numbers from 0 (black) to 16 (white)
TRAINING = 1287  # digits at the start of the file; see README.md

Images = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]


def load() -> tuple[tuple[Images, Labels], tuple[Images, Labels]]:
    """Return images and labels for training, and others, by other writers, for the test.

    Images have the shape (digits, 8, 8), from 0 (black) to 1 (white). Labels are the whole numbers
    0 to 9.

    >>> (images, labels), (test_images, test_labels) = load()
    >>> images.shape, test_images.shape, labels[:5].tolist()
    ((1287, 8, 8), (510, 8, 8), [0, 1, 2, 3, 4])
    """
    with np.load(FILES / "digits.npz") as file:
        images = file["images"].astype(np.float32) / np.float32(WHITE)
        labels = file["labels"].astype(np.int64)
    return (images[:TRAINING], labels[:TRAINING]), (images[TRAINING:], labels[TRAINING:])


def place(images: Any, shift: tuple[int, int] = (0, 0)) -> Images:
    """Place digits on black canvases of 14 x 14 pixels, moved away from the centre.

    Args:
        images: shape (digits, 8, 8).
        shift: (dy, dx), rows down and columns to the right, each from -3 to 3.

    Returns:
        array of shape (digits, 14, 14, 1): one channel, last, as Keras expects.

    Raises:
        ValueError: the digit would leave the canvas.

    >>> canvas = place(np.ones((1, 8, 8)), shift=(-3, 1))
    >>> canvas.shape, [int(axis.min()) for axis in np.nonzero(canvas)[1:3]]
    ((1, 14, 14, 1), [0, 4])
    """
    top, left = (CENTRED + step for step in shift)
    if not (0 <= top <= CANVAS - SIZE and 0 <= left <= CANVAS - SIZE):
        raise ValueError(f"A shift is at most {CENTRED} pixels to each side; got {shift!r}.")
    canvas = np.zeros((len(images), CANVAS, CANVAS, 1), np.float32)
    canvas[:, top : top + SIZE, left : left + SIZE, 0] = images
    return canvas
