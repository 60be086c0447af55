"""A student's function that lives in another process.

`evaluate` hands over to it: inputs go there as data, outcomes come back as data, and no object of
the student's is ever in this process.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course.checks.by_hand import Rule
    from course.checks.evaluate import Driver, Outcome


class Elsewhere(ABC):
    """Stands for a function, or a class, of another process, wherever one is evaluated."""

    @abstractmethod
    def evaluate(
        self,
        cases: Sequence[Mapping[str, Any]],
        drivers: Sequence["Driver | None"],
        rules: tuple["Rule", ...],
        case_limit_s: float,
        limit_s: float,
    ) -> list["Outcome"]:
        """Do there what `course.checks.evaluate.evaluate` does here.

        Raises:
            NameError: there is no such name in the other process.
        """
