"""Exercises without points of the chapter on digits: `check.further.move_images(...)`.

Grading leaves them out, so they need no hidden cases and are in no answer key.
"""

from typing import Any

import numpy as np

from course.checks.digits.inputs import labelled
from course.checks.exercise import Exercise, Misconception, Property


def _whole(moves: Any) -> Any:
    """Return moves as whole numbers: the engine passes all arrays of a case as floats."""
    return np.asarray(moves, np.int64)


def _move_images(images: Any, moves: Any) -> Any:
    moved = np.zeros_like(images)
    height, width = images.shape[1:]
    for number, (dy, dx) in enumerate(_whole(moves)):
        for i, j in np.ndindex(height, width):
            if 0 <= i - dy < height and 0 <= j - dx < width:
                moved[number, i, j] = images[number, i - dy, j - dx]
    return moved


def _roll(images: Any, moves: Any) -> Any:
    pairs = zip(images, _whole(moves), strict=True)
    return np.stack([np.roll(image, move, axis=(0, 1)) for image, move in pairs])


def _repeat_the_border(images: Any, moves: Any) -> Any:
    _, height, width = images.shape
    return np.stack(
        [
            image[np.clip(np.arange(height) - dy, 0, height - 1)][
                :, np.clip(np.arange(width) - dx, 0, width - 1)
            ]
            for image, (dy, dx) in zip(images, _whole(moves), strict=True)
        ]
    )


FULL = np.array(
    [[[3, 1, 4, 2], [5, 9, 6, 8], [7, 10, 12, 11]], [[13, 2, 7, 1], [4, 15, 3, 9], [6, 14, 5, 8.0]]]
)  # (2, 3, 4)
FRAMED = np.pad(FULL, ((0, 0), (1, 1), (1, 1)))  # (2, 5, 6)

move_images = Exercise(
    name="move_images",
    reference=_move_images,
    misconceptions=(
        Misconception(
            "comes in again on the other side",
            "What leaves your image on one side comes in on the other, as with `np.roll`. It is "
            "lost here, and black comes in.",
            _roll,
        ),
        Misconception(
            "border repeated",
            "You fill up with the border's own pixels. Black comes in, which is 0.",
            _repeat_the_border,
        ),
        Misconception(
            "the other way",
            "Your images move the other way: dy counts rows down, and dx columns to the right.",
            lambda images, moves: _move_images(images, -moves),
        ),
        Misconception(
            "rows and columns swapped",
            "You move by dx rows and dy columns: the first number of a move is for the rows.",
            lambda images, moves: _move_images(images, moves[:, ::-1]),
        ),
        Misconception(
            "the same move for all",
            "You move all images by the first move. Each has a move of its own.",
            lambda images, moves: _move_images(images, np.repeat(moves[:1], len(moves), axis=0)),
        ),
    ),
    hints=(
        "An image moves down by one row. Which row of the image is now its second, and what is in "
        "the first?",
        "Put zeros around the images, as many as the longest move. Each moved image is then a "
        "window of the larger one, and its corner depends on the move.",
        "With m rings of zeros, the window of an image that does not move starts at row m and "
        "column m. If the image moves down by dy, its window starts dy rows further up.",
    ),
    properties=(
        Property(
            "each image moves by its own move",
            points=0,
            cases=(
                labelled(images=FRAMED, moves=[[1, 0], [0, -1]]),
                labelled(images=FRAMED, moves=[[-1, 1], [0, 1]]),
            ),
            hint="dy rows down, dx columns to the right.",
        ),
        Property(
            "what leaves an image is lost, and black comes in",
            points=0,
            cases=(
                labelled(images=FULL, moves=[[1, 0], [0, -2]]),
                labelled(images=FULL[::-1], moves=[[-2, 3], [1, 1]]),
            ),
            hint="Rows and columns that were outside the image before contain 0.",
        ),
    ),
)
