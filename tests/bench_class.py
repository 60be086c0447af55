"""How fast a class is graded: `make bench`.

The same class, all chapters, graded by plain nbgrader in its stock configuration and by
`course grade`, in turn, on this machine; and the floor, the same notebooks' cells run in one
process that has TensorFlow already. Making feedback is timed beside it, and the class once more
without the sandbox and with every cell in the student's kernel, as plain nbgrader has it.

A chapter's first cell imports TensorFlow more quickly than usual, and plain nbgrader gains most by
that: see `nbproctor.garbage_collection`. It is measured without this help and with it.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from conftest import copied_course
from rich.console import Console
from rich.table import Table

from course.staff.sample_class import make_sample_class
from nbproctor.course_folder import CourseFolder, release
from nbproctor.grading.restore import restore
from nbproctor.notebooks import read_notebook
from nbproctor.testing.measured import Measured, measured

BIN = Path(sys.executable).parent
STOCK_CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "stock"\n'
# Appended to our configuration: hidden tests run where the code of students does.
UNPROTECTED = """
_plain = {
    "nbproctor.grading.execute.ExecuteCells": "nbgrader.preprocessors.Execute",
    "nbproctor.grading.save_grades.SaveGrades": "nbgrader.preprocessors.SaveAutoGrades",
}
c.Autograde.autograde_preprocessors = [
    _plain.get(each, each) for each in c.Autograde.autograde_preprocessors
]
"""
# A `sitecustomize.py` that takes from `nbproctor.garbage_collection` what makes imports quicker.
IMPORTS_AS_USUAL = "import gc\ngc.disable = gc.freeze = lambda: None\n"
OURS = ("COURSE_", "JUPYTER_", "NBGRADER_")


def environment() -> dict[str, str]:
    """This process's, without what our configuration sets, with this Python's programs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | {"PATH": f"{BIN}{os.pathsep}{kept.get('PATH', '')}", "COURSE_SECRET": "bench"}


def stock_course(folder: CourseFolder, root: Path, submissions: int) -> CourseFolder:
    """The class, or this many of its submissions, in a course without configuration of ours."""
    shutil.copytree(folder.root / "source", root / "source")
    (root / "nbgrader_config.py").write_text(STOCK_CONFIG)
    chapters = folder.chapters()
    places = sorted((folder.root / "submitted").glob("*/*/*.ipynb"))[: submissions or None]
    for notebook in places:
        place = notebook.parent
        shutil.copytree(place, root / place.relative_to(folder.root))
    for chapter in chapters:
        command = [BIN / "nbgrader", "generate_assignment", chapter, "--force"]
        subprocess.run(command, cwd=root, env=environment(), check=True, capture_output=True)
    return CourseFolder.find(root)


def imports_as_usual(place: Path) -> dict[str, str]:
    """The environment in which `nbproctor.garbage_collection` makes nothing quicker."""
    place.mkdir()
    (place / "sitecustomize.py").write_text(IMPORTS_AS_USUAL)
    return environment() | {"PYTHONPATH": str(place)}


def grade_by_stock(folder: CourseFolder, chapter: str, variables: dict[str, str]) -> Measured:
    """Run `nbgrader autograde` on all of a chapter, graded already or not."""
    command = [BIN / "nbgrader", "autograde", chapter, "--force"]
    return measured(command, folder.root, variables)


def ungraded_copy(folder: CourseFolder, root: Path, config: str = "") -> CourseFolder:
    """The same class, not yet graded, with more at the end of its configuration."""
    shutil.copytree(folder.root, root, ignore=shutil.ignore_patterns("autograded", "gradebook.db"))
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(config)
    return CourseFolder.find(root)


def grade_by_us(folder: CourseFolder, *options: str) -> Measured:
    """Run `course grade` on all chapters."""
    return measured([BIN / "course", "grade", *options], folder.root, environment())


def floor_seconds(folder: CourseFolder, chapter: str) -> list[float]:
    """Wall seconds of each submission's cells, tests and all, in one warm process."""
    command = [sys.executable, __file__, "--floor", str(folder.root), chapter]
    variables = environment() | {"NBGRADER_EXECUTION": "autograde"}
    done = subprocess.run(
        command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
    )
    seconds: list[float] = json.loads(done.stdout.splitlines()[-1])
    return seconds


def run_cells(root: Path, chapter: str) -> list[float]:
    """What `floor_seconds` runs in a process of its own."""
    from IPython.core.interactiveshell import InteractiveShell

    folder = CourseFolder.find(root)
    with tempfile.TemporaryDirectory() as made:
        released = read_notebook(*release(folder, chapter, Path(made)))
    shell = InteractiveShell.instance()
    shell.run_cell("import course, numpy, tensorflow, IPython.display; course.get_ready()")
    seconds = []
    for path in sorted(folder.root.glob(f"submitted/*/{chapter}/{chapter}.ipynb")):
        notebook, _ = restore(read_notebook(path), read_notebook(folder.source(chapter)), released)
        shell.reset(new_session=True)
        start = time.perf_counter()
        for cell in notebook.cells:
            if cell.cell_type == "code":
                shell.run_cell(cell.source)
        seconds.append(time.perf_counter() - start)
    return seconds


@dataclass
class Runs:
    """Runs of each way to grade the class, in the order of the table."""

    stock: list[Measured] = field(default_factory=list)
    quick: list[Measured] = field(default_factory=list)
    ours: list[Measured] = field(default_factory=list)
    unprotected: list[Measured] = field(default_factory=list)
    feedback: list[Measured] = field(default_factory=list)


def in_turn(ours: CourseFolder, stock: CourseFolder, place: Path) -> Runs:
    """Grade in turn: a chapter by plain nbgrader, twice, then the whole class by us, and so on.

    The machine is quicker at one time than at another, and forgets files that were not read for a
    while: before each run the same program grades one notebook or a few, and nobody looks.
    """
    runs, as_usual, as_ours = Runs(), imports_as_usual(place / "as-usual"), environment()
    few_by_stock = stock_course(ours, place / "few-by-stock", submissions=1)
    first = next(iter(few_by_stock.root.glob("submitted/*/*/*.ipynb")))
    graded = ours
    handed_in = sorted({path.stem for path in stock.root.glob("submitted/*/*/*.ipynb")})
    for number, chapter in enumerate(handed_in):
        for variables, measurements in ((as_usual, runs.stock), (as_ours, runs.quick)):
            grade_by_stock(few_by_stock, first.stem, variables)
            measurements.append(grade_by_stock(stock, chapter, variables))
        few = ungraded_copy(ours, place / f"few-{number}")
        grade_by_us(few, first.stem, "--student", first.parts[-3], "--no-feedback")
        graded = ungraded_copy(ours, place / f"ours-{number}")
        runs.ours.append(grade_by_us(graded, "--no-feedback"))
    bare = ungraded_copy(ours, place / "unprotected", UNPROTECTED)
    runs.unprotected.append(grade_by_us(bare, "--no-feedback", "--sandbox", "none"))
    runs.feedback.append(grade_by_us(graded))
    return runs


def compare(students: int, chapters: list[str], submissions: int) -> None:
    """Grade in turn and print the table."""
    console = Console(width=110)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        place = Path(name)
        ours = copied_course(place / "ours")
        for chapter in set(ours.chapters()) - set(chapters or ours.chapters()):
            shutil.rmtree(ours.source(chapter).parent)
        make_sample_class(ours, ours.chapters(), students)
        stock = stock_course(ours, place / "stock", submissions)
        count = len(list(ours.root.glob("submitted/*/*/*.ipynb")))
        stock_count = len(list(stock.root.glob("submitted/*/*/*.ipynb")))
        runs = in_turn(ours, stock, place)
        floors = [each for chapter in ours.chapters() for each in floor_seconds(ours, chapter)]
    table = Table("", "notebooks", "wall s", "a minute", "CPU s each", "peak MiB")
    _row(table, "nbgrader autograde, stock", stock_count, runs.stock)
    _row(table, "the same, imports as quick as ours", stock_count, runs.quick)
    _row(table, "course grade --no-feedback", count * len(runs.ours), runs.ours)
    _row(table, "the same, without sandbox and grading apart", count, runs.unprotected)
    _row(table, "feedback alone, afterwards", count, runs.feedback)
    table.add_row(
        "floor: cells in one warm kernel",
        f"{len(floors)}",
        f"{sum(floors):.1f}",
        f"{60 * len(floors) / sum(floors):.0f}",
        f"{sum(floors) / len(floors):.2f}",
        "",
    )
    console.print(table)
    each_stock = sum(one.wall_s for one in runs.stock) / stock_count
    each_quick = sum(one.wall_s for one in runs.quick) / stock_count
    walls = [run.wall_s for run in runs.ours]
    each_ours, each_floor = sum(walls) / len(walls) / count, sum(floors) / len(floors)
    cores = os.cpu_count() or 1
    console.print(f"{each_stock / each_ours:.1f} times as fast as plain nbgrader on {cores} cores,")
    console.print(f"{each_quick / each_ours:.1f} times where that has imports as quick as ours;")
    console.print(f"course grade took {', '.join(f'{wall:.1f}' for wall in walls)} s;")
    share = sum(walls) / len(walls) / runs.unprotected[0].wall_s
    console.print(f"{share:.2f} times as long as without sandbox and grading apart;")
    cpu = sum(run.cpu_s for run in runs.ours) / len(walls) / count
    console.print(
        f"{cpu / each_floor:.1f} times the floor's CPU, "
        f"{each_ours * cores / each_floor:.1f} times its seconds with {cores} cores counted."
    )


def _row(table: Table, name: str, count: int, runs: list[Measured]) -> None:
    wall = sum(run.wall_s for run in runs)
    cpu = sum(run.cpu_s for run in runs)
    table.add_row(
        name,
        f"{count}",
        f"{wall:.1f}",
        f"{60 * count / wall:.0f}",
        f"{cpu / count:.2f}",
        f"{max(run.peak_mib for run in runs):.0f}",
    )


def main() -> None:
    """Read the command line."""
    if sys.argv[1:2] == ["--floor"]:
        print("\n" + json.dumps(run_cells(Path(sys.argv[2]), sys.argv[3])))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=20)
    parser.add_argument("--chapters", nargs="*", default=[])
    parser.add_argument("--stock", type=int, default=0, help="submissions for nbgrader; 0: all")
    options = parser.parse_args()
    compare(options.students, options.chapters, options.stock)


if __name__ == "__main__":
    main()
