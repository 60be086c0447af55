"""What must not get out: the secret of the hidden cases, and what is of students."""

import shutil
import subprocess

import pytest
from conftest import ROOT


def test_an_empty_secret_is_the_public_default(monkeypatch):
    monkeypatch.setenv("COURSE_SECRET", "")
    from grader_tests.random_cases import DEFAULT_SECRET, generator

    empty = generator("a").random()
    monkeypatch.delenv("COURSE_SECRET")
    assert generator("a").random() == empty
    monkeypatch.setenv("COURSE_SECRET", DEFAULT_SECRET)
    assert generator("a").random() == empty
    assert DEFAULT_SECRET not in (ROOT / "nbgrader_config.py").read_text()


@pytest.mark.parametrize(
    "name",
    [
        "downloaded/pooling/archive/submissions.zip",
        "students.csv",
        "submitted/ada/pooling/pooling.ipynb",
        "feedback/ada/pooling/pooling.html",
        "gradebook.db",
        "gradebook.db-journal",
        "grades.csv",
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
    shutil.copy(ROOT / ".gitignore", tmp_path)
    done = subprocess.run(["git", "check-ignore", "--quiet", name], cwd=tmp_path, check=False)
    assert done.returncode == 0


def test_feedback_shows_no_more_than_shapes_of_hidden_cases():
    assert 'feedback_detail = "shapes"' in (ROOT / "nbgrader_config.py").read_text()
