"""How fast a class is graded: `make bench`.

The same class, all chapters, graded by plain nbgrader in its stock configuration and by
`course grade`, in turn, on this machine; and the floor, the same notebooks' cells run in one
process that has TensorFlow already. Making feedback is timed beside it, and the class once more
without the sandbox and with every cell in the student's kernel, as plain nbgrader has it.

A chapter's first cell imports TensorFlow more quickly than usual, see `course.imports`, and plain
nbgrader gains most by that. It is measured without this help and with it.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from conftest import copied_course
from measured import Measured, measured
from rich.console import Console
from rich.table import Table

from course.grading.chapters import CourseFolder, release
from course.grading.notebooks import read_notebook
from course.grading.restore import restore
from course.grading.sample_class import make_sample_class

BIN = Path(sys.executable).parent
STOCK_CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "stock"\n'
# Appended to our configuration: hidden tests run where the code of students does.
UNPROTECTED = """
_plain = {
    "course.grading.split.execute.SplitExecute": "nbgrader.preprocessors.Execute",
    "course.grading.split.save_grades.SaveGrades": "nbgrader.preprocessors.SaveAutoGrades",
}
c.Autograde.autograde_preprocessors = [
    _plain.get(each, each) for each in c.Autograde.autograde_preprocessors
]
"""
# A `sitecustomize.py` that takes from `course.imports` what makes imports quicker.
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


def grade_by_stock(folder: CourseFolder, quick_imports: bool) -> list[Measured]:
    """Run `nbgrader autograde` on every chapter that was handed in."""
    handed_in = {path.parent.name for path in folder.root.glob("submitted/*/*/*.ipynb")}
    variables = environment()
    if not quick_imports:
        as_usual = folder.root.with_name("imports-as-usual")
        as_usual.mkdir()
        (as_usual / "sitecustomize.py").write_text(IMPORTS_AS_USUAL)
        variables["PYTHONPATH"] = str(as_usual)
    return [
        measured([BIN / "nbgrader", "autograde", chapter], folder.root, variables)
        for chapter in sorted(handed_in)
    ]


def unprotected_course(folder: CourseFolder, root: Path) -> CourseFolder:
    """The same class, not yet graded, in a course with neither sandbox nor split grading."""
    shutil.copytree(folder.root, root, ignore=shutil.ignore_patterns("autograded", "gradebook.db"))
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(UNPROTECTED)
    return CourseFolder.find(root)


def grade_by_us(folder: CourseFolder, chapters: list[str], *options: str) -> Measured:
    """Run `course grade`."""
    command = [BIN / "course", "grade", *chapters, *options]
    return measured(command, folder.root, environment())


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
        released = read_notebook(release(folder, chapter, Path(made)))
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


def compare(students: int, chapters: list[str], submissions: int) -> None:
    """Grade in turn and print the table."""
    console = Console(width=110)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        ours = copied_course(Path(name) / "ours")
        for chapter in set(ours.chapters()) - set(chapters or ours.chapters()):
            shutil.rmtree(ours.source(chapter).parent)
        chapters = ours.chapters()
        make_sample_class(ours, chapters, students)
        stock = stock_course(ours, Path(name) / "stock", submissions)
        count = len(list(ours.root.glob("submitted/*/*/*.ipynb")))
        stock_count = len(list(stock.root.glob("submitted/*/*/*.ipynb")))
        quick = stock_course(ours, Path(name) / "quick", submissions)
        bare = unprotected_course(ours, Path(name) / "unprotected")
        by_stock = grade_by_stock(stock, quick_imports=False)
        by_quick = grade_by_stock(quick, quick_imports=True)
        by_us = grade_by_us(ours, chapters, "--no-feedback")
        unprotected = grade_by_us(bare, chapters, "--no-feedback", "--sandbox", "none")
        feedback = grade_by_us(ours, chapters)
        floors = [each for chapter in chapters for each in floor_seconds(ours, chapter)]
    table = Table("", "notebooks", "wall s", "a minute", "CPU s each", "peak MiB")
    _row(table, "nbgrader autograde, stock", stock_count, by_stock)
    _row(table, "the same, imports as quick as ours", stock_count, by_quick)
    _row(table, "course grade --no-feedback", count, [by_us])
    _row(table, "the same, without sandbox and split grading", count, [unprotected])
    _row(table, "feedback alone, afterwards", count, [feedback])
    table.add_row(
        "floor: cells in one warm kernel",
        f"{len(floors)}",
        f"{sum(floors):.1f}",
        f"{60 * len(floors) / sum(floors):.0f}",
        f"{sum(floors) / len(floors):.2f}",
        "",
    )
    console.print(table)
    each_stock = sum(one.wall_s for one in by_stock) / stock_count
    each_quick = sum(one.wall_s for one in by_quick) / stock_count
    each_ours, each_floor = by_us.wall_s / count, sum(floors) / len(floors)
    cores = os.cpu_count() or 1
    console.print(f"{each_stock / each_ours:.1f} times as fast as plain nbgrader on {cores} cores,")
    console.print(f"{each_quick / each_ours:.1f} times where that has imports as quick as ours;")
    share = by_us.wall_s / unprotected.wall_s
    console.print(f"{share:.2f} times as long as without sandbox and split grading;")
    console.print(
        f"{by_us.cpu_s / count / each_floor:.1f} times the floor's CPU, "
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
