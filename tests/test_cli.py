"""The course's own commands, and what it shares with `nbproctor`."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

BIN = Path(sys.executable).parent


def course(where, *arguments, program="course"):
    return subprocess.run(
        [BIN / program, *arguments], cwd=where, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("grade",), "<assignment>/, or make a class to try with `course sample-class`."),
        (("sample-class", "--students", "2"), "at least 4 students"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_mistake_is_one_line_that_says_what_to_do(folder, arguments, words):
    done = course(folder.root, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert done.stderr.startswith("error: ")
    assert len(done.stderr.splitlines()) == 1


def test_release_writes_the_students_notebooks_and_their_bundle(folder):
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


def test_help_names_every_command():
    listed = re.findall(r"^│ ([a-z][a-z-]+) ", course(ROOT, "--help").stdout, re.MULTILINE)
    assert sorted(listed) == sorted([*COMMANDS, "mistakes", "sample-class"])


def test_both_grade_with_the_same_options_and_the_same_words(folder):
    of_course, general = (
        course(folder.root, "grade", "--help", program=program).stdout
        for program in ("course", "nbproctor")
    )
    assert "--new-secret" in general
    assert of_course.replace("course grade", "nbproctor grade").split() == general.split()


def test_the_doctor_takes_the_checks_of_the_course(folder):
    said = course(folder.root, "doctor").stdout
    for what in ("✓ TensorFlow", "✓ a kernel starts and computes", "sandbox", "no class"):
        assert what in said
