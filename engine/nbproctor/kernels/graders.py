"""Graders: processes that can be killed, one for each piece of work on a submission.

All that reads what a student handed in runs in a grader: restoring and analysing cells, running
grade cells, cleaning outputs, making a page. A grader is forked for one piece of work, in a sandbox
like that of kernels, with the limits of `c.GraderLimits`. It gets the work as bytes, and a
connection through which kernels are forked. It sees no folder of the course, no gradebook, no other
submission and no network, and its result is bytes. The process that asks for the work only waits.
Where processes cannot be forked, the work is done in the process that asks for it.
"""

import contextlib
import os
import pickle
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import cloudpickle  # type: ignore[import-untyped]
from traitlets.config import Config

from nbproctor.kernels import grader_process
from nbproctor.kernels.limits import GraderLimits, KernelLimits
from nbproctor.kernels.pool import POOL, ZygotePool
from nbproctor.kernels.process import (
    NOT_ASKED_FOR,
    ZYGOTE_ENDED,
    CallOrder,
    RunningProcess,
    ZygoteClient,
    ZygoteError,
)
from nbproctor.kernels.provisioner import find_provisioner, forks_here, require_provisioner
from nbproctor.kernels.settings import KernelSettings, read_grader_settings
from nbproctor.settings import ClassRun

RETRIES = 2
WAIT_S = 5.0  # beyond the wall-clock limit, for a zygote that does not enforce it

Work = Callable[[Any], bytes]


@dataclass(frozen=True)
class GraderSetup:
    """How a course's graders are set up; plain values, so that another machine can use them.

    Attributes:
        settings: how the zygote of graders is prepared.
        kernels: how the zygote of kernels is prepared; None if kernels start cold.
        limits: the limits of a grader, by name.
        kernel_limits: the largest limits that it may give a kernel, by name.
        private: environment variables that a grader must not have.
    """

    settings: KernelSettings
    kernels: KernelSettings | None
    limits: Mapping[str, int]
    kernel_limits: Mapping[str, int]
    private: tuple[str, ...] = ()


@dataclass(frozen=True)
class GraderOrder:
    """A piece of work for a grader.

    Attributes:
        work: the pickled function, its argument, and the settings of kernels.
        uses_kernels: whether the work needs a connection to a zygote of kernels.
        environment: environment variables for the work.
    """

    work: bytes
    setup: GraderSetup
    uses_kernels: bool
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class GraderReport:
    """What came of a piece of work.

    Attributes:
        result: what the function returned; empty if there is a problem.
        problem: why there is no result, with the stage and the limit.
        cpu_s, memory_mib: processor seconds and largest size of the grader, without its kernels.
        may_succeed: whether another try may have another outcome: something from outside ended the
            grader or the process that forks its kernels, or the work raised `TryAgain`.
    """

    result: bytes = b""
    problem: str = ""
    cpu_s: float = 0.0
    memory_mib: float = 0.0
    may_succeed: bool = False


def read_setup(config: Config) -> GraderSetup:
    """Read how graders are set up from a course's configuration."""
    provisioner, kernel_limits = find_provisioner(), KernelLimits(config=config).to_dict()
    return GraderSetup(
        read_grader_settings(config),
        provisioner.find_settings(config) if provisioner else None,
        GraderLimits(config=config).to_dict(),
        {name: most for name, most in kernel_limits.items() if most is not None},
        tuple(ClassRun(config=config).private_variables),
    )


def order_work(
    function: Work,
    argument: Any,
    setup: GraderSetup,
    environment: tuple[tuple[str, str], ...] = (),
    uses_kernels: bool = True,
) -> GraderOrder:
    """Describe work for a grader.

    Args:
        function: a function of a module; it is called with the argument in the grader.
        environment: environment variables for the work.
        uses_kernels: whether the work runs cells in kernels.

    Raises:
        CourseError: a sandbox is set, but kernels do not come from nbproctor.
    """
    if uses_kernels and setup.kernels is None and setup.settings.sandboxed:
        require_provisioner()
    uses_kernels = uses_kernels and setup.kernels is not None
    work = cloudpickle.dumps((function, argument, setup.kernels))
    return GraderOrder(work, setup, uses_kernels, environment)


def run_grader(order: GraderOrder, pool: ZygotePool | None = None) -> GraderReport:
    """Have a grader do a piece of work; try again if it failed without exceeding a limit.

    All tries together have the wall-clock limit of one.

    Args:
        pool: the zygotes from which the grader and its kernels are forked; by default those that
            all threads of this process share.
    """
    if not forks_here():
        return _run_here(order)
    report, end = GraderReport(), time.monotonic() + order.setup.limits["wall_s"]
    for _ in range(1 + RETRIES):
        left_s = max(1, round(end - time.monotonic()))
        try:
            limits = GraderLimits(**{**order.setup.limits, "wall_s": left_s})
            report = _run_once(order, limits, pool or POOL)
        except ZygoteError as error:
            report = GraderReport(problem=str(error), may_succeed=True)
        if not report.may_succeed or time.monotonic() > end:
            break
    return report


def _run_once(order: GraderOrder, limits: GraderLimits, pool: ZygotePool) -> GraderReport:
    """Have a grader do the work.

    Raises:
        ZygoteError: the grader or its kernels could not be started.
    """
    settings = order.setup.settings
    with contextlib.ExitStack() as stack:
        zygote = stack.enter_context(_borrow(pool, settings))
        work, result, stage = (
            stack.enter_context(_memory_file(name)) for name in ("work", "result", "stage")
        )
        os.write(work, order.work)
        os.lseek(work, 0, os.SEEK_SET)
        descriptors, connections = [work, result, stage], list[socket.socket]()
        kernels: ZygoteClient | None = None
        if order.uses_kernels and order.setup.kernels is not None:
            kernels = stack.enter_context(_borrow(pool, order.setup.kernels))
            connections.append(kernels.connect(order.setup.kernel_limits))
            descriptors.append(connections[0].fileno())
        process = zygote.call(
            CallOrder(
                "nbproctor.kernels.grader_process.run",
                descriptors,
                _choose_environment(order),
                limits if settings.sandboxed else None,
            )
        )
        for connection in connections:
            connection.close()  # the kernels end when the grader closes its copy
        if not process.ended.wait(limits.wall_s + (WAIT_S if settings.sandboxed else 0)):
            zygote.signal(process, signal.SIGKILL)
            process.ended.wait(WAIT_S)
            process.reason = f"it ran for more than {limits.wall_s} seconds"
        report = _read_report(process, result, stage, limits)
        if kernels is not None and not kernels.alive:
            # Something from outside ended it, because no student's code can.
            report = replace(report, may_succeed=True)
        return report


@contextlib.contextmanager
def _borrow(pool: ZygotePool, settings: KernelSettings) -> Iterator[ZygoteClient]:
    """Take a zygote for the block."""
    zygote, ended = pool.take(settings), RunningProcess(0)
    ended.ended.set()
    try:
        yield zygote
    finally:
        if settings.sandboxed:
            zygote.disconnect()  # a process may hold a copy of a connection and outlive the grader
            pool.give_back(settings, zygote, ended)


def _read_report(
    process: RunningProcess, result: int, stage: int, limits: GraderLimits
) -> GraderReport:
    used = GraderReport(cpu_s=process.cpu_s, memory_mib=process.memory_mib)
    if process.code in (0, grader_process.TRY_AGAIN):
        size = os.fstat(result).st_size
        if size <= limits.file_mib * 2**20:
            done = replace(used, result=os.pread(result, size, 0))
            return replace(done, may_succeed=process.code == grader_process.TRY_AGAIN)
        process.reason = f"its result is larger than {limits.file_mib} MiB"
    from_outside = process.reason.startswith((NOT_ASKED_FOR, ZYGOTE_ENDED))
    reason = process.reason or f"it ended with status {process.code}"
    at = os.pread(stage, grader_process.STAGE_BYTES, 0).decode("utf-8", "replace").strip("\0 ")
    problem = grader_process.describe_stop(reason, at)
    return replace(used, problem=problem, may_succeed=from_outside)


def _choose_environment(order: GraderOrder) -> dict[str, str]:
    """Return the environment: in a sandbox additions to its own, elsewhere all variables."""
    if order.setup.settings.sandboxed:
        return dict(order.environment)
    kept = {name: value for name, value in os.environ.items() if name not in order.setup.private}
    return kept | dict(order.setup.settings.environment) | dict(order.environment)


@contextlib.contextmanager
def _memory_file(name: str) -> Iterator[int]:
    """Provide a file descriptor of a file in memory."""
    descriptor = os.memfd_create(name)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _run_here(order: GraderOrder) -> GraderReport:
    """Do the work in this process, with its environment variables."""
    kept = dict(os.environ)
    for name in order.setup.private:
        os.environ.pop(name, None)
    os.environ.update(order.environment)
    grader_process.become_grader()
    try:
        function, argument, _ = pickle.loads(order.work)
        return GraderReport(function(argument))
    except grader_process.TryAgain as failure:
        return GraderReport(failure.result)
    except (Exception, SystemExit) as error:
        return GraderReport(problem=f"{type(error).__name__}: {error}")
    finally:
        grader_process.become_grader(False)
        os.environ.clear()
        os.environ.update(kept)
