"""Nothing that a student handed in is lost, and nothing is zero by accident.

All accidents are one class for `course grade`, and some of them another for `nbgrader autograde`.
"""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from accidents import ACCIDENTS, APPLE_DOUBLE, CHAPTER, ESSAY, FILE, PIXEL, solved
from conftest import copied_course

from nbproctor.course_folder import CourseFolder, register, release

WAYS = {
    "course grade": list(ACCIDENTS),
    "nbgrader autograde": [name for name, each in ACCIDENTS.items() if each.by_nbgrader],
}


@dataclass
class Graded:
    """A class after grading.

    Attributes:
        scores: automatic points of the exercises in code; None if there are none.
        waiting: whether the essay waits for a human.
        said: what the log says.
    """

    folder: CourseFolder
    scores: dict[str, float | None]
    waiting: dict[str, bool]
    said: str

    def row(self, student: str) -> str:
        """What the log says of a student, before nbgrader's own words."""
        part = self.said.partition(f"== {student}/{CHAPTER}:")[2].partition("\n== ")[0]
        return part.partition("\nINFO ")[0].partition("\n")[2].strip()


def hand_in_and_grade(root: Path, way: str) -> Graded:
    folder = copied_course(root / "course")
    [released_path] = release(folder, CHAPTER, root / "release")
    for student in WAYS[way]:
        notebook, released = solved(folder.source(CHAPTER), released_path)
        for path, content in ACCIDENTS[student].files(notebook, released).items():
            place = folder.root / "submitted" / student / CHAPTER / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    register(folder, CHAPTER)
    program, *rest = way.split()
    done = subprocess.run(
        [Path(sys.executable).parent / program, *rest, CHAPTER],
        cwd=folder.root,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    log = folder.root / "grade.log"
    said = log.read_text() if log.exists() else done.stdout + done.stderr
    scores, waiting = dict[str, float | None](), dict[str, bool]()
    with folder.gradebook() as gradebook:
        for submission in gradebook.assignment_submissions(CHAPTER):
            student = submission.student_id
            grades = {grade.cell.name: grade for grade in submission.notebooks[0].grades}
            waiting[student] = grades.pop("diagonal_edges").needs_manual_grade
            points = [grade.auto_score for grade in grades.values()]
            scores[student] = None if None in points else sum(points)
    return Graded(folder, scores, waiting, said)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    return hand_in_and_grade(tmp_path_factory.mktemp("accidents"), "course grade")


@pytest.fixture(scope="module")
def graded_by_nbgrader(tmp_path_factory):
    return hand_in_and_grade(tmp_path_factory.mktemp("accidents"), "nbgrader autograde")


@pytest.mark.parametrize("name", WAYS["course grade"])
def test_points_and_waiting_are_fair(graded, name):
    fair = ACCIDENTS[name]
    assert (graded.scores[name], graded.waiting[name]) == (fair.points, fair.waits)


@pytest.mark.nightly  # by the same code, half a minute more
@pytest.mark.parametrize("name", WAYS["nbgrader autograde"])
def test_nbgrader_gives_the_same(graded_by_nbgrader, name):
    fair, graded = ACCIDENTS[name], graded_by_nbgrader
    assert (graded.scores[name], graded.waiting[name]) == (fair.points, fair.waits)
    assert fair.note in graded.said


@pytest.mark.parametrize("name", WAYS["course grade"])
def test_a_note_says_what_was_done_and_nothing_else(graded, name):
    assert ACCIDENTS[name].note in graded.row(name)
    assert bool(graded.row(name)) == bool(ACCIDENTS[name].note)


def page(graded, name):
    return (graded.folder.root / "feedback" / name / CHAPTER / f"{CHAPTER}.html").read_text()


@pytest.mark.parametrize("name", [name for name in ACCIDENTS if "picture" in name])
def test_pictures_are_in_the_graded_notebook_and_on_the_page(graded, name):
    autograded = graded.folder.root / "autograded" / name / CHAPTER / FILE
    assert PIXEL in autograded.read_text()
    assert f'src="data:image/png;base64,{PIXEL}"' in page(graded, name)


@pytest.mark.parametrize("name", [name for name in ACCIDENTS if "essay" in name])
def test_a_human_sees_the_whole_essay(graded, name):
    is_there = "no_essay" not in name and "picture" not in name
    assert (ESSAY in page(graded, name)) == is_there


def test_the_student_reads_what_was_put_right(graded):
    assert "The answer <code>corr2d</code> was found in a cell of your own." in page(
        graded, "answered_in_new_cells"
    )


def test_the_student_reads_which_file_was_graded(graded):
    assert f"Your file <code>{FILE}.txt</code> was graded as <code>{FILE}</code>." in page(
        graded, "colab_txt"
    )


def test_files_of_macos_come_out_nowhere(graded):
    for student in ("nested_and_macosx", "renamed_with_apple_double"):
        files = (graded.folder.root / "autograded" / student).rglob("*")
        assert APPLE_DOUBLE not in [path.read_bytes() for path in files if path.is_file()]
