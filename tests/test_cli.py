"""The command line as its users meet it: real commands in a folder of their own."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

COURSE = Path(sys.executable).parent / "course"


def course(where, *arguments):
    return subprocess.run(
        [COURSE, *arguments], cwd=where, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("grade",), "submitted/ holds no submission"),
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


def test_help_names_every_command():
    text = course(ROOT, "--help").stdout
    commands = "release grade export report sample-class normalise validate doctor"
    for command in commands.split():
        assert command in text
