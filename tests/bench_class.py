"""How fast a class is graded: `make bench`.

The same class, all chapters, graded by plain nbgrader in its stock configuration and by
`course grade`, in turn, on this machine; the same with feedback pages; and the floor, the same
notebooks' cells run in one process that has TensorFlow already. The class is graded once more
without the sandbox and with every cell in the student's kernel, as plain nbgrader has it. The time
to the first result is measured with the answer key of an earlier run and without it.

A chapter's first cell imports TensorFlow more quickly than usual, see
`nbproctor.garbage_collection`. Plain nbgrader is measured without this help.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from conftest import copied_course
from rich.console import Console
from rich.table import Table

from course.staff.sample_class import make_sample_class
from nbproctor.course_folder import CourseFolder, release
from nbproctor.gradebook import tables
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


def make_pages_by_stock(folder: CourseFolder, chapter: str, variables: dict[str, str]) -> Measured:
    """Run `nbgrader generate_feedback` on all of a chapter."""
    command = [BIN / "nbgrader", "generate_feedback", chapter, "--force"]
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


def first_result_s(folder: CourseFolder, cache: Path) -> float:
    """Run `course grade` with a folder of answer keys; return the time to its first result."""
    log, start = folder.root / "grade.log", time.perf_counter()
    process = subprocess.Popen(
        [BIN / "course", "grade", "--no-feedback"],
        cwd=folder.root,
        env=environment() | {"XDG_CACHE_HOME": str(cache)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not (log.exists() and b"== " in log.read_bytes()):
        if process.poll() is not None:
            raise RuntimeError("course grade ended without a result")
        time.sleep(0.01)
    first_s = time.perf_counter() - start
    process.wait()
    return first_s


def read_cpu_seconds(folder: CourseFolder) -> Iterator[tuple[str, float]]:
    """Yield the chapter and the CPU seconds of each submission that `course grade` graded."""
    with folder.transaction() as connection:
        for row in tables.read_run_rows(connection).values():
            if row.outcome == "graded" and row.result.cpu_seconds is not None:
                yield row.chapter, row.result.cpu_seconds


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
    stock_pages: list[Measured] = field(default_factory=list)
    ours: list[Measured] = field(default_factory=list)
    ours_with_pages: list[Measured] = field(default_factory=list)
    unprotected: list[Measured] = field(default_factory=list)
    by_chapter: dict[str, list[float]] = field(default_factory=dict)  # CPU s of ours, without pages


def in_turn(ours: CourseFolder, stock: CourseFolder, place: Path) -> Runs:
    """Grade in turn: a chapter by plain nbgrader, then the whole class by us, twice, and so on.

    The machine is quicker at one time than at another, and forgets files that were not read for a
    while: before each run the same program grades one notebook or a few, and nobody looks.
    """
    runs, as_usual = Runs(), imports_as_usual(place / "as-usual")
    few_by_stock = stock_course(ours, place / "few-by-stock", submissions=1)
    first = next(iter(few_by_stock.root.glob("submitted/*/*/*.ipynb")))
    for number, chapter in enumerate(list_graded(stock)):
        grade_by_stock(few_by_stock, first.stem, as_usual)
        runs.stock.append(grade_by_stock(stock, chapter, as_usual))
        runs.stock_pages.append(make_pages_by_stock(stock, chapter, as_usual))
        few = ungraded_copy(ours, place / f"few-{number}")
        grade_by_us(few, first.stem, "--student", first.parts[-3], "--no-feedback")
        copy = ungraded_copy(ours, place / f"ours-{number}")
        runs.ours.append(grade_by_us(copy, "--no-feedback"))
        for graded, cpu_s in read_cpu_seconds(copy):
            runs.by_chapter.setdefault(graded, []).append(cpu_s)
        copy = ungraded_copy(ours, place / f"ours-with-pages-{number}")
        runs.ours_with_pages.append(grade_by_us(copy))
    bare = ungraded_copy(ours, place / "unprotected", UNPROTECTED)
    runs.unprotected.append(grade_by_us(bare, "--no-feedback", "--sandbox", "none"))
    return runs


def list_graded(folder: CourseFolder) -> list[str]:
    """List the chapters that were handed in."""
    return sorted({path.stem for path in folder.root.glob("submitted/*/*/*.ipynb")})


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
        counts = [
            len(list(stock.root.glob(f"submitted/*/{chapter}/*.ipynb")))
            for chapter in list_graded(stock)
        ]
        runs = in_turn(ours, stock, place)
        cache = place / "keys"
        firsts = [first_result_s(ungraded_copy(ours, place / f"first-{n}"), cache) for n in (1, 2)]
        floors = [each for chapter in ours.chapters() for each in floor_seconds(ours, chapter)]
    table = Table("", "notebooks", "wall s", "a minute", "CPU s each", "peak MiB")
    _row(table, "nbgrader autograde, stock", sum(counts), runs.stock)
    _row(table, "nbgrader generate_feedback, stock", sum(counts), runs.stock_pages)
    _row(table, "course grade --no-feedback", count * len(runs.ours), runs.ours)
    _row(table, "course grade", count * len(runs.ours), runs.ours_with_pages)
    _row(table, "--no-feedback, without sandbox, cells beside", count, runs.unprotected)
    table.add_row(
        "floor: cells in one warm kernel",
        f"{len(floors)}",
        f"{sum(floors):.1f}",
        f"{60 * len(floors) / sum(floors):.0f}",
        f"{sum(floors) / len(floors):.2f}",
        "",
    )
    console.print(table)
    _print_ratios(console, runs, counts, count, sum(floors) / len(floors))
    each = {name: statistics.mean(spent) for name, spent in sorted(runs.by_chapter.items())}
    chapters_s = ", ".join(f"{name} {mean:.2f}" for name, mean in each.items())
    console.print(f"CPU seconds of a grader and its kernels, a notebook: {chapters_s}")
    console.print(f"first result after {firsts[0]:.1f} s, with the answer key {firsts[1]:.1f} s")


def _print_ratios(
    console: Console, runs: Runs, counts: list[int], count: int, each_floor: float
) -> None:
    """Print how much faster a notebook is graded, by the median of the pairs of runs.

    Plain nbgrader takes much longer for one chapter than for another, and each run of ours grades
    all of them. So the ratio for the whole class is printed, too.

    Args:
        counts: notebooks of each run by plain nbgrader; `count`: of each of ours.
        each_floor: seconds of a notebook's cells in a warm process.
    """
    stock = [run.wall_s / n for run, n in zip(runs.stock, counts, strict=True)]
    pages = [run.wall_s / n for run, n in zip(runs.stock_pages, counts, strict=True)]
    grading = [a / (b.wall_s / count) for a, b in zip(stock, runs.ours, strict=True)]
    both = [
        (a + p) / (b.wall_s / count)
        for a, p, b in zip(stock, pages, runs.ours_with_pages, strict=True)
    ]
    cores = os.cpu_count() or 1
    walls = [run.wall_s for run in runs.ours]
    whole_class_s = sum(each * count / len(stock) for each in stock)
    each_ours, mean_s = statistics.mean(walls) / count, statistics.mean(walls)
    cpu = sum(run.cpu_s for run in runs.ours) / len(walls) / count
    for text in (
        f"grading is {statistics.median(grading):.1f} times as fast as plain nbgrader on {cores} "
        f"cores, the median of {', '.join(f'{each:.1f}' for each in grading)};",
        f"with feedback {statistics.median(both):.1f} times, the median of "
        f"{', '.join(f'{each:.1f}' for each in both)};",
        f"the whole class takes plain nbgrader {whole_class_s:.0f} s, "
        f"{whole_class_s / mean_s:.1f} times as long as the mean of these runs:",
        f"course grade --no-feedback took {', '.join(f'{wall:.1f}' for wall in walls)} s;",
        f"{mean_s / runs.unprotected[0].wall_s:.2f} times the time without sandbox, cells beside;",
        f"{cpu / each_floor:.1f} times the CPU of the floor, "
        f"{each_ours * cores / each_floor:.1f} times its seconds with {cores} cores counted.",
    ):
        console.print(text)


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
