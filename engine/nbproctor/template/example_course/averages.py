"""Define the exercises of the assignment `averages`, for 7 points in total."""

from typing import Any

import numpy as np

from nbproctor.checks.exercise import Exercise, Misconception, Property, case
from nbproctor.checks.progress import show_progress


def _moving_average(x: Any, n: int) -> Any:
    return np.array([x[i : i + n].mean() for i in range(len(x) - n + 1)])


mean = Exercise(
    name="mean",
    reference=lambda x: x.mean(),
    terms=len,
    misconceptions=(
        Misconception(
            "sum not divided",
            "You return the sum. Divide it by the number of values.",
            lambda x: x.sum(),
        ),
        Misconception(
            "middle number",
            "You return the median. The mean depends on every number.",
            np.median,
        ),
    ),
    properties=(
        Property(
            "adds up and divides",
            points=1,
            cases=(case(x=np.array([2, 4, 9])), case(x=np.array([1, -3, 5, 7]))),
            hint="By which number do you divide the sum?",
        ),
        Property(
            "one number alone",
            points=1,
            cases=(case(x=np.array([4])),),
            hint="The mean of a single number is that number.",
        ),
    ),
)

moving_average = Exercise(
    name="moving_average",
    reference=_moving_average,
    terms=lambda x, n: n,
    window=lambda index, x, n: {"x": (slice(index[0], index[0] + n),)},
    hints=(
        "Which numbers belong to the first window, and which to the last?",
        "A window starts at each number that has n - 1 others behind it. Take its mean.",
        "For i from 0 to len(x) - n, collect the mean of the n numbers from x[i] on.",
    ),
    misconceptions=(
        Misconception(
            "sums not divided",
            "You return the sum of each window. Divide each sum by n.",
            lambda x, n: _moving_average(x, n) * n,
        ),
        Misconception(
            "windows side by side",
            "Your windows do not overlap. Move the window by one number at a time.",
            lambda x, n: _moving_average(x, n)[::n],
        ),
        Misconception(
            "last window left out",
            "The last window is missing. Check where your loop ends.",
            lambda x, n: _moving_average(x, n)[:-1],
        ),
    ),
    properties=(
        Property(
            "means of neighbouring numbers",
            points=2,
            cases=(case(x=np.array([1, 3, 2, 6, 4]), n=2), case(x=np.array([2, 0, 7, 5]), n=3)),
            hint="How many windows of n numbers does a series have?",
        ),
        Property(
            "windows of one number",
            points=1,
            cases=(case(x=np.array([3, 1, 2]), n=1),),
            hint="With n = 1, each mean is the number itself.",
        ),
    ),
)

largest_step = Exercise(
    name="largest_step",
    reference=lambda x: np.abs(np.diff(x)).max(),
    misconceptions=(
        Misconception(
            "between any two numbers",
            "You subtract the smallest number from the largest. A step joins two neighbours.",
            lambda x: x.max() - x.min(),
        ),
        Misconception(
            "only steps up",
            "You return the largest step up. A step down may be larger.",
            lambda x: np.diff(x).max(),
        ),
    ),
    properties=(
        Property(
            "steps up",
            points=1,
            cases=(case(x=np.array([1, 2, 6, 8])), case(x=np.array([3, 4, 9, 7]))),
            hint="Subtract each number from the next one.",
        ),
        Property(
            "steps down",
            points=1,
            cases=(case(x=np.array([9, 2, 4, 3])),),
            hint="The size of a step does not depend on its direction.",
        ),
    ),
)


def progress() -> None:
    """Show in a student's notebook what is done and what is left."""
    show_progress("averages")
