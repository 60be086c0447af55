"""Makes a class to try grading on, whose students hand in the answers of `answers/`.

Most students are right, each in another style; some make up to three known mistakes. The last
three hand in an untouched notebook, no notebook, and a syntax error. The same number of students
always gives the same class.
"""

import copy
import hashlib
import random
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from nbformat import NotebookNode

from course.staff.solutions import Solution, read_solutions
from nbproctor.course_folder import CourseFolder, release
from nbproctor.errors import CourseError
from nbproctor.notebooks import nbgrader_metadata, read_notebook, write_notebook

SMALLEST = 4
RECEIPT = ".sample-class"
# Share of students with a mistake, among those who answer at all.
SHARE_WRONG = 0.5


def make_sample_class(folder: CourseFolder, chapters: list[str], students: int) -> list[str]:
    """Write `submitted/<student>/<chapter>/` for each student and chapter; return the students.

    Raises:
        CourseError: there are too few students, no answers, or submissions already.
    """
    submitted = folder.root / "submitted"
    if students < SMALLEST:
        raise CourseError(f"a sample class has at least {SMALLEST} students, not {students}.")
    if submitted.exists() and any(submitted.iterdir()):
        raise CourseError(f"{submitted} is not empty: move it away first, nothing is overwritten.")
    names = [f"student_{number:0{len(str(students))}}" for number in range(1, students + 1)]
    for chapter in chapters:
        with tempfile.TemporaryDirectory() as temporary:
            [path] = release(folder, chapter, Path(temporary))
            released = read_notebook(path)
        written = _read_written_answers(read_notebook(folder.source(chapter)))
        solutions = _read_answers(folder, chapter)
        for number, name in enumerate(names):
            target = submitted / name / chapter
            target.mkdir(parents=True)
            now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            (target / "timestamp.txt").write_text(now)
            place = number - students
            if place == -2:  # handed in without a notebook
                continue
            answers = {} if place == -3 else _choose_answers(solutions, number) | written
            notebook = filled_in(released, answers)
            if place == -1:
                _break_syntax(notebook)
            write_notebook(notebook, target / f"{chapter}.ipynb")
    (submitted / RECEIPT).write_text("\n".join(_digests(submitted)), encoding="utf-8")
    return names


def is_sample_class(folder: CourseFolder) -> bool:
    """Whether `submitted/` holds an unchanged class that was made here, and nothing else."""
    submitted = folder.root / "submitted"
    receipt = submitted / RECEIPT
    if not receipt.is_file():
        return False
    return receipt.read_text(encoding="utf-8").split("\n") == _digests(submitted)


def _digests(submitted: Path) -> list[str]:
    return [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.relative_to(submitted)}"
        for path in sorted(submitted.rglob("*"))
        if path.is_file() and path.name != RECEIPT
    ]


def _read_answers(folder: CourseFolder, chapter: str) -> dict[str, list[Solution]]:
    where = folder.root / "answers" / chapter
    solutions: dict[str, list[Solution]] = {}
    for solution in read_solutions(where):
        solutions.setdefault(solution.exercise, []).append(solution)
    if not solutions:
        raise CourseError(f"{where} holds no answers to make a class of.")
    return solutions


def _choose_answers(solutions: dict[str, list[Solution]], number: int) -> dict[str, str]:
    """Choose one student's answers, all in one style, with up to three mistakes."""
    draw = random.Random(number)
    right = {name: [s for s in each if s.right] for name, each in solutions.items()}
    answers = {name: styles[number % len(styles)].source for name, styles in right.items()}
    if draw.random() < SHARE_WRONG:
        for name in draw.sample(sorted(solutions), k=draw.randint(1, min(3, len(solutions)))):
            answers[name] = draw.choice([s for s in solutions[name] if not s.right]).source
    return answers


def _read_written_answers(source: NotebookNode) -> dict[str, str]:
    """Read the source's answers to questions that want text, by the names of their cells."""
    return {
        nbgrader_metadata(cell)["grade_id"]: cell.source
        for cell in source.cells
        if cell.cell_type == "markdown" and nbgrader_metadata(cell).get("solution")
    }


def filled_in(released: NotebookNode, answers: dict[str, str]) -> NotebookNode:
    """Copy a released notebook and fill in the answers, by the names of their cells."""
    notebook = copy.deepcopy(released)
    for cell in notebook.cells:
        name = nbgrader_metadata(cell).get("grade_id", "")
        cell.source = answers.get(name, cell.source)
    return notebook


def _break_syntax(notebook: NotebookNode) -> None:
    """Delete the colon of the first answer's `def`, a typical slip."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and nbgrader_metadata(cell).get("solution"):
            head, _, body = cell.source.partition("):")
            cell.source = f"{head}){body}"
            return
