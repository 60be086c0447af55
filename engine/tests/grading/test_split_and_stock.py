"""The same notebook through nbgrader's own `Execute` and through ours: scores and data agree."""

import os
import sys

import pytest
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute
from nbgrader.utils import determine_grade
from template_course import CHAPTER, answers, copied_example, installed

from nbproctor.checks.report import MIME_TYPE
from nbproctor.grading.execute import ExecuteCells
from nbproctor.grading.run_record import read_scores
from nbproctor.grading.save_grades import SaveGrades
from nbproctor.notebooks import nbgrader_metadata, read_notebook
from nbproctor.testing.answers import fill_in
from nbproctor.testing.small_notebooks import RIGHT, cell, doubles, execute, grade

PARTS = ("mean", "moving_average", "largest_step")


def handed_in(course):
    """The example chapter with some of its answers wrong."""
    made = fill_in(read_notebook(course.source(CHAPTER)), answers("never_divides"))
    cells = {nbgrader_metadata(each).get("grade_id"): each for each in made.cells}
    cells["largest_step"].source = "def largest_step(x):\n    return x[len(x)]"
    made.metadata["course_restored"] = []
    return made


def shown(notebook):
    """Score and data of each grade cell with points."""
    cells = {nbgrader_metadata(each).get("grade_id"): each for each in notebook.cells}
    grades = {part: cells[f"test_{part}"] for part in PARTS}
    return {
        part: (
            determine_grade(each)[0],
            [output.data.get(MIME_TYPE) for output in each.outputs if "data" in output],
            [output.ename for output in each.outputs if output.output_type == "error"],
        )
        for part, each in grades.items()
    }


@pytest.fixture(scope="module", autouse=True)
def course(tmp_path_factory):
    made = copied_example(tmp_path_factory.mktemp("example") / "course")
    with installed(made.root):
        yield made


@pytest.fixture(scope="module")
def both(course):
    settings = {"apart": True, "tame_modules": ["series", "series_hidden"]}
    grader = ExecuteCells(kernel_name="python3", timeout=60, **settings)
    split, _ = grader.preprocess(handed_in(course), {})
    stock, _ = Execute(kernel_name="python3", timeout=60).preprocess(handed_in(course), {})
    return split, stock


@pytest.mark.parametrize("part", PARTS)
def test_scores_and_data_are_those_of_a_plain_kernel(both, part):
    split, stock = both
    assert shown(split)[part] == shown(stock)[part]


def test_the_record_says_what_the_outputs_say(both):
    split, _ = both
    points = {f"test_{part}": score for part, (score, *_) in shown(split).items()}
    assert read_scores(split) == points
    assert points == {"test_mean": 1.0, "test_moving_average": 1.0, "test_largest_step": 0.0}


def test_a_failed_check_shows_a_card_and_one_line(both):
    for notebook in both:
        cells = {nbgrader_metadata(each).get("grade_id"): each for each in notebook.cells}
        card, error = cells["check_mean"].outputs
        assert "<table" in card.data["text/html"]
        assert error.traceback == ["mean: 1 of 2 properties hold; see the card above."]


def test_checks_with_0_points_run_in_the_kernel_as_ever(both):
    checks = [
        [
            [each.output_type for each in cell.outputs]
            for cell in notebook.cells
            if nbgrader_metadata(cell).get("grade_id", "").startswith("check_")
        ]
        for notebook in both
    ]
    assert checks[0] == checks[1]


def test_what_could_not_run_waits_for_a_human_in_the_gradebook(tmp_path, monkeypatch):
    programs = os.path.dirname(sys.executable)  # nbgrader starts `alembic` by name
    monkeypatch.setenv("PATH", programs + os.pathsep + os.environ["PATH"])
    executed = execute(
        cell(RIGHT),
        doubles("double"),
        grade("test_broken", "import no_such_module", points=2),
        doubles("undefined"),
    )
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with Gradebook(url) as gradebook:
        gradebook.add_assignment("chapter")
        gradebook.add_notebook("chapter", "chapter")
        for name, points in [("double", 3), ("broken", 2), ("undefined", 3)]:
            gradebook.add_grade_cell(
                f"test_{name}", "chapter", "chapter", max_score=points, cell_type="code"
            )
        gradebook.add_student("ada")
        gradebook.add_submission("chapter", "ada")
    names = {"notebook": "chapter", "assignment": "chapter", "student": "ada", "db_url": url}
    executed.cells[1].outputs[-1].data["text/plain"] = "0.5"  # scores are not read from outputs
    SaveGrades().preprocess(executed, {"nbgrader": names})
    with Gradebook(url) as gradebook:
        grades = gradebook.find_submission_notebook("chapter", "chapter", "ada").grades
        saved = {each.name: (each.auto_score, each.needs_manual_grade) for each in grades}
    assert saved == {
        "test_double": (3.0, False),
        "test_broken": (None, True),
        "test_undefined": (0.0, False),
    }
    assert [name for name, earned in read_scores(executed).items() if earned is None] == [
        "test_broken"
    ]
