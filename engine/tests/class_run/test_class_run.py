"""A class of ordinary and broken submissions, graded for real."""

import copy
import csv
import json
import shutil
from collections.abc import Iterator

import nbformat
import pytest
from template_course import CHAPTER, answers, copied_example, installed

from nbproctor.class_run import class_run
from nbproctor.course_folder import CourseFolder, release
from nbproctor.grading import submissions
from nbproctor.lms.export import write_grades_csv
from nbproctor.notebooks import nbgrader_metadata, read_notebook, write_notebook
from nbproctor.testing.answers import fill_in


def without(notebook, *names):
    """The notebook with the cells of these names left out."""
    notebook.cells = [
        cell for cell in notebook.cells if nbgrader_metadata(cell).get("grade_id") not in names
    ]
    return notebook


def cell_of(notebook, name):
    [cell] = [c for c in notebook.cells if nbgrader_metadata(c).get("grade_id") == name]
    return cell


def duplicated(notebook):
    position = notebook.cells.index(cell_of(notebook, "test_mean"))
    twin = copy.deepcopy(notebook.cells[position])
    twin.id = "twin"
    notebook.cells.insert(position, twin)
    return notebook


def with_changed_grade(notebook):
    cell_of(notebook, "test_mean").source = "6.0"
    cell_of(notebook, "test_mean").metadata.nbgrader.points = 60
    return notebook


def without_metadata(notebook):
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})
    return notebook


def of_an_older_release(notebook):
    without(notebook, "largest_step", "check_largest_step", "test_largest_step")
    for cell in notebook.cells:
        nbgrader_metadata(cell).pop("schema_version", None)
    check = cell_of(notebook, "check_mean")
    check.source, check.metadata.nbgrader.grade_id = "mean([1, 2])", "try_mean"
    return notebook


def with_code_that_hangs(notebook):
    cell_of(notebook, "mean").source = "def mean(x):\n    while True:\n        pass"
    return notebook


def as_format_3(notebook):
    return nbformat.convert(notebook, 3)


def same(notebook):
    return notebook


# Each student: what was done to a notebook with right answers, and the automatic score it has.
CLASS = {
    "right": (same, 7.0),
    "changed_grade": (with_changed_grade, 7.0),
    "deleted_grade": (lambda nb: without(nb, "test_mean", "check_mean"), 7.0),
    "deleted_answer": (lambda nb: without(nb, "moving_average"), 4.0),
    "duplicated": (duplicated, 7.0),
    "no_metadata": (without_metadata, 7.0),
    "older_release": (of_an_older_release, 5.0),
    "older_format": (as_format_3, 7.0),
    "hangs": (with_code_that_hangs, 5.0),
    "zoë müller": (same, 7.0),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Iterator[CourseFolder]:
    folder = copied_example(tmp_path_factory.mktemp("class") / "course")
    right = read_notebook(*release(folder, CHAPTER, folder.root / "release"))
    right = fill_in(right, answers("numpy_functions"))
    for student, (change, _) in CLASS.items():
        hand_in(folder, student, change(copy.deepcopy(right)))
    shutil.copytree(folder.root / "source" / CHAPTER, place(folder, "source"))
    shutil.copytree(folder.root / "release" / CHAPTER, place(folder, "untouched"))
    hand_in(folder, "misnamed", right, "Averages (1).ipynb")
    place(folder, "empty").mkdir(parents=True)
    place(folder, "broken").mkdir(parents=True)
    text = json.dumps(right)
    (place(folder, "broken") / f"{CHAPTER}.ipynb").write_text(text[: len(text) // 2])
    folder.config.WarmKernels.sandbox = "none"  # the kernels are ordinary ones
    with installed(folder.root):
        yield folder


def place(folder, student):
    return folder.root / "submitted" / student / CHAPTER


def hand_in(folder, student, notebook, name=f"{CHAPTER}.ipynb"):
    path = place(folder, student) / name
    if notebook.nbformat == 4:
        write_notebook(notebook, path)
    else:
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook))


@pytest.fixture(scope="module")
def heard():
    return []


@pytest.fixture(scope="module")
def results(folder, heard):
    found = submissions.find_submissions(folder.root / "submitted", [CHAPTER])
    graded = class_run.grade_class(folder, found, heard.append)
    return {result.student: result for result in graded}


@pytest.mark.parametrize("student", CLASS)
def test_what_can_be_scored_is_scored(results, student):
    assert results[student].score == CLASS[student][1]


def test_the_source_earns_every_point_and_the_release_none(results):
    assert (results["source"].score, results["untouched"].score) == (7.0, 0.0)
    assert results["source"].failed == ()
    assert results["untouched"].failed == ("nothing attempted",)


def test_only_written_answers_that_were_given_wait_for_a_human(results):
    assert results["source"].by_hand == 1.0
    assert results["untouched"].by_hand == 0.0


@pytest.mark.parametrize(
    ("student", "words"),
    [
        ("changed_grade", "cell `test_mean` was changed; the course's own was used"),
        ("deleted_grade", "cell `test_mean` was missing and was added again"),
        ("deleted_answer", "cell `moving_average` was missing and counts as not attempted"),
        ("duplicated", "cell `test_mean` stood 2 times; the last one counts"),
        ("older_release", "cell `try_mean` is of another release"),
        ("misnamed", "Averages (1).ipynb was graded as averages.ipynb"),
        ("empty", "no notebook: averages.ipynb is missing"),
        ("broken", "averages.ipynb is not valid JSON"),
    ],
)
def test_what_was_unusual_is_said_in_the_table_and_in_the_log(results, folder, student, words):
    assert words in results[student].phrase
    log = (folder.root / "grade.log").read_text(encoding="utf-8")
    section = log.partition(f"== {student}/{CHAPTER}:")[2].partition("\n== ")[0]
    assert words in section


def test_a_hanging_answer_is_named_and_costs_its_own_points_only(results):
    assert results["hangs"].failed == ("mean: took too long",)


def test_a_notebook_of_the_wrong_name_is_graded(results):
    assert results["misnamed"].score == 7.0


def test_a_missing_notebook_scores_zero_and_an_unreadable_one_waits_for_a_human(results):
    assert results["empty"].score == 0.0
    assert results["broken"].score is None
    assert results["broken"].points == "could not run"


def test_progress_hears_of_each_submission_once(results, heard):
    assert sorted(heard, key=str) == sorted(results.values(), key=str)
    assert all(result.seconds > 0 for result in heard)


def test_feedback_is_written_for_all_that_was_graded(results, folder):
    graded = {s for s, result in results.items() if result.score is not None} - {"empty"}
    pages = (folder.root / "feedback").glob(f"*/{CHAPTER}/{CHAPTER}.html")
    assert {page.parent.parent.name for page in pages} == graded


def test_the_csv_tells_a_zero_from_what_could_not_run(results, folder):
    write_grades_csv(folder, folder.root / "grades.csv")
    with (folder.root / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert set(rows) == set(results)
    assert rows["zoë müller"]["score"] == "7.0"
    assert rows["empty"]["could_not_run"] == ""
    assert "test_mean" in rows["broken"]["could_not_run"]
    assert rows["source"]["needs_manual_grade"] == "yes"


def test_an_unreadable_resubmission_keeps_no_old_score(results, folder):
    (place(folder, "right") / f"{CHAPTER}.ipynb").write_text("{")
    [submission] = submissions.find_submissions(folder.root / "submitted", [CHAPTER], ["right"])
    [result] = class_run.grade_class(folder, [submission])
    assert result.score is None
    assert not (folder.root / "autograded" / "right" / CHAPTER).exists()
    with folder.gradebook() as gradebook:
        assert gradebook.find_submission(CHAPTER, "right").score == 0.0
        assert gradebook.find_submission(CHAPTER, "right").needs_manual_grade
