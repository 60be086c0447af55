"""The exercises of the chapter on digits: a small network, from its shapes to its mistakes.

Nothing that is checked trains. All networks, logits and labels are given, and they are small.
"""

from course.checks import CHAPTERS
from course.checks.digits import further
from course.checks.digits.accuracy import accuracy
from course.checks.digits.confusion_matrix import confusion_matrix
from course.checks.digits.cross_entropy import cross_entropy
from course.checks.digits.forward import forward
from course.checks.digits.network_shapes import network_shapes
from course.checks.digits.puzzles import puzzle_chessboard
from course.checks.digits.softmax import softmax
from course.checks.digits.training_step import training_step
from nbproctor.checks.progress import show_progress

__all__ = [
    "accuracy",
    "confusion_matrix",
    "cross_entropy",
    "forward",
    "further",
    "network_shapes",
    "progress",
    "puzzle_chessboard",
    "softmax",
    "training_step",
]


def progress() -> None:
    """Show what is done and what is left in all chapters, as their checks last said."""
    show_progress("digits", CHAPTERS)
