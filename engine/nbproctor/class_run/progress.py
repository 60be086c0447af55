"""Show the progress of a class run: a bar on a terminal, elsewhere a line every ten seconds."""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from nbproctor.gradebook.results import GradeResult

LINE_EVERY_S = 10.0


@dataclass
class Pace:
    """The progress and the rate of a run.

    Results kept from an earlier run count as done, but not for the rate: the clock starts after
    the last of them.
    """

    total: int
    clock: Callable[[], float] = time.monotonic
    done: int = 0
    graded: int = 0
    failures: int = 0
    start: float = field(init=False)

    def __post_init__(self) -> None:
        self.start = self.clock()

    def count(self, result: GradeResult) -> None:
        """Count one finished submission."""
        self.done += 1
        self.failures += result.score is None
        if result.kept:
            self.start = self.clock()
        else:
            self.graded += 1

    @property
    def text(self) -> str:
        """Return the rate, the remaining time and the number of failures as text.

        >>> pace = Pace(10, clock=iter([0.0, 60.0, 60.0]).__next__)
        >>> pace.count(GradeResult("ada", "pooling", None, 18.0))
        >>> pace.text
        '1 a minute, 9 min left, 1 could not run'
        """
        minutes = (self.clock() - self.start) / 60
        if not self.graded or minutes <= 0:
            return f"{self.failures} could not run"
        rate = self.graded / minutes
        left = (self.total - self.done) / rate
        time_left = f"{left:.0f} min" if left >= 1.5 else f"{60 * left:.0f} s"
        return f"{rate:.0f} a minute, {time_left} left, {self.failures} could not run"


@contextlib.contextmanager
def show_progress(console: Console, total: int) -> Iterator[Callable[[GradeResult], None]]:
    """Show progress during the block; yield a function to call with each result."""
    pace = Pace(total)
    if not console.is_terminal:
        said = pace.start

        def print_line(result: GradeResult) -> None:
            nonlocal said
            pace.count(result)
            if time.monotonic() - said >= LINE_EVERY_S or pace.done == total:
                said = time.monotonic()
                line = f"[{pace.done}/{total}] {pace.text}"
                console.print(line, markup=False, highlight=False, soft_wrap=True)

        yield print_line
        return
    columns = (
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("grading", total=total, pace="")

        def advance(result: GradeResult) -> None:
            pace.count(result)
            bar.update(task, advance=1, pace=pace.text)

        yield advance
