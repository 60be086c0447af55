"""Stands for a student's function that lives in another process.

`evaluate` sends the inputs there as data and gets the outcomes back as data. No object of the
student's is ever in this process.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbproctor.checks.by_hand import Rule
    from nbproctor.checks.evaluate import Driver, Outcome


class Elsewhere(ABC):
    """A function or class of another process, for `evaluate` to call there."""

    @abstractmethod
    def evaluate(
        self,
        cases: Sequence[Mapping[str, Any]],
        drivers: Sequence["Driver | None"],
        rules: tuple["Rule", ...],
        case_limit_s: float,
        limit_s: float,
    ) -> list["Outcome"]:
        """Call the function in the other process as `evaluate` calls a function here.

        Raises:
            NameError: there is no such name in the other process.
        """
