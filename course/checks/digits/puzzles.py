"""The puzzle of the chapter on digits: the chessboard vanishes, and no weight changes."""

from typing import Any

import numpy as np

from course import digits
from course.digits.networks import RING
from nbproctor.checks.result import say

LARGEST = 4  # of a stride and of a dilation: with more, little is left of the maps
MOVES = {"not moved": (0, 0), "one to the right": (0, 1), "one down": (1, 0), "both": (1, 1)}
EXPECTED = f"Give two whole numbers from 1 to {LARGEST}: pool_stride and dilation."


def puzzle_chessboard(pool_stride: Any, dilation: Any) -> None:
    """Say how many percent of the moved digits the trained network reads after a change.

    Solved when a move by one pixel makes no difference, and the network reads as well as before.

    Args:
        pool_stride: how far the pooling window moves; 2 in the trained network.
        dilation: distance between the cells that the second kernel looks at; 1 in the trained
            network.
    """
    settings = (pool_stride, dilation)
    if not all(type(each) is int and 1 <= each <= LARGEST for each in settings):
        say(EXPECTED)
        return
    percent = _measure(pool_stride, dilation)
    print("percent right:", ", ".join(f"{move} {right}" for move, right in percent.items()))
    if max(percent.values()) - min(percent.values()) > 1:
        say("Not yet: it still matters where the digit is.")
    elif min(percent.values()) < digits.load_positions()["convolutional"][3, 3] - 1:
        say("Not yet: the place does not matter any more, but fewer digits are read right.")
    else:
        say("Solved: the same weights, and the chessboard is gone. What does it cost?")


def _measure(pool_stride: int, dilation: int) -> dict[str, int]:
    """Return the percent right for each of `MOVES`, with the trained weights."""
    import tensorflow as tf

    weights = digits.load_weights("convolutional")
    K1, K2 = (np.transpose(weights[name], (2, 3, 1, 0)) for name in ("K1", "K2"))
    _, (images, labels) = digits.load()
    percent = {}
    for name, move in MOVES.items():
        batch = np.pad(digits.place(images, move), ((0, 0), (RING, RING), (RING, RING), (0, 0)))
        maps = tf.nn.relu(tf.nn.conv2d(batch, K1, 1, "SAME"))
        maps = tf.nn.max_pool2d(maps, 2, pool_stride, "VALID")
        maps = tf.nn.conv2d(maps, K2, 1, "SAME", dilations=dilation) + weights["b2"]
        found = tf.reduce_max(tf.nn.relu(maps), axis=(1, 2))
        logits = tf.linalg.matmul(found, weights["W"], transpose_b=True) + weights["b"]
        percent[name] = round(100 * float(np.mean(np.argmax(logits, axis=1) == labels)))
    return percent
