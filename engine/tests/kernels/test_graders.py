"""Work in graders: limits of each kind, what a grader sees, and what the next one finds."""

import contextlib
import json
import os
import select
import signal
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cloudpickle
import psutil
import pytest

from nbproctor.kernels import grader_process, graders, provisioner
from nbproctor.kernels.early import start_zygote
from nbproctor.kernels.grader_process import TryAgain, is_grader, report_stage
from nbproctor.kernels.limits import GraderLimits
from nbproctor.kernels.process import CallOrder, ZygoteClient, ZygoteError
from nbproctor.kernels.settings import GRADER_MODULES, PREPARE_GRADERS, read_grader_settings
from nbproctor.testing.running_kernels import make_configuration, wait_until

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # a sandbox does not show this file

LEFT_BEHIND: list[int] = []


def do(function, argument=None, sandbox="bubblewrap", **limits):
    """Have a grader call a function; graders of these tests import little."""
    config = make_configuration(sandbox)
    config.GraderLimits.update(limits)
    setup = graders.read_setup(config)
    return graders.run_grader(
        graders.order_work(function, argument, setup, (("WORD", "told"),), uses_kernels=False)
    )


@pytest.fixture(scope="module", autouse=True)
def small_graders():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nbproctor.kernels.settings.GRADER_MODULES", ("numpy",))
        patch.setattr("nbproctor.kernels.settings.PREPARE_GRADERS", ())
        patch.setattr(graders, "POOL", provisioner.POOL)
        yield


@pytest.fixture(params=["bubblewrap", "none"])
def sandbox(request):
    if request.param == "bubblewrap":
        request.getfixturevalue("sandboxed")
    return request.param


def add(numbers):
    return str(sum(numbers)).encode()


def loop(_):
    report_stage("looping")
    while True:
        pass


def sleep(_):
    report_stage("sleeping")
    time.sleep(60)
    return b""


def fill_memory(_):
    report_stage("filling memory")
    filled = [bytearray(2**24) for _ in range(200)]
    return str(len(filled)).encode()


def fill_slowly(_):
    report_stage("filling memory")
    held = []
    while True:
        held.append(os.urandom(2**22))
        time.sleep(0.01)


def write_much(_):
    return bytes(20 * 2**20)


def fail(_):
    raise KeyError("nothing of this name")


def end(status):
    os._exit(status)


def leave_behind(number):
    found = list(LEFT_BEHIND), os.environ.get("LEFT", "")
    LEFT_BEHIND.append(number)
    os.environ["LEFT"] = "here"
    Path("/tmp/left").write_text("here")
    return repr((found, is_grader())).encode()


def look_around(paths):
    seen = [path for path in paths if os.path.exists(path)]
    addresses = []
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.socket(family).close()
            addresses.append(family)
        except OSError:
            pass
    processes = sorted(name for name in os.listdir("/proc") if name.isdigit())
    told = [os.environ.get(name, "") for name in ("WORD", "PRIVATE")]
    return repr((seen, addresses, len(processes), told)).encode()


def test_a_grader_returns_what_the_function_returns(sandbox):
    report = do(add, [1, 2, 3], sandbox)
    assert (report.result, report.problem, report.may_succeed) == (b"6", "", False)
    assert report.cpu_s > 0
    assert report.memory_mib > 1


def test_nothing_passes_from_one_grader_to_the_next(sandboxed):
    for number in range(3):
        assert do(leave_behind, number).result == b"(([], ''), True)"
    assert not is_grader()
    assert LEFT_BEHIND == []


def test_a_grader_sees_no_file_of_the_caller_no_network_and_no_other_process(
    sandboxed, tmp_path, monkeypatch
):
    (tmp_path / "gradebook.db").touch()
    monkeypatch.setenv("PRIVATE", "kept back")
    paths = [str(tmp_path), str(tmp_path / "gradebook.db"), __file__, str(Path.home() / ".bashrc")]
    # Process 1 is the grader itself: it has a process namespace of its own.
    assert do(look_around, paths).result == b"([], [], 1, ['told', ''])"


@pytest.mark.parametrize(
    ("function", "limits", "problem"),
    [
        (loop, {"cpu_s": 1}, "while looping: it used more than 1 seconds of processor time"),
        (sleep, {"wall_s": 1}, "while sleeping: it ran for more than 1 seconds"),
        (fill_memory, {"heap_mib": 600}, "while filling memory: MemoryError"),
        (fill_slowly, {"memory_mib": 200}, "while filling memory: it used more than 200 MiB"),
        (write_much, {"file_mib": 1}, "File too large"),
        (fail, {}, "KeyError: 'nothing of this name'"),
        (lambda _: end(3), {}, "it ended with status 3"),
    ],
    ids=["processor", "wall", "heap", "memory", "result", "error", "exit"],
)
def test_a_grader_over_a_limit_is_ended_and_the_problem_names_stage_and_limit(
    sandboxed, function, limits, problem
):
    start = time.monotonic()
    report = do(function, **limits)
    assert report.result == b""
    assert report.problem.startswith("the grader was stopped")
    assert problem in report.problem
    assert not report.may_succeed
    assert time.monotonic() - start < 30
    assert do(add, [1, 2]).result == b"3"


def test_without_a_sandbox_the_wall_clock_limit_holds(sandbox):
    report = do(sleep, sandbox="none", wall_s=1)
    assert "while sleeping: it ran for more than 1 seconds" in report.problem


def die_at_first(marks):
    """Die as if killed from outside, as long as there are fewer marks than the number."""
    folder, deaths = marks
    if len(list(Path(folder).iterdir())) < deaths:
        Path(folder, str(time.monotonic_ns())).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return b"done"


def test_a_grader_that_was_killed_from_outside_is_tried_again(tmp_path):
    assert do(die_at_first, (str(tmp_path), graders.RETRIES), "none").result == b"done"


def test_a_grader_that_is_always_killed_has_no_result(tmp_path):
    report = do(die_at_first, (str(tmp_path), 100), "none")
    assert "it was killed, as the system does when memory runs out" in report.problem
    assert len(list(tmp_path.iterdir())) == 1 + graders.RETRIES


def count_threads(_):
    return str(len(os.listdir("/proc/self/task"))).encode()


def test_the_process_that_graders_are_forked_from_has_one_thread(sandboxed, monkeypatch):
    monkeypatch.setattr("nbproctor.kernels.settings.GRADER_MODULES", GRADER_MODULES)
    monkeypatch.setattr("nbproctor.kernels.settings.PREPARE_GRADERS", PREPARE_GRADERS)
    assert do(count_threads).result == b"1"


def test_a_zygote_that_ended_is_replaced(sandbox):
    assert do(add, [1], sandbox).result == b"1"
    zygotes = [each[1] for each in graders.POOL._free] or list(graders.POOL._shared.values())
    for zygote in zygotes:
        zygote.close()
        assert wait_until(lambda zygote=zygote: not zygote.alive)
    assert do(add, [2], sandbox).result == b"2"


def leave(argument):
    sys.exit("I leave")


def test_work_that_is_done_here_cannot_end_this_process(monkeypatch):
    monkeypatch.setattr(graders, "forks_here", lambda: False)
    assert do(leave).problem == "SystemExit: I leave"


def test_where_no_process_can_be_forked_the_work_is_done_here(monkeypatch):
    monkeypatch.setattr(graders, "forks_here", lambda: False)
    monkeypatch.delenv("LEFT", raising=False)
    report = do(lambda _: repr((is_grader(), os.environ["WORD"], os.getpid())).encode())
    assert report.result == repr((True, "told", os.getpid())).encode()
    assert not is_grader()
    assert "WORD" not in os.environ
    assert do(fail).problem == "KeyError: 'nothing of this name'"


def fail_at_first(marks):
    """Fail in a way that may pass, as long as there are fewer marks than the number."""
    folder, failures = marks
    count = len(list(Path(folder).iterdir()))
    Path(folder, str(count)).touch()
    if count < failures:
        raise TryAgain(f"failed {count}".encode())
    return b"done"


@pytest.mark.parametrize(
    ("failures", "result"),
    [(graders.RETRIES, b"done"), (100, f"failed {graders.RETRIES}".encode())],
)
def test_work_that_failed_is_done_again_and_the_last_result_counts(tmp_path, failures, result):
    report = do(fail_at_first, (str(tmp_path), failures), "none")
    assert (report.result, report.problem) == (result, "")


def count_tries(folder):
    """Count the tries; the first one waits until its kernels' zygote has ended."""
    tries = len(list(Path(folder).glob("try-*"))) + 1
    Path(folder, f"try-{tries}").touch()
    while not Path(folder, "ended").exists():
        time.sleep(0.02)
    return str(tries).encode()


def test_work_is_done_again_if_the_zygote_of_its_kernels_ended(tmp_path):
    setup = graders.read_setup(make_configuration("none"))

    def end_zygote():
        assert wait_until((tmp_path / "try-1").exists, 60)
        zygote = graders.POOL.share(setup.kernels)
        zygote.close()
        assert wait_until(lambda: not zygote.alive)
        (tmp_path / "ended").touch()

    with ThreadPoolExecutor(1) as threads:
        ending = threads.submit(end_zygote)
        report = graders.run_grader(graders.order_work(count_tries, str(tmp_path), setup))
        ending.result()
    assert (report.result, report.may_succeed) == (b"2", False)


def sleep_and_fail(_):
    time.sleep(3)
    raise TryAgain(b"failed")


def test_all_tries_together_have_the_wall_clock_limit_of_one(sandbox):
    do(add, [1], sandbox)  # from now on a zygote is there
    start = time.monotonic()
    do(sleep_and_fail, None, sandbox, wall_s=4)
    assert time.monotonic() - start < 8


@pytest.fixture
def zygote(sandboxed):
    zygote = start_zygote(read_grader_settings(make_configuration()))
    yield zygote
    zygote.close()


@contextlib.contextmanager
def start_reader(client, *more):
    """Have a zygote start a process that waits forever; yield it and a pipe that its end closes."""
    reading, writing = os.pipe()
    order = CallOrder("os.read", [reading, writing, *more], {}, GraderLimits())
    process = client.call(order)
    os.close(writing)
    with open(reading, "rb") as pipe:
        yield process, pipe


def test_a_grader_cannot_raise_the_limits_of_its_kernels(zygote):
    client = ZygoteClient(connection=zygote.connect({"wall_s": 1}))
    with start_reader(client) as (process, _):
        assert process.ended.wait(10)
        assert process.reason == "it ran for more than 1 seconds"


def test_a_grader_cannot_pass_on_a_connection_without_limits(zygote):
    client = ZygoteClient(connection=zygote.connect({"wall_s": 1}))
    with pytest.raises(ZygoteError):
        ZygoteClient(connection=client.connect())
    with start_reader(client) as (process, _):
        assert process.ended.wait(10)


def test_what_was_started_ends_at_a_disconnection_though_the_connection_is_open(zygote):
    connection = zygote.connect()
    with start_reader(ZygoteClient(connection=connection)) as (_, pipe):
        zygote.disconnect()
        assert select.select([pipe], [], [], 10)[0]


def test_a_grader_that_reads_no_answer_does_not_stop_the_zygote(zygote):
    connection = zygote.connect()
    request = {"do": "fork", "id": 1, "limits": GraderLimits().to_dict(), "env": {}, "cwd": "/"}
    for _ in range(200):  # more answers than a socket holds
        connection.send(json.dumps(request | {"call": "none." + 400 * "a"}).encode())
    client = ZygoteClient(connection=zygote.connect({"wall_s": 1}))
    with start_reader(client) as (process, _):
        assert process.ended.wait(30)


def leave_process(leaves):
    """Leave a process in the zygote of kernels that holds a copy of the grader's connection."""
    if leaves:
        [(_, kernels, _)] = grader_process.POOL._free
        connection = kernels._socket.fileno()
        kernels.call(CallOrder("os.read", [connection, connection], {}, GraderLimits()))
        time.sleep(0.5)
    return b"done"


def test_what_a_grader_started_ends_with_it_though_a_copy_of_its_connection_is_open(sandboxed):
    def count_processes():
        return len(psutil.Process().children(recursive=True))

    def run(leaves):
        order = graders.order_work(leave_process, leaves, graders.read_setup(make_configuration()))
        assert graders.run_grader(order).result == b"done"

    run(False)
    zygotes = count_processes()
    run(True)
    assert wait_until(lambda: count_processes() == zygotes)
