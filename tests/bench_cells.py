"""What a notebook costs where TensorFlow is loaded: graded, and run by a student.

`make bench` runs every source notebook, solutions and all, in an IPython shell that has TensorFlow
already, and prints the CPU seconds of its cells in the environment in which nbgrader grades, the
wall seconds of the whole notebook with its figures drawn, and of its slowest check.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from nbproctor.notebooks import nbgrader_metadata, read_notebook

ROOT = Path(__file__).parent.parent


def measured(chapter: str, grading: bool) -> dict[str, float]:
    """What `run_cells` measures, in a process of its own."""
    environment = {**os.environ, **({"NBGRADER_EXECUTION": "autograde"} if grading else {})}
    done = subprocess.run(
        [sys.executable, __file__, "--run", chapter],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    seconds: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return seconds


def run_cells(chapter: str) -> dict[str, float]:
    """Run a chapter here: CPU seconds by kind of cell, wall seconds, the slowest check's."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.run_cell("import course, numpy, tensorflow, IPython.display; course.get_ready()")
    spent: Counter[str] = Counter()
    wall = slowest = 0.0
    for cell in read_notebook(ROOT / "source" / chapter / f"{chapter}.ipynb").cells:
        if cell.cell_type == "code":
            kind, cpu, start = _kind(nbgrader_metadata(cell)), time.process_time(), time.monotonic()
            shell.run_cell(cell.source).raise_error()
            spent[kind] += time.process_time() - cpu
            took = time.monotonic() - start
            wall, slowest = wall + took, max(slowest, took if kind == "check" else 0.0)
    return {**spent, "wall": wall, "slowest check": slowest}


def _kind(metadata: dict[str, object]) -> str:
    if metadata.get("grade"):
        return "grade" if metadata.get("points") else "check"
    return "answer" if metadata.get("solution") else "other"


def main(chapters: list[str]) -> None:
    """Print a row for each chapter."""
    kinds = ("answer", "check", "grade", "other")
    table = Table("chapter", *kinds, "graded, CPU s", "with figures, s", "slowest check, s")
    for chapter in chapters or sorted(path.name for path in (ROOT / "source").iterdir()):
        graded, studied = measured(chapter, grading=True), measured(chapter, grading=False)
        seconds = [graded[kind] for kind in kinds]
        seconds += [sum(seconds), studied["wall"], studied["slowest check"]]
        table.add_row(chapter, *(f"{each:.3f}" for each in seconds))
    Console().print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        print("\n" + json.dumps(run_cells(sys.argv[2])))
    else:
        main(sys.argv[1:])
