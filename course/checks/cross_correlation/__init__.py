"""The exercises and the puzzle of chapter one, cross-correlation.

Each property has at least one public case. Public cases use small whole numbers, so that a student
can compute them by hand.
"""

from course.checks import CHAPTERS
from course.checks.cross_correlation import further
from course.checks.cross_correlation.Conv2D import Conv2D
from course.checks.cross_correlation.convolve2d import convolve2d
from course.checks.cross_correlation.corr2d import corr2d
from course.checks.cross_correlation.detect_edges import detect_edges
from course.checks.cross_correlation.puzzles import puzzle_diagonals
from course.checks.cross_correlation.receptive_field import receptive_field
from course.checks.cross_correlation.window_sum import window_sum
from nbproctor.checks.progress import show_progress

__all__ = [
    "Conv2D",
    "convolve2d",
    "corr2d",
    "detect_edges",
    "further",
    "progress",
    "puzzle_diagonals",
    "receptive_field",
    "window_sum",
]


def progress() -> None:
    """Show what is done and what is left in all chapters, as their checks last said."""
    show_progress("cross_correlation", CHAPTERS)
