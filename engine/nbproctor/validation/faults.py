"""A fault of a course's own notebook: which cell, and what is wrong with it.

The looks of `course validate` (execution.py, leaks.py, links.py, figures.py) return lists of these;
verdicts.py puts them together, a verdict for each chapter.
"""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One reason why a notebook is not ready for students.

    >>> print(Fault("check_corr2d", "raises CheckFailed: corr2d"))
    cell check_corr2d: raises CheckFailed: corr2d
    """

    cell: str
    reason: str

    def __str__(self) -> str:
        return f"cell {self.cell}: {self.reason}" if self.cell else self.reason
