"""The command line as its users meet it: real commands in a folder of their own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from nbproctor.testing.small_course import CHAPTER, hand_in, small_course

BIN = Path(sys.executable).parent


def course(where, *arguments, program="course"):
    return subprocess.run(
        [BIN / program, *arguments], cwd=where, capture_output=True, text=True, check=False
    )


def nbproctor(where, *arguments):
    return course(where, *arguments, program="nbproctor")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("grade",), "<chapter>/, or make a class to try with `course sample-class`."),
        (("grade", "--student", "nobody"), "submitted/ has nothing of nobody"),
        (("grade", "poling"), "there is no chapter 'poling'"),
        (("export", "--to", "blackboard"), "choose one of canvas, moodle, csv"),
        (("release", "poling"), "The chapters are: "),
        (("sample-class", "--students", "2"), "at least 4 students"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_mistake_is_one_line_that_says_what_to_do(folder, arguments, words):
    done = course(folder.root, *arguments)
    assert done.returncode == 1
    assert words in done.stdout
    assert done.stdout.startswith("error: ")
    assert "Traceback" not in done.stdout + done.stderr


def test_outside_a_course_folder_the_command_says_where_to_go(tmp_path):
    done = course(tmp_path, "grade")
    assert (done.returncode, "run this in the course folder" in done.stdout) == (1, True)


def test_release_writes_the_students_notebooks_and_their_bundle(folder):
    done = course(folder.root, "release", "cross_correlation")
    assert done.stdout.splitlines() == [
        "wrote release/cross_correlation/cross_correlation.ipynb",
        "wrote dist/cnn-course-student.zip",
    ]
    assert (folder.root / "dist" / "cnn-course-student.zip").exists()
    path = Path("release", "cross_correlation", "cross_correlation.ipynb")
    assert (folder.root / path).read_text() == (ROOT / path).read_text()


def test_normalise_mends_a_source_and_check_only_looks(folder):
    path = folder.source("cross_correlation")
    before = path.read_text()
    path.write_text(before.replace('"execution_count": null', '"execution_count": 3'))
    looked = course(folder.root, "normalise", "--check")
    assert looked.returncode == 1
    assert "not in normal form: source/cross_correlation" in looked.stdout
    assert course(folder.root, "normalise").returncode == 0
    assert path.read_text() == before


COMMANDS = ["release", "grade", "export", "report", "normalise", "validate", "doctor"]


@pytest.mark.parametrize(
    ("program", "commands"),
    [("course", [*COMMANDS, "sample-class"]), ("nbproctor", COMMANDS)],
    ids=["course", "nbproctor"],
)
def test_help_names_every_command(program, commands):
    text = course(ROOT, "--help", program=program).stdout
    listed = re.findall(r"^│ ([a-z][a-z-]+) ", text, re.MULTILINE)
    assert sorted(listed) == sorted(commands)


def test_both_grade_with_the_same_options_and_the_same_words(folder):
    of_course, general = (
        course(folder.root, "grade", "--help", program=program).stdout
        for program in ("course", "nbproctor")
    )
    assert "--new-secret" in general
    assert of_course.replace("course grade", "nbproctor grade").split() == general.split()


def test_nbproctor_grades_and_releases_a_course_that_is_not_this_one(tmp_path, monkeypatch):
    for name in ("COURSE_SECRET", "NBPROCTOR_COMMAND"):  # left by configurations of this course
        monkeypatch.delenv(name, raising=False)
    folder = small_course(tmp_path / "small")
    done = nbproctor(folder.root, "grade")
    assert (done.returncode, done.stdout) == (
        1,
        "error: submitted/ holds no submission. Put them in submitted/<student>/<chapter>/.\n",
    )
    hand_in(folder, "ada")
    done = nbproctor(folder.root, "grade", "--workers", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Student code ran without a sandbox" in done.stdout
    assert "hidden cases" not in done.stdout
    assert (folder.root / "grades.csv").read_text().count("ada") == 1
    assert nbproctor(folder.root, "report").stdout == "wrote report.html\n"
    done = nbproctor(folder.root, "release")
    assert done.stdout == f"wrote release/{CHAPTER}/{CHAPTER}.ipynb\n"
    assert not (folder.root / "dist").exists()


@pytest.mark.parametrize(
    ("settings", "words"),
    [("", "✓ no requirements.lock"), ('c.Doctor.looks = "course.doctor.LOOKS"', "✓ TensorFlow")],
    ids=["any course", "a course with looks of its own"],
)
def test_nbproctors_doctor_takes_the_looks_of_the_course(tmp_path, settings, words):
    folder = small_course(tmp_path / "small", settings=settings)
    said = nbproctor(folder.root, "doctor").stdout
    assert words in said
    assert ("TensorFlow" in said) == bool(settings)
    for what in ("✓ a kernel starts and computes", "sandbox", "MiB of disk free", "no class"):
        assert what in said
