"""The exercises of the chapter on channels.

Properties that are not about the number of channels use two input and two output channels. So a
mistake with the number of channels loses only its own property.
"""

from course.checks import CHAPTERS
from course.checks.channels import further
from course.checks.channels.corr2d_1x1 import corr2d_1x1
from course.checks.channels.corr2d_matmul import corr2d_matmul
from course.checks.channels.corr2d_multi_in import corr2d_multi_in
from course.checks.channels.corr2d_multi_in_out import corr2d_multi_in_out
from course.checks.channels.kernel_to_hwio import kernel_to_hwio
from course.checks.channels.multiply_adds import multiply_adds
from course.checks.channels.parameter_count import parameter_count
from course.checks.channels.puzzles import PLATE, puzzle_plate
from course.checks.channels.to_channels_last import to_channels_last
from nbproctor.checks.progress import show_progress

__all__ = [
    "PLATE",
    "corr2d_1x1",
    "corr2d_matmul",
    "corr2d_multi_in",
    "corr2d_multi_in_out",
    "further",
    "kernel_to_hwio",
    "multiply_adds",
    "parameter_count",
    "progress",
    "puzzle_plate",
    "to_channels_last",
]


def progress() -> None:
    """Show what is done and what is left in all chapters, as their checks last said."""
    show_progress("channels", CHAPTERS)
