"""Draw the hidden cases of the assignment `averages` from the course's secret."""

import hashlib
import os
from typing import Any

import numpy as np
from example_course import averages as public

from nbproctor.checks.exercise import case

# The secret if there is no EXAMPLE_COURSE_SECRET. It is public: set your own before grading.
DEFAULT_SECRET = "a public default"


def draw(exercise: str, length: int) -> Any:
    """Draw a series of distinct integers; the same secret draws the same series in every run."""
    secret = os.environ.get("EXAMPLE_COURSE_SECRET") or DEFAULT_SECRET
    digest = hashlib.sha256(f"{secret}/{exercise}/{length}".encode()).digest()
    random = np.random.default_rng(int.from_bytes(digest, "big"))
    return random.permutation(np.arange(-20, 20))[:length]


mean = public.mean.with_cases(
    {
        "adds up and divides": [case(x=draw("mean", 5)), case(x=draw("mean", 8))],
        "one number alone": [case(x=draw("mean", 1))],
    }
)
moving_average = public.moving_average.with_cases(
    {
        "means of neighbouring numbers": [
            case(x=draw("moving_average", 9), n=4),
            case(x=draw("moving_average", 6), n=6),
        ],
        "windows of one number": [case(x=draw("moving_average", 5), n=1)],
    }
)
largest_step = public.largest_step.with_cases(
    {
        "steps up": [case(x=np.sort(draw("largest_step", 6)))],
        "steps down": [case(x=np.sort(draw("largest_step", 7))[::-1])],
    }
)
