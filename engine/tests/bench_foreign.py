"""How fast a course in nbgrader's usual style is graded: `make bench-foreign`.

The class of `examples/weather`, graded in turn by plain nbgrader and by `nbproctor grade`, with and
without feedback pages, on this machine. Scores are compared, too.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table
from weather_course import ANSWERS, ASSIGNMENT, STOCK, copied_weather, hand_in

from nbproctor.course_folder import CourseFolder
from nbproctor.testing.gradebook_dump import dump
from nbproctor.testing.measured import Measured, measured

BIN = Path(sys.executable).parent
OURS = ("JUPYTER_", "NBGRADER_", "NBPROCTOR_")


def environment() -> dict[str, str]:
    """This process's, without what a configuration of ours sets."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | {"PATH": f"{BIN}{os.pathsep}{kept.get('PATH', '')}"}


def make_class(place: Path, students: int) -> CourseFolder:
    """A course of plain nbgrader's, released, in which this many students handed in."""
    folder = copied_weather(place, STOCK)
    command = [BIN / "nbgrader", "generate_assignment", ASSIGNMENT]
    subprocess.run(command, cwd=place, env=environment(), check=True, capture_output=True)
    for number in range(students):
        answers = ANSWERS[number % len(ANSWERS)]
        hand_in(folder, place / "release" / ASSIGNMENT, f"student_{number + 1:02}", answers)
    return folder


def grade(folder: CourseFolder, *command: str) -> Measured:
    """Grade the class of a folder with a command."""
    return measured([BIN / command[0], *command[1:]], folder.root, environment())


def read_scores(folder: CourseFolder) -> dict[tuple[str, ...], tuple[float | None, bool]]:
    """Automatic score, and whether a human must grade, by student, notebook and cell."""
    submissions = dump(f"sqlite:///{folder.root / 'gradebook.db'}")["submissions"]
    return {
        (student, name, cell): (grade[0], grade[-1])
        for student, assignments in submissions.items()
        for name, notebook in assignments[ASSIGNMENT]["notebooks"].items()
        for cell, grade in notebook["grades"].items()
    }


def compare(students: int, pairs: int) -> None:
    """Grade in turn, and print the table and the ratio of each pair."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        place = Path(name)
        made = make_class(place / "class", students)
        runs: list[tuple[Measured, Measured]] = []
        differences: set[tuple[str, ...]] = set()
        for pair in range(pairs):
            plain, ours = place / f"plain-{pair}", place / f"ours-{pair}"
            for root in (plain, ours):
                shutil.copytree(made.root, root)
            shutil.copy(copied_weather(place / f"config-{pair}").root / "nbgrader_config.py", ours)
            plain_run = grade(CourseFolder.find(plain), "nbgrader", "autograde", ASSIGNMENT)
            our_run = grade(CourseFolder.find(ours), "nbproctor", "grade", "--no-feedback")
            runs.append((plain_run, our_run))
            plain_scores, our_scores = (read_scores(CourseFolder.find(r)) for r in (plain, ours))
            differences |= dict(plain_scores.items() ^ our_scores.items()).keys()
    table = Table("", "submissions", "wall s", "CPU s each", "peak MiB")
    for label, column in (("nbgrader autograde", 0), ("nbproctor grade --no-feedback", 1)):
        for run in (pair[column] for pair in runs):
            cpu, peak = f"{run.cpu_s / students:.2f}", f"{run.peak_mib:.0f}"
            table.add_row(label, f"{students}", f"{run.wall_s:.1f}", cpu, peak)
    console = Console(width=110)
    console.print(table)
    ratios = [plain.wall_s / ours.wall_s for plain, ours in runs]
    listed = ", ".join(f"{ratio:.1f}" for ratio in ratios)
    console.print(f"{statistics.median(ratios):.1f} times as fast as plain nbgrader ({listed}),")
    console.print(f"on {os.cpu_count()} cores; {len(differences)} scores differ.")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=40)
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    compare(options.students, options.pairs)


if __name__ == "__main__":
    main()
