"""What grading a notebook costs at least: the CPU seconds of its cells where TensorFlow is loaded.

`make bench` runs every source notebook, solutions and all, in an IPython shell that has TensorFlow
already, in the environment in which nbgrader grades, and prints the CPU seconds of its cells.
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

from course.grading.notebooks import nbgrader_metadata, read_notebook

ROOT = Path(__file__).parent.parent


def cpu_of_cells(chapter: str) -> Counter[str]:
    """CPU seconds by kind of cell, in a process of its own."""
    environment = {**os.environ, "NBGRADER_EXECUTION": "autograde"}
    done = subprocess.run(
        [sys.executable, __file__, "--run", chapter],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return Counter(json.loads(done.stdout.splitlines()[-1]))


def run_cells(chapter: str) -> Counter[str]:
    """Run a chapter's cells here and count the CPU seconds of each kind, all threads together."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.run_cell("import course, numpy, tensorflow, IPython.display; course.get_ready()")
    spent: Counter[str] = Counter()
    for cell in read_notebook(ROOT / "source" / chapter / f"{chapter}.ipynb").cells:
        if cell.cell_type == "code":
            before = time.process_time()
            shell.run_cell(cell.source).raise_error()
            spent[_kind(nbgrader_metadata(cell))] += time.process_time() - before
    return spent


def _kind(metadata: dict[str, object]) -> str:
    if metadata.get("grade"):
        return "grade" if metadata.get("points") else "check"
    return "answer" if metadata.get("solution") else "other"


def main(chapters: list[str]) -> None:
    """Print a row for each chapter."""
    kinds = ("answer", "check", "grade", "other")
    table = Table("chapter", *kinds, "all cells, CPU seconds")
    for chapter in chapters or sorted(path.name for path in (ROOT / "source").iterdir()):
        spent = cpu_of_cells(chapter)
        table.add_row(chapter, *(f"{spent[kind]:.3f}" for kind in kinds), f"{spent.total():.3f}")
    Console().print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        print("\n" + json.dumps(run_cells(sys.argv[2])))
    else:
        main(sys.argv[1:])
