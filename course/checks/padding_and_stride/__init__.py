"""The exercises of chapter two, padding and stride.

Each property has at least one public case. Public cases use small whole numbers, so that a student
can compute them by hand. A property tests one thing and keeps the rest simple: square images, equal
sides, stride 1.
"""

from course.checks import CHAPTERS
from course.checks.padding_and_stride import further
from course.checks.padding_and_stride.comp_conv2d import comp_conv2d
from course.checks.padding_and_stride.corr2d_strided import corr2d_strided
from course.checks.padding_and_stride.output_size import output_size
from course.checks.padding_and_stride.pad2d import pad2d
from course.checks.padding_and_stride.puzzles import noisy_picture, puzzle_hidden_picture
from course.checks.padding_and_stride.same_padding import same_padding
from nbproctor.checks.progress import show_progress

__all__ = [
    "comp_conv2d",
    "corr2d_strided",
    "further",
    "noisy_picture",
    "output_size",
    "pad2d",
    "progress",
    "puzzle_hidden_picture",
    "same_padding",
]


def progress() -> None:
    """Show what is done and what is left in all chapters, as their checks last said."""
    show_progress("padding_and_stride", CHAPTERS)
