"""Tells whether the notebooks in `source/` are ready for students: `nbproctor validate`.

verdicts.py       puts all checks together, a verdict for each chapter
execution.py      a notebook runs, and its marked outputs are those that it states
trial.py          its solution earns full marks, its release none
leaks.py          the release contains nothing of a solution or a hidden case
links.py          every link and image resolves
figures.py        every figure has alternative text

Each check returns a list of faults.
"""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One reason why a notebook is not ready for students: the cell, and what is wrong with it.

    >>> print(Fault("check_corr2d", "raises CheckFailed: corr2d"))
    cell check_corr2d: raises CheckFailed: corr2d
    """

    cell: str
    reason: str

    def __str__(self) -> str:
        return f"cell {self.cell}: {self.reason}" if self.cell else self.reason
