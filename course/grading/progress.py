"""Progress of a class run: a bar on a terminal, a plain line for each submission elsewhere."""

import contextlib
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from course.grading.results import GradeResult


@contextlib.contextmanager
def shown(console: Console, total: int) -> Iterator[Callable[[GradeResult], None]]:
    """Yield the function to call with each finished result."""
    if not console.is_terminal:
        done = 0

        def print_line(result: GradeResult) -> None:
            nonlocal done
            done += 1
            line = f"[{done}/{total}] {result.student} {result.chapter}: {result.points}"
            console.print(line, markup=False, highlight=False, soft_wrap=True)

        yield print_line
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("grading", total=total)

        def advance(result: GradeResult) -> None:
            bar.update(task, advance=1, description=f"{result.student} {result.chapter}")

        yield advance
