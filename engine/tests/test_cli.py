"""The command line as its users meet it: commands in a folder of their own."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from nbproctor import __version__
from nbproctor.class_run import class_run
from nbproctor.cli.app import complete_student
from nbproctor.cli.class_commands import choose_sandbox, export
from nbproctor.course_folder import register
from nbproctor.errors import CourseError
from nbproctor.gradebook.results import GradeResult
from nbproctor.lms.export import EXPORTERS
from nbproctor.report import collect, page
from nbproctor.report.class_data import Chapter, ClassData, Concern, Exercise, Mark, Submission
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course, write_configuration
from nbproctor.validation import Fault, verdicts
from nbproctor.validation.verdicts import Verdict

COMMANDS = [
    *("new", "release", "roster", "grade", "extend", "export"),
    *("report", "normalise", "validate", "progress", "doctor"),
    *("due", "feedback", "backup", "restore", "next-year"),
]
COMMANDS_PAGE = Path(__file__).parents[1] / "docs" / "commands.md"
NAMED_BY_DATA = ("not_handed_in",)  # objects whose keys are names of assignments
PREPROCESSORS = "c.Autograde.autograde_preprocessors"
GONE = "nbproctor.gradebook.secret.RequireSameSecret"


def run(program, where, *arguments, **environment):
    return subprocess.run(
        [Path(sys.executable).parent / program, *arguments],
        cwd=where,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return small_course(tmp_path_factory.mktemp("small"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("grade",), "Put them in submitted/<student>/<assignment>/."),
        (("grade", "--student", "nobody"), "submitted/ has nothing of nobody"),
        (("grade", "sum"), "there is no assignment 'sum'"),
        (("next-year", "--yes"), "there is no class in this folder."),
        (("export",), "there is no gradebook at"),
        (("export",), "run `nbproctor grade` first."),
        (("release", "sum"), "The assignments are: sums"),
        (("export", "--detail", "--to", "moodle"), "--detail is for --to csv"),
        (("roster", "nothere.csv"), "nothere.csv: No such file or directory."),
        (("extend", "ada", "--days", "1"), "extend STUDENT ASSIGNMENT --days 2"),
        (("extend", "ada", "sums", "--days=1", "--remove"), "exclude each other"),
        (("extend", "nobody", "sums", "--days=1"), "there is no student 'nobody'"),
        (("due", "--until", "2026-10-24"), "due ASSIGNMENT --until DATE"),
        (("due", "sums", "--until=9999-12-31"), "is not a year from 1970 to 4999."),
        (("due", "sums", "--until=soon"), "--until 'soon' is not a date. Write it as 2026-10-26"),
        (("due", "sums", "--until=2026-10-24", "--remove"), "exclude each other"),
        (("feedback", "sums", "--to", "Canvas"), "has no download with a name from Canvas"),
        (("restore", "nothere.tar.gz"), "nothere.tar.gz: No such file or directory."),
        (("progress",), "there is no folder work. Name the folder that holds your chapters."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_mistake_is_one_line_on_stderr_that_says_what_to_do(folder, nbproctor, arguments, words):
    done = nbproctor(folder.root, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert done.stderr.startswith("error: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("export", "--to", "blackboard"), "canvas"),
        (("grade", "--quick"), "--quick"),
        (("grad",), "'grad'"),
    ],
    ids=["value", "option", "command"],
)
def test_a_wrong_command_line_exits_with_2(folder, nbproctor, arguments, words):
    done = nbproctor(folder.root, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_the_system_to_export_to_may_be_written_in_capitals(tmp_path, nbproctor):
    folder = small_course(tmp_path)
    with folder.gradebook() as gradebook:
        gradebook.add_student("ada", email="ada@example.org")
    done = nbproctor(folder.root, "export", "--to", "Moodle")
    assert (done.returncode, done.stdout) == (0, "wrote grades-moodle.csv\n")
    assert get_args(get_type_hints(export)["to"]) == tuple(EXPORTERS)


def test_an_export_to_a_folder_that_does_not_exist_says_so(tmp_path, nbproctor):
    folder = small_course(tmp_path)
    folder.gradebook().close()
    done = nbproctor(folder.root, "export", "--output", "nowhere/grades.csv")
    assert (done.returncode, done.stdout) == (1, "")
    line = "error: nowhere/grades.csv cannot be written: the folder nowhere does not exist.\n"
    assert done.stderr == line


def test_a_roster_is_imported_only_without_dry_run(tmp_path, nbproctor):
    folder = small_course(tmp_path)
    (folder.root / "class.csv").write_text("id,first_name\nada,Ada\n,Lost\n")
    said = nbproctor(folder.root, "roster", "class.csv", "--dry-run").stdout.splitlines()
    assert said[-1] == "Nothing was changed."
    assert not (folder.root / "gradebook.db").exists()
    again = nbproctor(folder.root, "roster", "class.csv").stdout.splitlines()
    assert again == said[:-1]
    assert again[-1] == "line 3 was left out: no id: Lost"
    with folder.gradebook() as gradebook:
        assert [(each.id, each.first_name) for each in gradebook.students] == [("ada", "Ada")]
    done = nbproctor(folder.root, "roster", "new.csv", "--template")
    assert (done.stdout, done.returncode) == ("wrote new.csv\n", 0)
    assert (folder.root / "new.csv").read_text("utf-8-sig").splitlines()[1] == "ada,Ada,,,"
    assert nbproctor(folder.root, "roster", "new.csv", "--template").returncode == 1


@pytest.mark.parametrize(
    "command",
    ["nbproctor grade", pytest.param("nbgrader autograde", marks=pytest.mark.nightly)],
)
def test_a_time_zone_that_is_not_known_is_never_taken_for_utc(tmp_path, nbproctor, command):
    folder = small_course(tmp_path)
    write_configuration(folder.root, 'c.Course.timezone = "Europe/Berln"\n')
    hand_in(folder, "ada")
    if command == "nbproctor grade":
        done = nbproctor(folder.root, "grade")
    else:
        done = run("nbgrader", folder.root, "autograde", CHAPTER)
    assert done.returncode == 1
    [line] = [line for line in done.stderr.splitlines() if "Berln" in line]
    assert "c.Course.timezone = 'Europe/Berln' is not the name of a time zone." in line


def test_outside_a_course_folder_the_command_says_where_to_go(tmp_path):
    done = run("nbproctor", tmp_path, "report")
    assert (done.returncode, done.stdout) == (1, "")
    assert "run this in the course folder" in done.stderr


def test_normalise_mends_a_source_and_check_only_looks(folder, nbproctor):
    assert nbproctor(folder.root, "normalise").returncode == 0
    path = folder.source(CHAPTER)
    before = path.read_text()
    path.write_text(before.replace('"execution_count": null', '"execution_count": 3'))
    looked = nbproctor(folder.root, "normalise", "--check")
    assert looked.returncode == 1
    assert f"not in normal form: source/{CHAPTER}" in looked.stderr
    assert nbproctor(folder.root, "normalise").returncode == 0
    assert path.read_text() == before


def test_help_names_every_command_and_exit_code(tmp_path, nbproctor):
    text = nbproctor(tmp_path, "--help").stdout
    listed = re.findall(r"^│ ([a-z][a-z-]+) ", text, re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)
    assert re.findall(r"^ *(\d+) +[a-z]", text, re.MULTILINE) == ["0", "1", "2", "3", "130"]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_ends_with_examples_of_it(tmp_path, nbproctor, command):
    text = nbproctor(tmp_path, command, "--help").stdout
    examples = text.partition("Examples:")[2].strip().splitlines()
    assert examples
    for line in examples:
        assert line.strip().startswith(f"nbproctor {command}")


def test_the_version_is_that_of_the_distribution(tmp_path, nbproctor):
    assert nbproctor(tmp_path, "--version").stdout == f"nbproctor {__version__}\n"


def test_a_shell_completes_assignments_and_students(folder, monkeypatch):
    variables = {"_NBPROCTOR_COMPLETE": "complete_bash", "COMP_WORDS": "nbproctor grade s"}
    done = run("nbproctor", folder.root, COMP_CWORD="2", **variables)
    assert done.stdout.split() == [CHAPTER]
    hand_in(folder, "ada")
    monkeypatch.chdir(folder.root)
    assert (complete_student("a"), complete_student("b")) == (["ada"], [])


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class of whom one cannot be graded, one handed in elsewhere, and two did not hand in."""
    folder = small_course(tmp_path_factory.mktemp("graded"))
    hand_in(folder, "ada")
    hand_in(folder, "bo", "def add(a, b):\n    return a - b")
    (hand_in(folder, "cy") / f"{CHAPTER}.ipynb").write_text("no JSON")
    (folder.root / "submitted" / "dee").mkdir()
    shutil.copy(folder.source(CHAPTER), folder.root / "submitted" / "dee")
    with folder.gradebook() as gradebook:
        for student in ("ada", "dee", "eve"):
            gradebook.add_student(student)
    return folder


def test_a_run_says_what_it_graded_and_what_it_did_not(graded, nbproctor):
    first = nbproctor(graded.root, "grade", "--workers", "1", "--no-feedback")
    assert first.returncode == 3  # the submission of cy could not run
    assert "2 graded, 1 could not run: 1 with all automatic points" in first.stdout
    assert f"{CHAPTER}: not handed in by 2 of 5 students: dee, eve." in first.stdout
    assert "Student code ran without a sandbox" in first.stderr
    misplaced = f"in no folder of an assignment: submitted/dee/{CHAPTER}.ipynb."
    assert misplaced in first.stderr
    assert "hidden cases" not in first.stderr
    assert (graded.root / "grades.csv").read_text().count("ada") == 1
    again = nbproctor(graded.root, "grade", "--workers", "1", "--no-feedback", "--student", "ada")
    assert again.returncode == 0
    assert "1 unchanged: 1 with all automatic points" in again.stdout
    assert " graded" not in again.stdout
    assert "not handed in" not in again.stdout


def test_json_is_the_only_output_and_has_the_documented_keys(graded, nbproctor):
    done = nbproctor(graded.root, "grade", "--no-feedback", "--workers", "1", "--json")
    assert done.returncode == 3
    document = json.loads(done.stdout)
    assert set(list_differences(document, read_documented("grade"))) == set()
    states = {each["student"]: each["state"] for each in document["results"]}
    assert states["cy"] == "could not run"
    assert states["ada"] == states["bo"] in ("graded", "unchanged")
    none = {"graded": 0, "unchanged": 0, "waits": 0}
    assert document["counts"] == none | {states["ada"]: 2, states["cy"]: 1}
    assert document["not_handed_in"] == {CHAPTER: ["dee", "eve"]}
    assert document["misplaced"] == [f"submitted/dee/{CHAPTER}.ipynb"]
    for warning in document["warnings"]:
        assert warning in done.stderr


def test_findings_are_json_as_well(folder, nbproctor):
    document = json.loads(nbproctor(folder.root, "doctor", "--json").stdout)
    assert set(list_differences(document, read_documented("doctor"))) == set()


def test_the_report_is_json_as_well(folder, nbproctor, monkeypatch):
    mark = Mark("add", "wrong", 1.0, mistake="sign", named=True)
    concern = Concern("took too long", "add: took too long")
    submission = Submission("ada", 1.0, marks=(mark,), concerns=(concern,))
    chapter = Chapter(CHAPTER, (Exercise("add", 2.0),), (submission,))
    monkeypatch.setattr(collect, "collect", lambda *_: ClassData("small", 3, (chapter,)))
    monkeypatch.setattr(page, "write_report", lambda *_: folder.root / "report.html")
    done = nbproctor(folder.root, "report", "--json")
    assert done.returncode == 0
    document, documented = json.loads(done.stdout), read_documented("report")
    assert set(list_differences(document, documented)) == set()
    [assignment] = document["assignments"]
    assert assignment["exercises"][0]["statuses"]["wrong"] == 1
    assert assignment["exercises"][0]["mean_share"] == 0.5
    assert (
        assignment["mistakes"][0] | {"mistake": "sign", "students": ["ada"]}
        == (assignment["mistakes"][0])
    )


def test_verdicts_are_json_as_well(folder, nbproctor, monkeypatch):
    fault = Fault("test_add", "raises NameError")
    verdict = Verdict(CHAPTER, Path("source"), (fault,), {"cells": 5}, 1.5, ("add: ...",))
    monkeypatch.setattr(verdicts, "validate", lambda *_: [verdict])
    done = nbproctor(folder.root, "validate", "--json")
    assert done.returncode == 1
    document, documented = json.loads(done.stdout), read_documented("validate")
    [ours], [theirs] = document["assignments"], documented["assignments"]
    assert ours["faults"] == [{"cell": "test_add", "reason": "raises NameError"}]
    assert ours.keys() == theirs.keys()
    assert ours["faults"][0].keys() == theirs["faults"][0].keys()


def read_documented(command):
    """The document that the page shows for a command."""
    [block] = re.findall(
        rf"^### `nbproctor {command} --json`\n.*?^```json\n(.*?)^```",
        COMMANDS_PAGE.read_text(),
        re.MULTILINE | re.DOTALL,
    )
    return json.loads(block)


def list_differences(value, documented, place=""):
    """The places of keys that are only in one of two documents; what is empty has no keys."""
    if place.endswith(NAMED_BY_DATA) or value in ([], None):
        return
    assert type(value) is type(documented), place
    if isinstance(value, list):
        for each in value:
            yield from list_differences(each, documented[0], f"{place}[]")
    elif isinstance(value, dict):
        yield from (f"{place}.{key}" for key in value.keys() ^ documented.keys())
        for key in value.keys() & documented.keys():
            yield from list_differences(value[key], documented[key], f"{place}.{key}")


def test_a_page_that_could_not_be_made_ends_the_run_with_3(graded, nbproctor, monkeypatch):
    whole = GradeResult("ada", CHAPTER, 2.0, 2.0, kept=True)
    without_page = replace(whole, notes=("no feedback: the disk is full",))
    for result, code in ((whole, 0), (without_page, 3)):
        monkeypatch.setattr(class_run, "grade_class", lambda *_, result=result: [result])
        assert nbproctor(graded.root, "grade").returncode == code


def test_a_hand_in_in_the_wrong_place_is_named_where_nothing_is_graded(tmp_path, nbproctor):
    folder = small_course(tmp_path)
    (folder.root / "submitted" / "dee").mkdir(parents=True)
    shutil.copy(folder.source(CHAPTER), folder.root / "submitted" / "dee")
    for options in ((), ("--student", "dee")):
        done = nbproctor(folder.root, "grade", *options)
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
        assert f"in no folder of an assignment: submitted/dee/{CHAPTER}.ipynb." in done.stderr


def test_quiet_prints_faults_only(graded, nbproctor):
    done = nbproctor(graded.root, "grade", "--no-feedback", "--workers", "1", "--quiet")
    assert (done.returncode, done.stdout) == (3, "")
    assert [line.split(",")[0] for line in done.stderr.splitlines()] == [
        "Student code ran without a sandbox: nbgrader_config.py sets none.",
        "Not graded",
    ]
    release = nbproctor(graded.root, "release", "--quiet")
    assert (release.returncode, release.stdout, release.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("settings", "general"),
    [("", True), ('c.Doctor.checks = "nbproctor.safety.CHECKS"', False)],
    ids=["any course", "a course with checks of its own"],
)
def test_the_doctor_makes_the_checks_of_the_course(tmp_path, nbproctor, settings, general):
    folder = small_course(tmp_path, settings=settings)
    said = nbproctor(folder.root, "doctor").stdout
    for what in ("✓ no requirements.lock", "✓ a kernel starts and computes", "MiB of disk free"):
        assert (what in said) == general
    for what in ("sandbox", "no class"):
        assert what in said


def test_a_sandbox_that_no_kernel_would_get_is_refused(folder, monkeypatch):
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "local-provisioner")
    with pytest.raises(CourseError, match=r"call nbproctor\.configure\(c\) in nbgrader_config\.py"):
        choose_sandbox(folder, "bubblewrap", elsewhere=False)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ('c.WarmKernels.sandbox = "non"', "The 'sandbox' trait"),
        (f'c.Autograde.autograde_preprocessors = ["{GONE}"]', f"{PREPROCESSORS} names {GONE}"),
    ],
    ids=["an unknown value", "a class that is gone"],
)
def test_a_setting_that_cannot_be_used_is_one_line(tmp_path, nbproctor, setting, said):
    folder = small_course(tmp_path, settings=setting)
    hand_in(folder, "ada")
    done = nbproctor(folder.root, "grade")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert done.stderr.startswith(f"error: nbgrader_config.py: {said}")


@pytest.mark.nightly
def test_a_class_that_is_gone_is_one_line_of_nbgraders_own_command(tmp_path):
    folder = small_course(tmp_path)
    write_configuration(folder.root, f'c.Autograde.autograde_preprocessors = ["{GONE}"]\n')
    hand_in(folder, "ada")
    done = run("nbgrader", folder.root, "autograde", CHAPTER)
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert f"| ERROR] nbgrader_config.py: {PREPROCESSORS} names {GONE}, which has moved" in line


@pytest.mark.parametrize(
    ("provisioner", "sandbox", "said", "status"),
    [
        pytest.param(
            *("local-provisioner", "bubblewrap", "but other kernels than nbproctor's are", 1),
            id="other kernels",
        ),
        pytest.param(
            *("nbproctor", "none", "without a sandbox: nbgrader_config.py sets none.", 0),
            marks=pytest.mark.nightly,
            id="no sandbox",
        ),
    ],
)
def test_nbgraders_own_command_never_drops_the_sandbox_silently(
    tmp_path, monkeypatch, provisioner, sandbox, said, status
):
    folder = small_course(tmp_path)
    write_configuration(folder.root, f'c.WarmKernels.sandbox = "{sandbox}"\n')
    hand_in(folder, "ada")
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", provisioner)
    register(folder, CHAPTER)
    done = run("nbgrader", folder.root, "autograde", CHAPTER)
    assert said in done.stderr
    assert done.returncode == status
    assert (folder.root / "autograded" / "ada" / CHAPTER).exists() == (not status)
