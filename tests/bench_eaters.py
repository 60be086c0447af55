"""How long a class takes if some submissions use up what they can: `make bench-eaters`.

40 students hand in right answers to a chapter. 16 others hand in what uses up processor time,
memory, time or disk in one stage of the grader's work. The class is graded with and without them.
"""

import itertools
import shutil
import tempfile
from pathlib import Path

from bench_class import BIN, environment, ungraded_copy
from conftest import copied_course
from rich.console import Console
from rich.table import Table

from course.staff.sample_class import filled_in
from course.staff.solutions import read_solutions
from nbproctor.course_folder import CourseFolder, release
from nbproctor.notebooks import nbgrader_metadata, read_notebook, write_notebook
from nbproctor.testing import eaters
from nbproctor.testing.measured import Measured, measured

CHAPTER = "channels"
HONEST = 40
LIMITS = {"wall_s": 3, "cpu_s": 2, "memory_mib": 400, "scratch_mib": 100}
COULD_NOT_RUN = 3  # the exit status of a run in which some submissions have no grade


def hand_in_honestly(folder: CourseFolder) -> None:
    """Make a class whose students answer right, each in one of the styles of `answers/`."""
    with tempfile.TemporaryDirectory() as temporary:
        [path] = release(folder, CHAPTER, Path(temporary))
        released = read_notebook(path)
    styles: dict[str, list[str]] = {}
    for solution in read_solutions(folder.root / "answers" / CHAPTER):
        if solution.right:
            styles.setdefault(solution.exercise, []).append(solution.source)
    for number in range(HONEST):
        answers = {name: each[number % len(each)] for name, each in styles.items()}
        place = folder.root / "submitted" / f"honest_{number:02}" / CHAPTER
        place.mkdir(parents=True)
        write_notebook(filled_in(released, answers), place / f"{CHAPTER}.ipynb")


def hand_in_eaters(folder: CourseFolder) -> None:
    """Add the others, spread over the class in the order of their names."""
    honest = folder.root / "submitted" / "honest_00" / CHAPTER / f"{CHAPTER}.ipynb"
    pairs = itertools.product(eaters.STAGES, eaters.EATERS)
    for number, (stage, resource) in enumerate(pairs):
        notebook = read_notebook(honest)
        answers = (c for c in notebook.cells if nbgrader_metadata(c).get("solution"))
        next(answers).source = eaters.name_stage(stage, resource)
        name = f"honest_{2 * number:02}_{stage}_{resource}".lower()
        place = folder.root / "submitted" / name / CHAPTER
        place.mkdir(parents=True)
        write_notebook(notebook, place / f"{CHAPTER}.ipynb")


def grade(folder: CourseFolder, python_path: Path) -> Measured:
    """Run `course grade` to its end, whether all could be graded or not."""
    command = ["sh", "-c", f"{BIN}/course grade {CHAPTER} || test $? -eq {COULD_NOT_RUN}"]
    return measured(command, folder.root, environment() | {"PYTHONPATH": str(python_path)})


def read_points(folder: CourseFolder) -> dict[str, float]:
    """Return the points of those whose names say that they are honest."""
    with folder.gradebook() as gradebook:
        submissions = gradebook.assignment_submissions(CHAPTER)
        return {each.student_id: each.score for each in submissions if len(each.student_id) == 9}


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        eaters.write_module(root)
        limits = "".join(f"c.GraderLimits.{name} = {most}\n" for name, most in LIMITS.items())
        folder = copied_course(root / "course")
        with (folder.root / "nbgrader_config.py").open("a") as file:
            file.write(eaters.SETTINGS + limits)
        hand_in_honestly(folder)
        warm = ungraded_copy(folder, root / "warm")  # files, and the answer key
        grade(warm, root)
        shutil.rmtree(warm.root)
        usual_folder = ungraded_copy(folder, root / "usual")
        usual = grade(usual_folder, root)
        hand_in_eaters(folder)
        with_eaters = grade(folder, root)
        assert read_points(folder) == read_points(usual_folder), "an honest student has lost points"
        table = Table("class", "wall s", "CPU s", "peak MiB")
        for name, each in ((f"{HONEST} honest", usual), ("with 16 eaters", with_eaters)):
            table.add_row(name, f"{each.wall_s:.1f}", f"{each.cpu_s:.1f}", f"{each.peak_mib:.0f}")
        console = Console()
        console.print(table)
        console.print(f"{with_eaters.wall_s / usual.wall_s:.2f} times the usual time; {LIMITS}")


if __name__ == "__main__":
    main()
