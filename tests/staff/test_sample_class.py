import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import copied_course

from course.staff.sample_class import is_sample_class, make_sample_class
from nbproctor.cli.class_commands import choose_sandbox
from nbproctor.errors import CourseError
from nbproctor.kernels import sandbox
from nbproctor.notebooks import nbgrader_metadata, read_notebook
from nbproctor.testing.gradebook_dump import dump, format_dump

CHAPTER = "cross_correlation"
HERE = Path(__file__).parent
COURSE = Path(sys.executable).parent / "course"


@pytest.fixture
def handed_in(folder):
    """For each of twelve students the code of the answers, by name; None without a notebook."""
    students = make_sample_class(folder, [CHAPTER], 12)
    return {student: answers(folder, student) for student in students}


def answers(folder, student):
    path = folder.root / "submitted" / student / CHAPTER / f"{CHAPTER}.ipynb"
    if not path.exists():
        return None
    return {
        nbgrader_metadata(cell)["grade_id"]: cell.source
        for cell in read_notebook(path).cells
        if nbgrader_metadata(cell).get("solution")
    }


def compiles(code):
    try:
        ast.parse(code)
    except SyntaxError:
        return False
    return True


def test_students_are_numbered(handed_in):
    assert next(iter(handed_in)) == "student_01"
    assert len(handed_in) == 12


def test_the_last_three_leave_it_untouched_hand_in_nothing_and_break_the_syntax(handed_in):
    *_, untouched, missing, broken = handed_in.values()
    assert all("NotImplementedError" in untouched[name] for name in ("corr2d", "Conv2D"))
    assert missing is None
    assert [name for name, code in broken.items() if not compiles(code)] == [
        "window_sum",
        "diagonal_edges",
    ]


def test_the_others_answer_everything_in_several_styles(handed_in):
    class_ = list(handed_in.values())[:-3]
    assert all("NotImplementedError" not in code["corr2d"] for code in class_)
    assert len({code["corr2d"] for code in class_}) >= 4


def test_the_same_number_is_the_same_class(handed_in, tmp_path):
    other = copied_course(tmp_path / "again")
    students = make_sample_class(other, [CHAPTER], 12)
    assert {student: answers(other, student) for student in students} == handed_in


def test_a_class_that_is_there_is_never_overwritten(folder):
    (folder.root / "submitted" / "somebody").mkdir(parents=True)
    with pytest.raises(CourseError, match="nothing is overwritten"):
        make_sample_class(folder, [CHAPTER], 12)


def test_a_class_has_at_least_four(folder):
    with pytest.raises(CourseError, match="at least 4"):
        make_sample_class(folder, [CHAPTER], 3)


def test_a_sample_class_is_known_as_ours_until_anything_is_changed_or_added(folder):
    assert not is_sample_class(folder)
    make_sample_class(folder, [CHAPTER], 4)
    assert is_sample_class(folder)
    other = folder.root / "submitted" / "stranger" / CHAPTER / f"{CHAPTER}.ipynb"
    other.parent.mkdir(parents=True)
    other.write_text("{}")
    assert not is_sample_class(folder)
    other.unlink()
    assert is_sample_class(folder)
    (folder.root / "submitted" / "student_1" / CHAPTER / "data.py").write_text("x = 1")
    assert not is_sample_class(folder)


@pytest.mark.parametrize(
    ("asked", "works", "ours", "words"),
    [
        (None, True, False, ""),
        ("bubblewrap", True, False, ""),
        ("none", True, False, "Student code ran without a sandbox: as asked for."),
        (None, False, True, "without a sandbox: it is the sample class, and no namespaces here."),
        (None, False, False, None),
        ("bubblewrap", False, False, None),
        ("none", False, False, "Student code ran without a sandbox: as asked for."),
    ],
)
def test_strangers_code_runs_without_a_sandbox_only_where_that_was_asked_for(
    folder, monkeypatch, asked, works, ours, words
):
    def look(settings):
        if not works:
            raise sandbox.SandboxError("no namespaces here")

    monkeypatch.setattr(sandbox, "require_sandbox", look)
    if ours:
        make_sample_class(folder, [CHAPTER], 4)
    if words is None:
        with pytest.raises(sandbox.SandboxError):
            choose_sandbox(folder, asked, elsewhere=False)
    else:
        assert words in choose_sandbox(folder, asked, elsewhere=False)


@pytest.mark.nightly
def test_a_sample_class_of_all_chapters_is_graded_as_it_was_before(folder):
    """The gradebook is that in sample_class.json, and grades.csv that in sample_class.csv.

    Where a change is wanted, copy the files that this test writes to the course folder.
    """
    run(folder, "sample-class", "--students", "8")
    for path in folder.root.glob("submitted/*/*/timestamp.txt"):
        path.write_text("2025-01-01 10:00:00 UTC")
    run(folder, "grade")
    graded = format_dump(dump(f"sqlite:///{folder.root / 'gradebook.db'}"))
    (folder.root / "sample_class.json").write_text(graded)
    expected = json.loads((HERE / "sample_class.json").read_text())
    assert json.loads(graded) == expected
    csv = (folder.root / "grades.csv").read_bytes()
    assert csv == (HERE / "sample_class.csv").read_bytes()


def run(folder, *arguments):
    done = subprocess.run(
        [COURSE, *arguments], cwd=folder.root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
