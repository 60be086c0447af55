"""The exercises of the chapter on pooling: 18 points.

Inputs are kept so that a property shows one mistake: numbers are positive where padding with zeros
would do no harm, and means are whole where a whole-number result would.
"""

from course.checks.pooling.filter_detect_condense import filter_detect_condense
from course.checks.pooling.pool2d import pool2d
from course.checks.pooling.pool2d_channels import pool2d_channels
from course.checks.pooling.pool2d_strided import pool2d_strided
from course.checks.pooling.relu import relu

__all__ = [
    "filter_detect_condense",
    "pool2d",
    "pool2d_channels",
    "pool2d_strided",
    "relu",
]
