"""Random inputs for hidden cases, the same at every run of one course."""

import hashlib
import os
from typing import Any

import numpy as np
import numpy.typing as npt

# Used where COURSE_SECRET is not set, or is empty. It is public: set another one before grading.
DEFAULT_SECRET = "a public default"

Array = npt.NDArray[np.float32]


def generator(name: str) -> np.random.Generator:
    """A generator seeded by the course's secret and by what the numbers are for."""
    secret = os.environ.get("COURSE_SECRET") or DEFAULT_SECRET
    digest = hashlib.sha256(f"{secret}/{name}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))


class RandomCases:
    """Draws the inputs of one exercise's hidden cases.

    >>> first, again = RandomCases("corr2d"), RandomCases("corr2d")
    >>> bool((first.whole(2, 3) == again.whole(2, 3)).all())
    True
    """

    def __init__(self, exercise: str) -> None:
        self._random = generator(exercise)

    def whole(self, *shape: int) -> Array:
        """Whole numbers from -9 to 9, none of them 0: a mistake cannot hide behind a zero."""
        signs = self._random.choice([-1, 1], shape)
        return np.asarray(self._random.integers(1, 10, shape) * signs, np.float32)

    def positive(self, *shape: int) -> Array:
        """Whole numbers from 1 to 9."""
        return self._random.integers(1, 10, shape).astype(np.float32)

    def distinct(self, *shape: int) -> Array:
        """The whole numbers from 1 up, each once, in any order: every window has one largest."""
        count = int(np.prod(shape))
        return self._random.permutation(np.arange(1, count + 1, dtype=np.float32)).reshape(shape)

    def fractions(self, *shape: int) -> Array:
        """Numbers from -2 to 2 that are not whole."""
        numbers = self._random.uniform(0.05, 0.95, shape) + self._random.integers(-2, 2, shape)
        return numbers.astype(np.float32)

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return int(self._random.integers(low, high + 1))

    def choice(self, items: list[Any]) -> Any:
        """One of the items."""
        return items[int(self._random.integers(len(items)))]
