"""The same notebook through nbgrader's own `Execute` and through ours: scores and data agree."""

import os
import sys

import pytest
from conftest import ROOT
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute
from nbgrader.utils import determine_grade

from nbproctor.checks.exercise import _known
from nbproctor.checks.report import MIME_TYPE
from nbproctor.grading.apart.execute import SplitExecute
from nbproctor.grading.apart.run_record import could_not_run, scores
from nbproctor.grading.apart.save_grades import SaveGrades
from nbproctor.notebooks import nbgrader_metadata, read_notebook
from nbproctor.testing.small_notebooks import RIGHT, cell, doubles, execute, grade

WRONG = {
    "corr2d": "def corr2d(X, K):\n    n = X.shape[0] - K.shape[0] + 1\n"
    "    return np.array([[(X[i:i+K.shape[0], j:j+K.shape[1]] * K).sum() for j in range(n)]"
    " for i in range(n)])",
    "convolve2d": "def convolve2d(X, K):\n    raise NotImplementedError()",
    "detect_edges": "pass",
    "receptive_field": "def receptive_field(sizes):\n    return [1.0, 'max']",
}
PARTS = ("window_sum", "corr2d", "convolve2d", "Conv2D", "detect_edges", "receptive_field")


def handed_in():
    """Chapter one without its text and figures, some of its answers wrong."""
    made = read_notebook(ROOT / "source" / "cross_correlation" / "cross_correlation.ipynb")
    made.cells = [each for each in made.cells if each.cell_type == "code"]
    made.cells = [each for each in made.cells if nbgrader_metadata(each)]
    for each in made.cells:
        each.source = WRONG.get(nbgrader_metadata(each)["grade_id"], each.source)
    made.metadata["course_restored"] = []
    return made


def shown(notebook):
    """Score and data of each grade cell with points."""
    cells = {nbgrader_metadata(each)["grade_id"]: each for each in notebook.cells}
    grades = {part: cells[f"test_{part}"] for part in PARTS}
    return {
        part: (
            determine_grade(each)[0],
            [output.data.get(MIME_TYPE) for output in each.outputs if "data" in output],
            [output.ename for output in each.outputs if output.output_type == "error"],
        )
        for part, each in grades.items()
    }


@pytest.fixture(scope="module")
def both():
    split, _ = SplitExecute(kernel_name="python3", timeout=60).preprocess(handed_in(), {})
    stock, _ = Execute(kernel_name="python3", timeout=60).preprocess(handed_in(), {})
    return split, stock


@pytest.mark.parametrize("part", PARTS)
def test_scores_and_data_are_those_of_a_plain_kernel(both, part):
    split, stock = both
    assert shown(split)[part] == shown(stock)[part]


def test_the_record_says_what_the_outputs_say(both):
    split, _ = both
    points = {f"test_{part}": score for part, (score, *_) in shown(split).items()}
    assert scores(split) == points
    assert set(points.values()) > {0.0, 2.0, 3.0}


def test_checks_with_0_points_run_in_the_kernel_as_ever(both):
    checks = [
        [
            [each.output_type for each in cell.outputs]
            for cell in notebook.cells
            if nbgrader_metadata(cell)["grade_id"].startswith("check_")
        ]
        for notebook in both
    ]
    assert checks[0] == checks[1]


def test_what_is_expected_is_computed_once_for_all_notebooks(both):
    known = dict(_known)
    exec(
        "from grader_tests import cross_correlation as hidden\n"
        "for each in (hidden.corr2d, hidden.window_sum):\n    each.examine(lambda *inputs: None)"
    )
    assert list(_known) == list(known)
    assert all(_known[key] is known[key] for key in known)


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
    assert list(could_not_run(executed)) == ["test_broken"]
