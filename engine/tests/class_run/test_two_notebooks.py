"""An assignment of two notebooks, from the release to the report."""

import csv
import json
import shutil

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.converters import Autograde

from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.class_run.writer import GradebookWriter
from nbproctor.cli.author_commands import normalise
from nbproctor.course_folder import CourseFolder, register, release
from nbproctor.grading.submissions import find_submissions
from nbproctor.lms.export import GradesCsv, MoodleCsv
from nbproctor.notebooks import read_notebook
from nbproctor.report.collect import collect
from nbproctor.report.likeness import read_given
from nbproctor.report.page import write_report
from nbproctor.testing.gradebook_dump import dump
from nbproctor.testing.small_course import write_configuration
from nbproctor.testing.two_notebooks import (
    ASSIGNMENT,
    CELLS,
    FILES,
    NOTEBOOKS,
    answer,
    hand_in,
    write_two_notebooks,
)
from nbproctor.validation.verdicts import check_normal_form, validate

PENALTY = "c.LateSubmissionPlugin.penalty_method = 'zero'\n"
PLAIN = f"c = get_config()\n{PENALTY}"
WRONG = answer("0")
OWN_FILES = "from mine import read\n\ndef total():\n    return read()"
LATE = "2025-03-01 10:00:00 UTC"


def a_class(root, configuration=None):
    """A course of that assignment, due in February, and the students that nbgrader can grade."""
    root.mkdir(parents=True)
    if configuration:
        (root / "nbgrader_config.py").write_text(configuration)
    else:
        write_configuration(root, PENALTY)
    folder = write_two_notebooks(root)
    for student in ("ada", "late"):
        hand_in(folder, student)
    (folder.root / "submitted" / "late" / ASSIGNMENT / "timestamp.txt").write_text(LATE)
    hand_in(folder, "half", volumes=WRONG)
    hand_in(folder, "lacks", volumes=None)
    own = hand_in(folder, "own", areas=OWN_FILES)
    (own / "mine.py").write_text("def read():\n    return int(open('mine/14.txt').read())")
    (own / "mine").mkdir()
    (own / "mine" / "14.txt").write_text("14")
    shutil.copy(own / "areas.ipynb", own / "draft.ipynb")
    register(folder, ASSIGNMENT)
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2025-02-01 00:00:00 UTC")
    return folder


def graded(folder, *students, **settings):
    """Grade the class, or some of it; the results by student."""
    found = find_submissions(folder.root / "submitted", [ASSIGNMENT], students or None)
    results = grade_class(folder, found, settings=RunSettings(workers=1, **settings))
    return {result.student: result for result in results}


def by_nbgrader(folder):
    coursedir = folder.coursedir(ASSIGNMENT, student_id="*")
    Autograde(coursedir=coursedir, config=coursedir.config, force=True).start()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The course, and two more students whose notebooks nbgrader does not read."""
    folder = a_class(tmp_path_factory.mktemp("two") / "course")
    (hand_in(folder, "broken") / "areas.ipynb").write_text("{")
    shutil.rmtree(hand_in(folder, "none"))
    (folder.root / "submitted" / "none" / ASSIGNMENT).mkdir()
    return folder


@pytest.fixture(scope="module")
def results(folder):
    return graded(folder)


@pytest.fixture
def copied(folder, results, tmp_path):
    """A copy of the graded course."""
    root = tmp_path / "course"
    shutil.copytree(folder.root, root)
    return CourseFolder.find(root)


def submissions(folder):
    """The rows of nbgrader's own tables, by student."""
    rows = dump(folder.coursedir(ASSIGNMENT).db_url)["submissions"]
    names = ("timestamp", "extension", "notebooks")
    return {student: {n: each[ASSIGNMENT][n] for n in names} for student, each in rows.items()}


def files(folder, directory="autograded"):
    root = folder.root / directory
    return {
        str(path.relative_to(root))
        for path in root.glob(f"*/{ASSIGNMENT}/**/*")
        if path.is_file() and ".incoming" not in path.parts
    }


@pytest.mark.parametrize(
    "configuration",
    [
        pytest.param(PLAIN, id="plain nbgrader"),
        pytest.param(None, marks=pytest.mark.nightly, id="its configuration"),
    ],
)
def test_the_rows_and_files_are_those_of_nbgrader(
    folder, results, tmp_path, configuration, monkeypatch
):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")  # of helper modules, beside the notebooks
    theirs = a_class(tmp_path / "theirs", configuration)
    by_nbgrader(theirs)
    expected, ours = submissions(theirs), submissions(folder)
    assert {student: ours[student] for student in expected} == expected
    assert len(expected) == 5
    assert files(theirs) == {name for name in files(folder) if name.partition("/")[0] in expected}
    penalties = {n: each["late_penalty"] for n, each in ours["late"]["notebooks"].items()}
    assert penalties == {"areas": 2.0, "volumes": 3.0}


@pytest.mark.parametrize(
    ("student", "points", "phrases"),
    [
        ("ada", "5 of 5 + 4 by hand", []),
        ("half", "2 of 5 + 4 by hand", ["volumes/total: "]),
        ("lacks", "2 of 5 + 2 by hand", ["volumes.ipynb is missing"]),
        ("own", "5 of 5 + 4 by hand", ["left out: draft.ipynb (not a notebook"]),
        ("broken", "could not run", ["areas.ipynb is not valid JSON"]),
        ("none", "0 of 5", ["no notebook: areas.ipynb, volumes.ipynb are missing"]),
    ],
)
def test_each_notebook_is_graded_by_itself(results, student, points, phrases):
    assert results[student].points == points
    assert all(phrase in results[student].phrase for phrase in phrases)


def test_an_unreadable_notebook_waits_for_a_human_and_the_other_has_its_points(folder, results):
    notebooks = submissions(folder)["broken"]["notebooks"]
    assert set(notebooks["areas"]["grades"]) == {"test_total", "why", "essay"}
    assert all(grade == [None, None, None, True] for grade in notebooks["areas"]["grades"].values())
    assert notebooks["volumes"]["grades"]["test_total"] == [3.0, None, None, False]


def test_each_graded_notebook_has_a_page_of_its_own(folder, results):
    pages = {name for name in files(folder, "feedback") if name.endswith(".html")}
    have = {student: {*NOTEBOOKS} for student in ("ada", "half", "late", "own")}
    have |= {"lacks": {"areas"}, "broken": {"volumes"}}
    assert pages == {f"{s}/{ASSIGNMENT}/{n}.html" for s, names in have.items() for n in names}


def test_what_is_unchanged_is_kept_and_a_lost_notebook_is_graded_again(copied):
    (copied.root / "autograded" / "ada" / ASSIGNMENT / "volumes.ipynb").unlink()
    (copied.root / "feedback" / "half" / ASSIGNMENT / "areas.html").unlink()
    again = graded(copied)
    assert [student for student, each in again.items() if not each.kept] == ["ada"]
    assert (copied.root / "feedback" / "half" / ASSIGNMENT / "areas.html").exists()


@pytest.mark.nightly
def test_a_run_that_was_killed_goes_on_and_grades_nothing_twice(copied, monkeypatch):
    for student in ("ada", "half", "own"):
        hand_in(copied, student, areas=WRONG)
    real, count = GradebookWriter.record, iter(range(9))

    def killed(*arguments):
        if next(count) == 1:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(GradebookWriter, "record", killed)
    with pytest.raises(KeyboardInterrupt):
        graded(copied)
    monkeypatch.undo()
    graded(copied)
    rows = dump(copied.coursedir(ASSIGNMENT).db_url)["submissions"]
    times = {student: each[ASSIGNMENT]["run"]["times_graded"] for student, each in rows.items()}
    assert {student for student, number in times.items() if number == 2} == {"ada", "half", "own"}
    assert max(times.values()) == 2
    notebooks = rows["ada"][ASSIGNMENT]["notebooks"]
    scores = [notebooks[name]["grades"]["test_total"][0] for name in NOTEBOOKS]
    assert scores == [0.0, 3.0]


@pytest.mark.parametrize(("changed", "waits"), [("areas", False), ("volumes", True)])
def test_a_decision_stands_until_the_answer_in_its_notebook_changes(copied, changed, waits):
    with copied.gradebook() as gradebook:
        grade = gradebook.find_grade("test_total", "volumes", ASSIGNMENT, "half")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    hand_in(copied, "half", **{"volumes": WRONG, changed: answer("1")})
    graded(copied, "half", regrade=True, feedback=False)
    notebooks = submissions(copied)["half"]["notebooks"]
    assert notebooks["volumes"]["grades"]["test_total"] == [0.0, 1.5, None, waits]


def test_a_notebook_that_comes_later_is_graded_and_its_task_waits(copied):
    hand_in(copied, "lacks")
    assert graded(copied, "lacks", feedback=False)["lacks"].points == "5 of 5 + 4 by hand"
    essay = submissions(copied)["lacks"]["notebooks"]["volumes"]["grades"]["essay"]
    assert essay == [None, None, None, True]


def exported(plugin, folder, path):
    plugin.to = str(path)
    with folder.gradebook() as gradebook:
        plugin.export(gradebook)
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_exports_name_the_notebook_of_a_cell(copied, tmp_path):
    rows = exported(GradesCsv(), copied, tmp_path / "grades.csv")
    could_not_run = {row["student_id"]: row["could_not_run"] for row in rows}
    assert could_not_run.pop("broken") == "areas/test_total"
    assert set(could_not_run.values()) == {""}
    assert {row["max_score"] for row in rows} == {"9.0"}
    with copied.gradebook() as gradebook:
        gradebook.update_or_create_student("half", email="half@x.org")
        for notebook in gradebook.find_submission(ASSIGNMENT, "half").notebooks:
            for grade in notebook.grades:
                if grade.needs_manual_grade:
                    grade.manual_score, grade.needs_manual_grade = 1.0, False
        gradebook.db.commit()
    [row] = exported(MoodleCsv(student=["half"]), copied, tmp_path / "moodle.csv")
    assert (row[ASSIGNMENT], row[f"{ASSIGNMENT} (feedback)"]) == ("6", "volumes/total: 0 of 3")


def test_the_report_names_exercises_by_notebook(folder, results):
    [chapter] = collect(folder, []).chapters
    names = ["total", "why", "essay"]
    assert [each.name for each in chapter.exercises] == [
        f"{notebook}/{name}" for notebook in NOTEBOOKS for name in names
    ]
    assert chapter.points == 9.0
    statuses = {student: mark.status for student, mark in chapter.marks("volumes/total").items()}
    assert statuses["ada"] == statuses["broken"] == "right"
    assert statuses["lacks"] == "not attempted"
    broken = chapter.marks("areas/total")["broken"]
    assert broken.status == "could not run"
    [text] = [
        text
        for student, _, text in collect(folder, []).concerns()["other notes"]
        if student == "broken"
    ]
    assert text.startswith("areas.ipynb is not valid JSON")
    assert "areas/total" in write_report(folder, collect(folder, [])).read_text()
    given = read_given(folder, ASSIGNMENT)
    assert [*given] == ["areas/total", "volumes/total"]
    assert CELLS["volumes"][0] in given["volumes/total"].solution
    assert chapter.submissions[0].answers.keys() == given.keys()


def test_a_release_has_all_files_and_none_of_an_earlier_one(tmp_path):
    write_configuration(tmp_path)
    folder = write_two_notebooks(tmp_path)
    source = folder.root / "source"
    for name in (".ipynb_checkpoints", "empty", f"{ASSIGNMENT}/.ipynb_checkpoints"):
        (source / name).mkdir()
    for name in (".ipynb_checkpoints/header.ipynb", "header.ipynb"):
        shutil.copy(folder.source(ASSIGNMENT, "areas"), source / name)
    (folder.root / "release" / ASSIGNMENT).mkdir(parents=True)
    (folder.root / "release" / ASSIGNMENT / "old.ipynb").write_text("{}")
    assert folder.chapters() == [ASSIGNMENT]
    paths = release(folder, ASSIGNMENT, folder.root / "release")
    assert [path.stem for path in paths] == [*NOTEBOOKS]
    released = {str(p.relative_to(paths[0].parent)) for p in paths[0].parent.rglob("*")}
    assert released == {"areas.ipynb", "volumes.ipynb", "data", *FILES}
    for path in paths:
        expression, test = CELLS[path.stem]
        text = "".join(cell.source for cell in read_notebook(path).cells)
        assert expression not in text
        assert test not in text


def test_all_notebooks_are_brought_into_normal_form(tmp_path, monkeypatch):
    write_configuration(tmp_path)
    folder = write_two_notebooks(tmp_path)
    monkeypatch.chdir(tmp_path)
    normalise(check=False)
    paths = [folder.source(ASSIGNMENT, name) for name in NOTEBOOKS]
    assert [check_normal_form(path) for path in paths] == [[], []]


def test_validate_names_the_notebook_of_a_fault(tmp_path):
    write_configuration(tmp_path, "c.IncludeHeaderFooter.header = 'source/header.ipynb'\n")
    header = new_notebook(cells=[new_markdown_cell("Fill in your name.")])
    header.nbformat_minor = 4  # without ids of cells, as in nbgrader's own
    del header.cells[0]["id"]
    folder = write_two_notebooks(tmp_path)
    (tmp_path / "source" / "header.ipynb").write_text(json.dumps(header))
    path = folder.source(ASSIGNMENT, "volumes")
    path.write_text(path.read_text().replace("total() == 72", "True"))
    release(folder, ASSIGNMENT, folder.root / "release")
    [verdict] = validate(folder, [ASSIGNMENT])
    assert str(verdict.source) == f"source/{ASSIGNMENT}"
    assert sorted(map(str, verdict.faults)) == [
        "cell volumes/test_total: its release, untouched, earns 3 of 3 points",
    ]
    assert verdict.counts["points"] == 5
