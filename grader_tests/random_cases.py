"""Random inputs for hidden cases, the same in every run of one course."""

import hashlib
import os
from typing import Any

import numpy as np
import numpy.typing as npt

# Used if COURSE_SECRET is not set or is empty. It is public: set your own before grading.
DEFAULT_SECRET = "a public default"

Array = npt.NDArray[np.float32]


def generator(name: str) -> np.random.Generator:
    """Create a generator, seeded with the course's secret and a name for the numbers."""
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
        """Draw whole numbers from -9 to 9 except 0, because zeros could hide a mistake."""
        signs = self._random.choice([-1, 1], shape)
        return np.asarray(self._random.integers(1, 10, shape) * signs, np.float32)

    def positive(self, *shape: int) -> Array:
        """Draw whole numbers from 1 to 9."""
        return self._random.integers(1, 10, shape).astype(np.float32)

    def distinct(self, *shape: int) -> Array:
        """Shuffle the whole numbers from 1 up, so that every window has one largest number."""
        count = int(np.prod(shape))
        return self._random.permutation(np.arange(1, count + 1, dtype=np.float32)).reshape(shape)

    def fractions(self, *shape: int) -> Array:
        """Draw numbers from -2 to 2 that are not whole."""
        numbers = self._random.uniform(0.05, 0.95, shape) + self._random.integers(-2, 2, shape)
        return numbers.astype(np.float32)

    def number(self, low: int, high: int) -> int:
        """Draw a whole number from `low` to `high`, both included."""
        return int(self._random.integers(low, high + 1))

    def choice(self, items: list[Any]) -> Any:
        """Choose one of the items."""
        return items[int(self._random.integers(len(items)))]
