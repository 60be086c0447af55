"""Kernels that die, hang or flood: each costs what it was asked for, and the rest is graded."""

import contextlib
import os
import signal
import threading
import time

import pytest

from nbproctor.grading.run_record import RUN, read_scores
from nbproctor.testing.small_notebooks import RIGHT, cell, doubles, execute, grade, named, outcome


@pytest.fixture(scope="module")
def killed():
    """One notebook whose kernel dies in a cell, in one case of three, and in all of them."""
    return execute(
        cell(RIGHT),
        cell("import os, signal\nprint('before')\nos._exit(1)", "killer"),
        doubles("double"),
        cell("import os\nkills = lambda n: os._exit(1) if n == 2 else 2 * n"),
        doubles("kills"),
        doubles("double"),
        cell("def crashes(n):\n    import ctypes\n    ctypes.string_at(0)"),
        doubles("crashes"),
        cell("last = lambda n: double(n)"),
        doubles("last"),
    )


def test_a_kernel_that_dies_in_a_cell_is_started_again_with_the_cells_before(killed):
    shown = killed.cells[1].outputs
    assert shown[-1].ename == "KernelDied"
    assert "started again" in shown[-1].evalue
    assert outcome(killed, "test_double")["outcome"] == "passed"


def test_a_call_that_kills_the_kernel_costs_one_case(killed):
    said = outcome(killed, "test_kills")
    assert (said["earned"], said["outcome"]) == (2.0, "failed")
    assert "the kernel died" in said["reason"]


def test_a_function_that_always_crashes_costs_its_exercise_only(killed):
    assert read_scores(killed)["test_crashes"] == 0.0
    assert read_scores(killed)["test_last"] == 3.0


def test_every_death_is_on_record_with_its_cell(killed):
    deaths = [death["cell"] for death in killed.metadata[RUN]["kernel_deaths"]]
    assert deaths == ["killer", *["test_kills"] * 2, *["test_crashes"] * 3]
    assert len(killed.metadata[RUN]["notes"]) == len(deaths)


@pytest.fixture(scope="module")
def hung():
    """One notebook whose kernel hangs where no interrupt reaches it."""
    deaf = (
        "import signal, time\n"
        "def deaf(n):\n    while n == 2:\n        try:\n            time.sleep(60)\n"
        "        except BaseException: pass\n    return 2 * n"
    )
    deafer = (
        "# deafer\nimport signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    )
    return execute(
        cell(RIGHT),
        cell("# slow\nimport time\ntime.sleep(60)"),
        cell(deafer, "deafer"),
        cell(deaf),
        doubles("deaf"),
        cell("inC = lambda n: pow(3, 10**9) if n == 2 else 2 * n"),
        doubles("inC"),
        doubles("double"),
        timeout=2,
        iopub_timeout=1,
    )


def test_a_cell_that_takes_too_long_is_interrupted(hung):
    assert named(hung, "# slow").outputs[-1].ename == "CellTimeoutError"


def test_a_cell_is_interrupted_once_and_no_later_one():
    counts = (
        "# counts\nimport signal, time\ninterrupts = []\n"
        "signal.signal(signal.SIGINT, lambda *_: interrupts.append(1))\n"
        "while len(interrupts) < 2:\n    time.sleep(0.1)"
    )
    nb = execute(
        cell(RIGHT), cell(counts), cell("# next\ninterrupts"), doubles("double"), timeout=1
    )
    assert "could not be interrupted" in named(nb, "# counts").outputs[-1].evalue
    assert named(nb, "# next").outputs[-1].ename == "NameError"  # in a new kernel
    assert read_scores(nb)["test_double"] == 3.0


def test_a_cell_that_no_interrupt_reaches_costs_a_kernel(hung):
    shown = named(hung, "# deafer").outputs[-1]
    assert shown.ename == "CellTimeoutError"
    assert "could not be interrupted" in shown.evalue


@pytest.mark.parametrize("name", ["test_deaf", "test_inC"])
def test_a_call_that_hangs_costs_one_case(hung, name):
    assert read_scores(hung)[name] == 2.0


def test_what_comes_after_a_hang_is_graded(hung):
    assert read_scores(hung)["test_double"] == 3.0


def test_what_is_not_reached_in_time_counts_as_failed():
    start = time.monotonic()
    executed = execute(
        cell(RIGHT),
        cell("import time\ntime.sleep(60)"),
        cell("# unreached\nprint('here')"),
        doubles("double"),
        notebook_limit_s=3.0,
    )
    assert time.monotonic() - start < 15
    said = outcome(executed, "test_double")
    assert (said["outcome"], said["earned"]) == ("failed", 0.0)
    assert said["reason"] == "NotRun: the notebook used up the 3 seconds that it may take"
    assert named(executed, "# unreached").outputs == []


def test_after_too_many_deaths_the_rest_is_not_run():
    kills = [cell("import os; os._exit(0)") for _ in range(2)]
    executed = execute(cell(RIGHT), *kills, doubles("double"), kernel_deaths=2)
    said = outcome(executed, "test_double")
    assert said["earned"] == 0.0
    assert said["reason"] == "NotRun: 2 kernels died in this notebook"


FLOOD = """
print("first")
while True:
    print("x" * 100_000)
"""
FORGED = """
import json
from IPython import get_ipython
kernel = get_ipython().kernel
kernel.session.pack = lambda content: json.dumps(content, default=str).encode()
for name, content in [
    ("stream", {"name": "stdout", "text": "half \\ud800"}),
    ("stream", {"name": ["stdout"], "text": 4}),
    ("display_data", {"data": {"text/plain": {"a": 1}, "text/html": "<b>"}, "metadata": {}}),
    ("execute_result", {"data": "4.0", "metadata": {}, "execution_count": "many"}),
    ("error", {"ename": 1, "evalue": 2, "traceback": None}),
    ("comm_open", {"comm_id": "1", "data": None, "target_name": "jupyter.widget"}),
]:
    kernel.session.send(kernel.iopub_socket, name, content, parent=kernel.get_parent())
"""


@pytest.fixture(scope="module")
def noisy():
    unreadable = FORGED.split("for name")[0] + (
        "from jupyter_client.session import DELIM\n"
        "get_ipython().kernel.iopub_socket.send_multipart([DELIM, b'forged'] + [b'{}'] * 4)"
    )
    unknown = FORGED.split("for name")[0] + (
        "while True:\n    content, parent = {'text': 'x' * 100_000}, kernel.get_parent()\n"
        "    kernel.session.send(kernel.iopub_socket, 'unknown', content, parent=parent)"
    )
    return execute(
        cell(RIGHT),
        cell("# much\nprint('x' * 600_000); print('y' * 600_000); print('z')"),
        cell("# flood" + FLOOD, "flood"),
        cell("# unknown" + unknown, "unknown"),
        cell("# forged" + FORGED),
        cell("# unreadable" + unreadable, "unreadable"),
        doubles("double"),
        output_limit_bytes=1_000_000,
        flood_limit_bytes=5_000_000,
    )


def test_outputs_are_cut_off_where_they_are_too_long(noisy):
    text = "".join(each.text for each in named(noisy, "# much").outputs)
    assert len(text) < 1_100_000
    assert "cut off: more than 1,000,000 bytes" in text


def test_a_flood_of_output_ends_the_kernel_and_not_the_grading(noisy):
    shown = named(noisy, "# flood").outputs
    assert sum(len(str(each)) for each in shown) < 1_200_000
    assert shown[-1].ename == "KernelDied"
    assert "it put out more than 5 MB" in shown[-1].evalue


def test_a_flood_of_messages_that_no_notebook_shows_ends_the_kernel_as_well(noisy):
    [shown] = named(noisy, "# unknown").outputs
    assert "it put out more than 5 MB" in shown.evalue


def test_made_up_outputs_become_what_a_notebook_can_hold(noisy):
    [half] = named(noisy, "# forged").outputs
    assert half.text == "half ?"


def test_messages_that_cannot_be_read_cost_a_kernel(noisy):
    assert named(noisy, "# unreadable").outputs[-1].ename == "KernelDied"
    assert read_scores(noisy)["test_double"] == 3.0


def test_of_a_line_that_is_too_long_the_beginning_is_kept():
    line = "import sys\nprint('begin', 'x' * 5000, file={})"
    executed = execute(
        cell("# out\n" + line.format("sys.stdout")),
        cell("# err\n" + line.format("sys.stderr")),
        output_limit_bytes=1000,
    )
    for name, stream in (("# out", "stdout"), ("# err", "stderr")):
        text, note = named(executed, name).outputs
        assert (text.name, text.text[:9], len(text.text)) == (stream, "begin xxx", 1000)
        assert note.text == "\n(cut off: more than 1,000 bytes)\n"


@pytest.mark.parametrize(
    "n", [0, 1, *(pytest.param(n, marks=pytest.mark.nightly) for n in range(2, 5))]
)
def test_a_cell_after_one_that_ends_the_kernel_a_moment_later_is_not_to_blame(n):
    stops = "import asyncio\nasyncio.get_event_loop().stop()"
    notebook = execute(
        cell(stops, "stops"), cell(RIGHT), doubles("double"), cell("last = lambda n: 2 * n"),
        doubles("last"),
    )  # fmt: skip
    assert [outcome(notebook, name)["outcome"] for name in ("test_double", "test_last")] == [
        "passed",
        "passed",
    ]


WAITS = """
with open({file!r}, "a") as file:
    file.write("x")
def late(n):
    return 2 * n
import signal, time
signal.signal(signal.SIGINT, {handler})
try:
    while True: time.sleep(60)
finally:
    signal.signal(signal.SIGINT, signal.default_int_handler)
"""


@pytest.mark.parametrize(
    ("handler", "runs"), [("signal.default_int_handler", 2), ("signal.SIG_IGN", 1)]
)
def test_a_cell_that_hangs_takes_its_time_twice_at_most(handler, runs, tmp_path):
    """It stands below a grade cell, so cells run again, and then in each kernel after a crash."""
    waits = WAITS.format(file=str(tmp_path / "runs"), handler=handler)
    executed = execute(
        cell(RIGHT), doubles("double"),
        cell(waits, "late"), doubles("late"),
        cell("import os\nkills = lambda n: os._exit(1)"), doubles("kills"),
        cell("last = lambda n: double(n)"), doubles("last"),
        timeout=1, interrupt_grace_s=3,
    )  # fmt: skip
    assert (tmp_path / "runs").read_text() == runs * "x"
    of_late = 3.0 if runs == 2 else 0.0  # a cell that has ended a kernel is not run again
    assert read_scores(executed) == {
        "test_double": 3.0, "test_late": of_late, "test_kills": 0.0, "test_last": 3.0,
    }  # fmt: skip


# Notes its process and, as long as it was noted at most `times`, waits for its end.
NOTES = """
import os, time
def note(times):
    with open({file!r}, "a+") as file:
        file.write(f"{{os.getpid()}}\\n")
        file.flush()
        file.seek(0)
        if len(file.readlines()) <= times:
            time.sleep(600)
"""
NOTING = "def double(n):\n    note({times})\n    return 2 * n"


@contextlib.contextmanager
def killer(file, times):
    """Kill the first processes that are noted in a file, from outside."""
    done = threading.Event()

    def kill():
        killed = 0
        while not done.wait(0.02):
            noted = file.read_text().splitlines() if file.exists() else []
            for pid in noted[killed:times]:
                os.kill(int(pid), signal.SIGKILL)
                killed += 1

    thread = threading.Thread(target=kill)
    thread.start()
    yield
    done.set()
    thread.join()


def killed_at(file, times, *cells):
    """Execute a notebook whose kernel is killed from outside where its cells note themselves."""
    with killer(file, times):
        prepared = course_cell(NOTES.format(file=str(file)), "prepare")
        return execute(prepared, *cells, cell("last = lambda n: 2 * n"), doubles("last"))


def course_cell(source, name):
    made = cell(source, name)
    made.metadata.nbgrader |= {"solution": False, "locked": True, "grade": False}
    return made


def check_cell():
    made = grade("check_double", "assert double(1) == 2", points=0)
    made.source = "assert double(1) == 2"
    return made


def moments(times):
    return {
        "student's cell": [cell(f"note({times})\n{RIGHT}", "double")],
        "answer in two cells": [cell(f"note({times})"), cell(RIGHT, "double")],
        "grade cell": [cell(NOTING.format(times=times), "double")],
        "check": [cell(NOTING.format(times=times), "double"), check_cell()],
        "course's cell": [course_cell(f"note({times})", "figure"), cell(RIGHT, "double")],
        "course's cell below": [cell(RIGHT, "double"), course_cell(f"note({times})", "figure")],
    }


@pytest.mark.parametrize("moment", moments(1))
def test_a_right_answer_whose_kernel_is_killed_from_outside_has_all_points(moment, tmp_path):
    executed = killed_at(tmp_path / "pids", 1, *moments(1)[moment], doubles("double"))
    assert read_scores(executed) == {"test_double": 3.0, "test_last": 3.0}
    assert len(executed.metadata[RUN]["kernel_deaths"]) == 1


def test_a_kernel_that_is_killed_between_cells_costs_nothing(tmp_path):
    cells = cell("note(0)\n" + RIGHT), cell("import time; time.sleep(0.5)"), doubles("double")
    executed = killed_at(tmp_path / "pids", 1, *cells)
    assert read_scores(executed) == {"test_double": 3.0, "test_last": 3.0}


def test_where_nothing_of_the_student_has_run_all_exercises_wait_for_a_human(tmp_path):
    executed = killed_at(tmp_path / "pids", 2, course_cell("note(2)", "setup"), doubles("double"))
    assert read_scores(executed) == {"test_double": None, "test_last": None}


@pytest.mark.parametrize("moment", [each for each in moments(2) if each != "check"])
def test_an_exercise_at_which_the_kernel_is_killed_twice_waits_for_a_human(moment, tmp_path):
    executed = killed_at(tmp_path / "pids", 2, *moments(2)[moment], doubles("double"))
    assert read_scores(executed)["test_double"] is None
    named = executed.metadata[RUN]["kernel_deaths"][0]["cell"]
    assert outcome(executed, "test_double")["reason"].startswith(
        f"the kernel was killed twice at `{named}`"
    )


def test_a_kernel_that_is_killed_twice_at_a_check_may_still_be_graded(tmp_path):
    executed = killed_at(tmp_path / "pids", 2, *moments(2)["check"], doubles("double"))
    assert read_scores(executed) == {"test_double": 3.0, "test_last": 3.0}


def test_killing_itself_is_no_way_out_of_a_zero_but_for_one_exercise():
    kills = "import os\ndef kills(n):\n    os.kill(os.getpid(), 9)"
    executed = execute(
        cell("wrong = lambda n: n"), doubles("wrong"),
        cell(kills), doubles("kills"),
        cell("import os\nos.kill(os.getpid(), 9)\ndef gone(n): pass", "gone"), doubles("gone"),
        cell("def bad(n): return n"), doubles("bad"),
        cell(RIGHT), doubles("double"),
    )  # fmt: skip
    assert read_scores(executed) == {
        "test_wrong": 0.0, "test_kills": None, "test_gone": None, "test_bad": 0.0,
        "test_double": 3.0,
    }  # fmt: skip


@pytest.mark.parametrize("end", ["os._exit(9)", "os.abort()", "os.kill(os.getpid(), 11)"])
def test_another_end_is_the_students_own(end):
    executed = execute(cell(f"import os\ndef ends(n):\n    {end}"), doubles("ends"))
    assert read_scores(executed) == {"test_ends": 0.0}
