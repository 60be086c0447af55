"""The course that `nbproctor new` makes, as its instructor runs it, and its scores in nbgrader."""

import ast
import csv
import re
import shutil
import subprocess

import pytest
from template_course import CHAPTER, copied_example, run

from nbproctor.new_course import TEMPLATE
from nbproctor.notebooks import read_notebook, write_notebook
from nbproctor.testing.answers import fill_in
from nbproctor.testing.gradebook_dump import dump

SCORES = {  # by file of answers/, the points of each exercise
    "hostile": {"mean": 0.0, "moving_average": 0.0, "largest_step": 0.0},
    "breaks_off": {"mean": 0.0, "moving_average": 0.0, "largest_step": 0.0},
    "never_divides": {"mean": 1.0, "moving_average": 1.0, "largest_step": 1.0},
    "numpy_functions": {"mean": 2.0, "moving_average": 3.0, "largest_step": 2.0},
    "plain_loops": {"mean": 2.0, "moving_average": 3.0, "largest_step": 2.0},
}
PLAIN = 'c = get_config()\nc.CourseDirectory.course_id = "series"\n'


def points(root):
    """Points of each exercise by student, and whether one waits for a human."""
    found = {}
    for student, chapters in dump(f"sqlite:///{root / 'gradebook.db'}")["submissions"].items():
        grades = chapters[CHAPTER]["notebooks"][CHAPTER]["grades"]
        assert not any(waits for *_, waits in grades.values())
        found[student] = {
            name.removeprefix("test_"): score
            for name, (score, *_) in grades.items()
            if name.startswith("test_")
        }
    return found


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The course, released; every file of answers/ is a student's."""
    root = tmp_path_factory.mktemp("example") / "course"
    copied_example(root)
    done = run(root, "nbproctor", "release")
    assert done.stdout == f"wrote release/{CHAPTER}/{CHAPTER}.ipynb\n", done.stdout + done.stderr
    for answers in (root / "answers" / CHAPTER).glob("*.py"):
        notebook = read_notebook(root / "release" / CHAPTER / f"{CHAPTER}.ipynb")
        path = root / "submitted" / answers.stem / CHAPTER / f"{CHAPTER}.ipynb"
        write_notebook(fill_in(notebook, answers), path)
    return root


@pytest.fixture(scope="module")
def graded(root):
    """What `nbproctor grade` prints."""
    done = run(root, "nbproctor", "grade", "--workers", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_is_ready_for_students(root):
    done = run(root, "nbproctor", "validate")
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_release_has_neither_solutions_nor_hidden_cases(root):
    released = (root / "release" / CHAPTER / f"{CHAPTER}.ipynb").read_text()
    assert "check.mean(mean)" in released
    assert not re.search(r"series_hidden|BEGIN (SOLUTION|HIDDEN)|np\.diff", released)


def test_every_answer_earns_what_its_file_says(root, graded):
    assert points(root) == SCORES
    with (root / "grades.csv").open(newline="") as file:
        totals = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    for answers in (root / "answers" / CHAPTER).glob("*.py"):
        says = ast.get_docstring(ast.parse(answers.read_text()))
        assert says.startswith(f"{totals[answers.stem]:g} points: ")


def test_student_code_was_shut_in(graded):
    assert "without a sandbox" not in graded


def test_feedback_names_the_known_mistake_and_no_hidden_case(root, graded):
    hostile = (root / "feedback" / "hostile" / CHAPTER / f"{CHAPTER}.html").read_text()
    assert "No module named" in hostile
    page = (root / "feedback" / "never_divides" / CHAPTER / f"{CHAPTER}.html").read_text()
    for sentence in ("You return the sum of each window.", "A step down may be larger."):
        assert sentence in page
    assert "series_hidden" not in page


def test_the_report_counts_the_mistakes(root, graded):
    assert run(root, "nbproctor", "report").stdout == "wrote report.html\n"
    report = (root / "report.html").read_text()
    for words in ("sums not divided", "only steps up", "never_divides"):
        assert words in report


@pytest.mark.nightly
@pytest.mark.parametrize("config", [None, PLAIN], ids=["its configuration", "plain nbgrader"])
def test_nbgrader_autograde_gives_the_same_scores(root, tmp_path, config):
    copy = tmp_path / "course"
    made = ("autograded", "feedback", "gradebook.db*", "grades.csv", "release", "report.html")
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns(*made))
    if config:
        (copy / "nbgrader_config.py").write_text(config)
    for command in ("generate_assignment", "autograde"):
        done = run(copy, "nbgrader", command, CHAPTER)
        assert done.returncode == 0, done.stdout + done.stderr
    assert points(copy) == SCORES


@pytest.mark.parametrize(
    "name",
    [
        "downloaded/averages/archive/submissions.zip",
        "students.csv",
        "submitted/ada/averages/averages.ipynb",
        "feedback/ada/averages/averages.html",
        "gradebook.db-journal",
        "grades-canvas.csv",
        "grade.log",
        "report.html",
        "feedback-canvas-sums.zip",
        "backup-2026-10-24-180000.tar.gz",
        ".backup-2026-10-24-180000.tar.gz.unfinished",
        ".restore-x1y2/students.csv",
    ],
)
def test_git_ignores_what_is_of_students(tmp_path, name):
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    shutil.copy(TEMPLATE / ".gitignore", tmp_path)
    done = subprocess.run(["git", "check-ignore", "--quiet", name], cwd=tmp_path, check=False)
    assert done.returncode == 0
