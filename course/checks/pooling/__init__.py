"""The exercises of the chapter on pooling.

Inputs are chosen so that each property shows one mistake. Numbers are positive unless a property is
about padding with zeros, and means are whole unless it is about fractions.
"""

from course.checks import CHAPTERS
from course.checks.pooling import further
from course.checks.pooling.filter_detect_condense import filter_detect_condense
from course.checks.pooling.pool2d import pool2d
from course.checks.pooling.pool2d_channels import pool2d_channels
from course.checks.pooling.pool2d_strided import pool2d_strided
from course.checks.pooling.puzzles import puzzle_unseen_move
from course.checks.pooling.relu import relu
from nbproctor.checks.progress import show_progress

__all__ = [
    "filter_detect_condense",
    "further",
    "pool2d",
    "pool2d_channels",
    "pool2d_strided",
    "progress",
    "puzzle_unseen_move",
    "relu",
]


def progress() -> None:
    """Show what is done and what is left in all chapters, as their checks last said."""
    show_progress("pooling", CHAPTERS)
