"""The exercises of the chapter on learning a kernel.

A learned kernel is compared with the reference's, which starts from the same kernel. Kernel and
losses have separate properties, so that a mistake in one keeps the points of the other.
"""

from course.checks import CHAPTERS
from course.checks.kernel_learning import further
from course.checks.kernel_learning.corr2d_tensor import corr2d_tensor
from course.checks.kernel_learning.kernel_gradient import kernel_gradient
from course.checks.kernel_learning.learn_kernel import learn_kernel
from course.checks.kernel_learning.puzzles import puzzle_two_steps
from course.checks.kernel_learning.squared_error import squared_error
from course.checks.kernel_learning.train_step import train_step
from nbproctor.checks.progress import show_progress

__all__ = [
    "corr2d_tensor",
    "further",
    "kernel_gradient",
    "learn_kernel",
    "progress",
    "puzzle_two_steps",
    "squared_error",
    "train_step",
]


def progress() -> None:
    """Show what is done and what is left in all chapters, as their checks last said."""
    show_progress("kernel_learning", CHAPTERS)
