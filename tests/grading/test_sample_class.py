import ast

import pytest

from course.errors import CourseError
from course.grading.notebooks import nbgrader_metadata, read_notebook
from course.grading.sample_class import make_sample_class

CHAPTER = "cross_correlation"


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
    from conftest import copied_course

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
