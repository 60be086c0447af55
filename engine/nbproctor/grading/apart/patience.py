"""How long a notebook may take, what it may do to kernels, and how much of that is used up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """How long a notebook may take and what it may do to kernels.

    Attributes:
        notebook_limit_s: wall seconds, from the start.
        call_limit_s: wall seconds of one call of a student's function.
        exercise_limit_s: of all calls that grade or check one exercise.
        answer_grace_s: how much longer than it may take an answer is waited for.
        interrupt_grace_s: how long it may take a kernel to react to an interrupt.
        kernel_deaths: how many kernels a notebook may use up.
        flood_limit_bytes: what a kernel may send in one cell, shown or not.
    """

    notebook_limit_s: float
    call_limit_s: float
    exercise_limit_s: float
    answer_grace_s: float
    interrupt_grace_s: float
    kernel_deaths: int
    flood_limit_bytes: int


@dataclass(frozen=True)
class Standing:
    """How things stood at a place of the notebook.

    Attributes:
        place: how many cells come before, text too.
        given_up: why nothing more was run; empty where all was well.
        deaths: kernels used up so far.
        spent_s: wall seconds of the notebook used up so far.
    """

    place: int
    given_up: str = ""
    deaths: int = 0
    spent_s: float = 0.0


class Unanswered(Exception):
    """A request had no answer; the message tells the student why.

    Attributes:
        ended: whether the kernel is gone.
    """

    def __init__(self, reason: str, ended: bool) -> None:
        super().__init__(reason)
        self.ended = ended
