"""The course's own commands, and what it shares with `nbproctor`."""

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from conftest import ROOT

from course.staff.commands import app
from nbproctor.testing.command_line import command_runner

BIN = Path(sys.executable).parent


@pytest.fixture
def course(capfd):
    return command_runner(app, "course", capfd)


def run(program, where, *arguments):
    return subprocess.run(
        [BIN / program, *arguments], cwd=where, capture_output=True, text=True, check=False
    )


def test_without_a_class_grade_names_the_command_that_makes_one(folder):
    done = run("course", folder.root, "grade")
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("error: submitted/ holds no submission.")
    assert line.endswith("<assignment>/, or make a class to try with `course sample-class`.")


def test_a_mistake_is_one_line_that_says_what_to_do(folder, course):
    done = course(folder.root, "sample-class", "--students", "2")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: a sample class has at least 4 students, not 2.\n"


def test_release_writes_the_students_notebooks_and_their_bundle(folder, course):
    done = course(folder.root, "release", "cross_correlation")
    assert done.stdout.splitlines() == [
        "wrote release/cross_correlation/cross_correlation.ipynb",
        "wrote dist/cnn-course-student.zip",
    ]
    assert (folder.root / "dist" / "cnn-course-student.zip").exists()
    path = Path("release", "cross_correlation", "cross_correlation.ipynb")
    assert (folder.root / path).read_text() == (ROOT / path).read_text()


COMMANDS = [
    *("release", "roster", "grade", "extend", "export"),
    *("report", "normalise", "validate", "progress", "doctor"),
    *("due", "feedback", "backup", "restore", "next-year"),
]


def test_help_names_every_command(course):
    listed = re.findall(r"^│ ([a-z][a-z-]+) ", course(ROOT, "--help").stdout, re.MULTILINE)
    assert sorted(listed) == sorted([*COMMANDS, "mistakes", "sample-class"])


def test_the_version_names_the_course_and_the_engine(course):
    said = course(ROOT, "--version").stdout
    assert said == f"cnn-course {version('cnn-course')}\nnbproctor {version('nbproctor')}\n"


def test_the_courses_own_commands_have_examples_of_them(course):
    for command in ("release", "sample-class", "mistakes", "progress", "doctor"):
        examples = course(ROOT, command, "--help").stdout.partition("Examples:")[2].split("\n")[1:]
        assert examples[0].strip().startswith(f"course {command}")


def test_both_grade_with_the_same_options_and_the_same_words(folder, monkeypatch):
    monkeypatch.delenv("NBPROCTOR_COMMAND", raising=False)  # a configuration sets it
    of_course, general = (
        run(program, folder.root, "grade", "--help").stdout for program in ("course", "nbproctor")
    )
    assert "--new-secret" in general
    assert of_course.replace("course grade", "nbproctor grade").split() == general.split()


def test_the_doctor_takes_the_checks_of_the_course(folder, course):
    said = course(folder.root, "doctor").stdout
    for what in ("✓ TensorFlow", "✓ a kernel starts and computes", "sandbox", "no class"):
        assert what in said
