"""Runs that are killed with signal 9, for real: the caller in mid-run, and workers."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.grading.submissions import find_submissions
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course

NBPROCTOR = Path(sys.executable).parent / "nbproctor"
PATIENCE_S = 240
KILL_PARENT = "import os\nos.kill(os.getppid(), 9)"
KILL_PARENT_ONCE = """
import os, pathlib
mark = pathlib.Path({mark!r})
if not mark.exists():
    mark.touch()
    os.kill(os.getppid(), 9)
def add(a, b):
    return a + b
"""


def graded(folder):
    """How often each student was graded so far, from our table."""
    path = folder.root / "gradebook.db"
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            return dict(database.execute("select student, times_graded from course_run"))
    except sqlite3.OperationalError:  # not yet there
        return {}


def until(true):
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def descendants(pid):
    """Processes that a process started, and those that they started."""
    return {each.pid for each in psutil.Process(pid).children(recursive=True)}


def placed(folder):
    return {path.parent.parent.name for path in folder.root.glob(f"autograded/*/{CHAPTER}/*.ipynb")}


@pytest.mark.nightly
def test_a_killed_run_goes_on_where_it_stopped_and_leaves_no_process(tmp_path):
    folder = small_course(tmp_path, before="import time\ntime.sleep(1)")
    students = {f"student_{number}" for number in range(6)}
    for student in students:
        hand_in(folder, student)
    command = [NBPROCTOR, "grade", "--workers", "2", "--no-feedback"]
    temporary = tmp_path / "t"
    temporary.mkdir()
    settings = {"cwd": folder.root, "env": {**os.environ, "TMPDIR": str(temporary)}}
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, **settings)
    until(lambda: graded(folder))
    started = descendants(run.pid)
    assert len(started) >= 3
    run.kill()
    run.wait()
    first = graded(folder)
    assert len(first) < len(students)
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started))
    # Graders without a sandbox may leave a folder each, and the next run removes them.
    assert {path.name.split("-")[1] for path in temporary.glob("nbproctor-*")} <= {"task"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, **settings)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(temporary.glob("nbproctor-*")) == []
    assert graded(folder) == dict.fromkeys(students, 1)
    assert placed(folder) == students
    assert [path.name for path in (folder.root / "autograded/.incoming").iterdir()] == ["lock"]
    # Another time there is nothing left to do.
    subprocess.run(command, cwd=folder.root, capture_output=True, check=True)
    assert graded(folder) == dict.fromkeys(students, 1)


@pytest.fixture(scope="module")
def class_with_killers(tmp_path_factory):
    """A class graded without a sandbox, where two students' code kills the worker."""
    root = tmp_path_factory.mktemp("killers")
    folder = small_course(root)
    hand_in(folder, "always", KILL_PARENT)
    hand_in(folder, "once", KILL_PARENT_ONCE.format(mark=str(root / "mark")))
    hand_in(folder, "right")
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    results = grade_class(folder, found, settings=RunSettings(workers=1, feedback=False))
    return {result.student: result for result in results}, folder


def test_a_submission_whose_grader_died_is_tried_again(class_with_killers):
    results, folder = class_with_killers
    assert (results["once"].score, results["once"].notes) == (2.0, ())
    assert results["right"].score == 2.0
    assert graded(folder) == {"always": 1, "once": 1, "right": 1}


def test_one_that_kills_every_grader_could_not_run_and_says_why(class_with_killers):
    results, folder = class_with_killers
    assert results["always"].score is None
    assert "could not run: the grader was stopped while" in results["always"].phrase
    with folder.gradebook() as gradebook:
        grade = gradebook.find_grade("test_add", CHAPTER, CHAPTER, "always")
        assert (grade.auto_score, grade.needs_manual_grade) == (None, True)


def test_what_could_not_run_is_tried_again_the_next_time(class_with_killers):
    _, folder = class_with_killers
    hand_in(folder, "always")
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    results = grade_class(folder, found, settings=RunSettings(workers=1, feedback=False))
    assert {result.student: (result.score, result.kept) for result in results} == {
        "always": (2.0, False),
        "once": (2.0, True),
        "right": (2.0, True),
    }


@pytest.mark.nightly
def test_an_interrupt_from_a_terminal_is_one_line_and_ends_all_processes(tmp_path):
    mark = tmp_path / "mark"
    code = f"import time\nopen({str(mark)!r}, 'w').close()\ntime.sleep(60)"
    folder = small_course(tmp_path, code, kernels="nbproctor")
    hand_in(folder, "student")
    command = [NBPROCTOR, "grade", "--workers", "1"]
    run = subprocess.Popen(
        command,
        cwd=folder.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until(mark.exists)
    started = descendants(run.pid)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does
    out, err = run.communicate(timeout=PATIENCE_S)
    assert (run.returncode, out, err) == (130, "", "Interrupted.\n")
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started))
