"""The exercises of the chapter on learning a kernel: 18 points.

Whatever is learned is compared with the reference that started from the same kernel. Properties
about the kernel and about the losses are apart, so that a slip in one leaves the other its points.
"""

from course.checks.kernel_learning.corr2d_tensor import corr2d_tensor
from course.checks.kernel_learning.kernel_gradient import kernel_gradient
from course.checks.kernel_learning.learn_kernel import learn_kernel
from course.checks.kernel_learning.squared_error import squared_error
from course.checks.kernel_learning.train_step import train_step

__all__ = [
    "corr2d_tensor",
    "kernel_gradient",
    "learn_kernel",
    "squared_error",
    "train_step",
]
