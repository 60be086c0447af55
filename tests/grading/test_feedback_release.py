"""Feedback goes through the exchange to all who can fetch it there, whatever the others lack."""

import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.utils import get_username, notebook_hash
from small_course import CHAPTER, hand_in, small_course

from course.grading.run.class_run import RunSettings, grade_class
from course.grading.submissions import find_submissions

STUDENT = get_username()


@pytest.fixture
def exchange(tmp_path):
    path = tmp_path / "exchange"
    path.mkdir()
    path.chmod(0o777)
    return path


def with_exchange(folder, exchange, *more):
    with (folder.root / "nbgrader_config.py").open("a") as file:
        file.write("\n".join(["", f"c.Exchange.root = {str(exchange)!r}", *more, ""]))
    return folder


def nbgrader(place, *arguments):
    """Run a command of nbgrader, and give back what it says."""
    done = subprocess.run(
        [Path(sys.executable).parent / "nbgrader", *arguments],
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


def released(exchange, course):
    return {path.name for path in (exchange / course / "feedback").glob("*.html")}


def page_name(secret, notebook):
    return f"{notebook_hash(secret=secret, notebook_id=notebook)}.html"


FINE = {"submission_secret.txt": b"a secret", "timestamp.txt": b"2025-01-01 10:00:00 UTC"}
RELEASED = {
    "ada": FINE,
    "no time": {"submission_secret.txt": b"b"},
    "no date [1]": {"submission_secret.txt": b"c", "timestamp.txt": b"yesterday"},
    "zo\u00eb": FINE | {"submission_secret.txt": b"d"},
}
# What lies beside the page, None for a folder; and what to do about it.
NOT_RELEASED = {
    "by hand": ({}, "Send the page."),
    "from a zip": ({"timestamp.txt": FINE["timestamp.txt"]}, "Send the page."),
    "no text": (FINE | {"submission_secret.txt": b"\xff"}, "release again"),
    "odd time": (FINE | {"timestamp.txt": b"\xff"}, "release again"),
    "time is a folder": (FINE | {"timestamp.txt": None}, "release again"),
}


def test_an_odd_submission_stops_nobody_elses_feedback(folder, exchange):
    with_exchange(folder, exchange)
    odd = {student: files for student, (files, _) in NOT_RELEASED.items()}
    for student, files in (RELEASED | odd).items():
        place = folder.root / "feedback" / student / "pooling"
        place.mkdir(parents=True)
        (place / "pooling.html").write_text(student)
        for name, content in files.items():
            (place / name).mkdir() if content is None else (place / name).write_bytes(content)
    said = nbgrader(folder.root, "release_feedback", "pooling")
    secrets = [files["submission_secret.txt"].decode() for files in RELEASED.values()]
    assert released(exchange, "cnn-course") == {page_name(each, "pooling") for each in secrets}
    lines = [line for line in said.splitlines() if "not released" in line]
    assert len(lines) == len(NOT_RELEASED)
    for student, (_, words) in NOT_RELEASED.items():
        [line] = [line for line in lines if f"/{student}/pooling: not released" in line]
        assert words in line


def test_who_used_the_exchange_fetches_feedback_beside_who_did_not(tmp_path, exchange, monkeypatch):
    name = "course.grading.feedback_release.ReleaseFeedback"
    plugin = f"c.ExchangeFactory.release_feedback = {name!r}"
    folder = with_exchange(small_course(tmp_path / "course"), exchange, plugin)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    for command in ("generate_assignment", "release_assignment"):
        nbgrader(folder.root, command, CHAPTER)
    home = tmp_path / "home"
    home.mkdir()
    (home / "nbgrader_config.py").write_text((folder.root / "nbgrader_config.py").read_text())
    nbgrader(home, "fetch_assignment", CHAPTER)
    nbgrader(home, "submit", CHAPTER)
    nbgrader(folder.root, "collect", CHAPTER)
    (folder.root / "submitted" / STUDENT / CHAPTER / "timestamp.txt").write_text("no date")
    hand_in(folder, "by_hand")
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    grade_class(folder, found, settings=RunSettings(workers=1))
    said = nbgrader(folder.root, "release_feedback", CHAPTER)
    assert f"by_hand/{CHAPTER}: not released" in said
    assert (folder.root / "feedback" / "by_hand" / CHAPTER / f"{CHAPTER}.html").exists()
    nbgrader(home, "fetch_feedback", CHAPTER)
    [page] = home.glob(f"{CHAPTER}/feedback/*/{CHAPTER}.html")
    assert (
        page.read_text()
        == (folder.root / "feedback" / STUDENT / CHAPTER / f"{CHAPTER}.html").read_text()
    )
