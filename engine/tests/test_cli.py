"""The command line as its users meet it: real commands in a folder of their own."""

import functools
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nbproctor.cli import choose_sandbox
from nbproctor.errors import CourseError
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course, write_configuration

COMMANDS = [
    *("release", "roster", "grade", "extend", "export"),
    *("report", "normalise", "validate", "progress", "doctor"),
    *("due", "feedback", "backup", "restore", "next-year"),
]
PREPROCESSORS = "c.Autograde.autograde_preprocessors"
GONE = "nbproctor.gradebook.secret.RequireSameSecret"


def run(program, where, *arguments):
    return subprocess.run(
        [Path(sys.executable).parent / program, *arguments],
        cwd=where,
        capture_output=True,
        text=True,
        check=False,
    )


nbproctor = functools.partial(run, "nbproctor")
nbgrader = functools.partial(run, "nbgrader")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return small_course(tmp_path_factory.mktemp("small"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("grade",), "Put them in submitted/<student>/<assignment>/."),
        (("grade", "--student", "nobody"), "submitted/ has nothing of nobody"),
        (("grade", "sum"), "there is no assignment 'sum'"),
        (("export", "--to", "blackboard"), "choose one of canvas, moodle, csv"),
        (("release", "sum"), "The assignments are: sums"),
        (("export", "--detail", "--to", "moodle"), "--detail is for --to csv"),
        (("roster", "nothere.csv"), "nothere.csv: No such file or directory."),
        (("extend", "ada", "--days", "1"), "extend STUDENT ASSIGNMENT --days 2"),
        (("extend", "ada", "sums", "--days=1", "--remove"), "exclude each other"),
        (("extend", "nobody", "sums", "--days=1"), "there is no student 'nobody'"),
        (("progress",), "there is no folder work. Name the folder that holds your chapters."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_mistake_is_one_line_that_says_what_to_do(folder, arguments, words):
    done = nbproctor(folder.root, *arguments)
    assert done.returncode == 1
    assert words in done.stdout
    assert done.stdout.startswith("error: ")
    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stdout + done.stderr


def test_a_roster_is_imported_only_without_dry_run(tmp_path):
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


@pytest.mark.parametrize("command", [("nbproctor", "grade"), ("nbgrader", "autograde", CHAPTER)])
def test_a_time_zone_that_is_not_known_is_never_taken_for_utc(tmp_path, command):
    folder = small_course(tmp_path)
    write_configuration(folder.root, 'c.Course.timezone = "Europe/Berln"\n')
    hand_in(folder, "ada")
    done = run(command[0], folder.root, *command[1:])
    assert done.returncode == 1
    [line] = [line for line in (done.stdout + done.stderr).splitlines() if "Berln" in line]
    assert "c.Course.timezone = 'Europe/Berln' is not the name of a time zone." in line


def test_outside_a_course_folder_the_command_says_where_to_go(tmp_path):
    done = nbproctor(tmp_path, "grade")
    assert (done.returncode, "run this in the course folder" in done.stdout) == (1, True)


def test_normalise_mends_a_source_and_check_only_looks(folder):
    assert nbproctor(folder.root, "normalise").returncode == 0
    path = folder.source(CHAPTER)
    before = path.read_text()
    path.write_text(before.replace('"execution_count": null', '"execution_count": 3'))
    looked = nbproctor(folder.root, "normalise", "--check")
    assert looked.returncode == 1
    assert f"not in normal form: source/{CHAPTER}" in looked.stdout
    assert nbproctor(folder.root, "normalise").returncode == 0
    assert path.read_text() == before


def test_help_names_every_command(tmp_path):
    text = nbproctor(tmp_path, "--help").stdout
    listed = re.findall(r"^│ ([a-z][a-z-]+) ", text, re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)


def test_a_class_that_is_graded_without_a_sandbox_is_said_to_be(tmp_path):
    folder = small_course(tmp_path)
    hand_in(folder, "ada")
    done = nbproctor(folder.root, "grade", "--workers", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Student code ran without a sandbox" in done.stdout
    assert "hidden cases" not in done.stdout
    assert (folder.root / "grades.csv").read_text().count("ada") == 1


@pytest.mark.parametrize(
    ("settings", "general"),
    [("", True), ('c.Doctor.checks = "nbproctor.safety.CHECKS"', False)],
    ids=["any course", "a course with checks of its own"],
)
def test_the_doctor_makes_the_checks_of_the_course(tmp_path, settings, general):
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
def test_a_setting_that_cannot_be_used_is_one_line(tmp_path, setting, said):
    folder = small_course(tmp_path, settings=setting)
    hand_in(folder, "ada")
    done = nbproctor(folder.root, "grade")
    assert (done.returncode, len(done.stdout.splitlines())) == (1, 1)
    assert done.stdout.startswith(f"error: nbgrader_config.py: {said}")


def test_a_class_that_is_gone_is_one_line_of_nbgraders_own_command(tmp_path):
    folder = small_course(tmp_path)
    write_configuration(folder.root, f'c.Autograde.autograde_preprocessors = ["{GONE}"]\n')
    hand_in(folder, "ada")
    done = nbgrader(folder.root, "autograde", CHAPTER)
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
    for command in ("generate_assignment", "autograde"):
        done = nbgrader(folder.root, command, CHAPTER)
    assert said in done.stderr
    assert done.returncode == status
    assert (folder.root / "autograded" / "ada" / CHAPTER).exists() == (not status)
