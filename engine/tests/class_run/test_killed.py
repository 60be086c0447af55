"""Runs that are killed with signal 9, for real: the caller in mid-run, and workers."""

import contextlib
import itertools
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest

from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.grading.submissions import find_submissions
from nbproctor.testing.dask_processes import start_scheduler, start_worker
from nbproctor.testing.gradebook_dump import dump
from nbproctor.testing.postgresql import empty_database, postgresql
from nbproctor.testing.running_kernels import wait_until
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course, write_configuration

__all__ = ["postgresql"]

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


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace")
    except OSError:  # it has ended
        return ""


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


# One kill in each run of `nbproctor grade`, at a random moment. Everybody hands in another answer
# before each run, so that a result of an earlier one would be noticed.
KILLS = int(os.environ.get("KILLS", "60"))
VICTIMS = ("caller", "worker", "grader", "zygote", "kernel")
DATABASES = ("SQLite", "PostgreSQL")
KILLS_OF_A_KIND = max(1, KILLS // (len(VICTIMS) * len(DATABASES)))
STUDENTS = [f"student_{number}" for number in range(6)]
SLOW = """# Answer {number}.
import time
time.sleep(0.3)
def add(a, b):
    time.sleep(0.1)
    return a {sign} b
"""
FAULTS = ("lost", "doubled", "stale", "wrong points", "waiting", "left over")


def candidates(run, workers):
    """The processes of a running `nbproctor grade` by what they do, while they do it.

    Raises psutil.Error if one of them has just ended.

    Workers on this machine are threads of the caller; others are children of Dask's nannies.
    """
    found = {victim: [] for victim in VICTIMS}
    found["caller"].append(run)
    children = [each for nanny in workers for each in nanny.children()]
    found["worker"] += [each for each in children if "spawn_main" in command_line(each.pid)]
    started = [run, *found["worker"]]
    for process in itertools.chain(*(each.children(recursive=True) for each in started)):
        line = command_line(process.pid)
        if "nbproctor.kernels.zygote" in line and process.name() != "bwrap":
            # One that was started early forks zygotes, and any other forks graders or kernels.
            words, parents = process.cmdline(), process.parents()
            if not words or len(parents) < 2:
                raise psutil.NoSuchProcess(process.pid)
            is_early = words[-2].isdigit()
            forked_by = parents[1] if is_early and parents[0].name() != "bwrap" else parents[0]
            if forked_by.name() == "bwrap":
                found["zygote"].append(process)
            else:
                found["grader" if '"graders": true' in line else "kernel"].append(process)
    return found


def kill_one(run, victim, moments, workers):
    """Kill a process of a kind at a random moment while submissions are graded.

    Args:
        workers: the processes of Dask's nannies, if the run uses a scheduler.

    Returns:
        The descendants that the run had; None if it was over too early.
    """
    process = psutil.Process(run.pid)
    delay_s, begun = moments.uniform(0, 2), None
    while run.poll() is None:
        with contextlib.suppress(psutil.Error):  # one of them has just ended
            found = candidates(process, workers)
            begun = begun or (found["kernel"] and time.monotonic())
            if begun and time.monotonic() > begun + delay_s and (chosen := found[victim]):
                started = descendants(run.pid)
                moments.choice(chosen).kill()
                return started
            time.sleep(0.02)
    return None


def grade(folder, *options):
    """Start a run; what it says goes to the file `said`."""
    command = [NBPROCTOR, "grade", *options, "--no-feedback"]
    with (folder.root / "said").open("w") as said:
        return subprocess.Popen(command, cwd=folder.root, stdout=said, stderr=said)


def hand_in_all(folder, number):
    for at, student in enumerate(STUDENTS):
        sign = "+" if (at + number) % 2 else "-"
        hand_in(folder, student, SLOW.format(number=number, sign=sign))


def count_faults(url, folder, number, graded_before, started):
    """Compare the gradebook and `autograded/` with what was handed in."""
    rows = {student: rows[CHAPTER] for student, rows in dump(url)["submissions"].items()}
    faults = Counter(lost=len(set(STUDENTS) - set(rows)))
    for at, student in enumerate(STUDENTS):
        path = folder.root / "autograded" / student / CHAPTER / f"{CHAPTER}.ipynb"
        if student not in rows or not path.exists():
            continue
        row = rows[student]
        [notebook] = row["notebooks"].values()
        score, _, _, waits = notebook["grades"]["test_add"]
        times = row["run"]["times_graded"] - graded_before.get(student, 0)
        faults["stale"] += f"# Answer {number}." not in path.read_text()
        faults["doubled"] += times > 1
        faults["waiting"] += waits
        faults["wrong points"] += not waits and score != (2.0 if (at + number) % 2 else 0.0)
        graded_before[student] = row["run"]["times_graded"]
    is_over = wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started), 30)
    faults["left over"] += not is_over
    return faults


@pytest.fixture(scope="module")
def table():
    """Collects the faults of each kind of kill, and prints them at the end."""
    rows = {}
    yield rows
    print("\n" + "".join(f"{title:>14}" for title in ("killed", "gradebook", "kills", *FAULTS)))
    for (victim, database), (kills, faults) in rows.items():
        row = (victim, database, kills, *(faults[name] for name in FAULTS))
        print("".join(f"{value:>14}" for value in row))


@pytest.mark.nightly
@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("victim", VICTIMS)
def test_kills_lose_double_and_falsify_nothing(victim, database, tmp_path, request, table):
    moments = random.Random(f"{victim} {database}")
    folder = small_course(tmp_path, "import time\ntime.sleep(0.5)", kernels="nbproctor")
    with contextlib.ExitStack() as stack:
        if database == "SQLite":
            url = f"sqlite:///{folder.root / 'gradebook.db'}"
        else:
            url = stack.enter_context(empty_database(request.getfixturevalue("postgresql")))
        settings = f"c.ExecuteCells.apart = True\nc.CourseDirectory.db_url = {url!r}\n"
        write_configuration(folder.root, settings)
        options, workers = ["--workers", "2"], []
        if victim == "worker":
            address = stack.enter_context(start_scheduler(tmp_path / "scheduler"))
            options = ["--scheduler", address]
            for name in ("one", "two"):
                nanny = stack.enter_context(start_worker(tmp_path / name, address))
                workers.append(psutil.Process(nanny.pid))
        kills, number, graded_before, faults = 0, 0, {}, Counter()
        while kills < KILLS_OF_A_KIND:
            number += 1
            hand_in_all(folder, number)
            run = grade(folder, *options)
            started = kill_one(run, victim, moments, workers)
            run.wait(timeout=PATIENCE_S)
            if started and victim == "caller":
                run = grade(folder, *options)
                run.wait(timeout=PATIENCE_S)
            assert run.returncode == 0, (folder.root / "said").read_text()
            kills += started is not None
            found = count_faults(url, folder, number, graded_before, started or ())
            faults += found
            table[victim, database] = (kills, faults)
            assert not +found, (found, (folder.root / "said").read_text())
