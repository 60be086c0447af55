"""The processes that grade: a Dask cluster on this machine, or any Dask scheduler by address.

On this machine a worker is forked from one process that has imported everything once; it ends
with the caller, however that ends. Only a few tasks more than there are workers are on the way at
any time, and a result is let go as soon as it was taken, so that memory does not grow with the
class.
"""

import contextlib
import logging
import os
import platform
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import dask
import distributed as _distributed

from nbproctor import __version__
from nbproctor.class_run.tasks import fingerprint
from nbproctor.compat.multiprocessing import hide_main
from nbproctor.errors import CourseError, program

distributed: Any = _distributed  # its calls are untyped

# A worker that dies takes its task along; the scheduler tries it again this often.
RETRIES = 2
SPARE_TASKS = 2
CONNECT_TIMEOUT_S = 10
WORKERS_TIMEOUT_S = 30

SETTINGS = {
    "distributed.worker.multiprocessing-method": "forkserver",
    "distributed.scheduler.allowed-failures": RETRIES,
    # A task waits at the scheduler, not at a worker that may die: only its own deaths count.
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.daemon": True,
    # Looks a hundred times a second at what a worker does, and fifty times whether it is well, and
    # twice at what the machine does.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.tick.limit": "1h",
    "distributed.admin.system-monitor.interval": "1h",
    "distributed.comm.timeouts.connect": f"{CONNECT_TIMEOUT_S}s",
    "distributed.logging.distributed": "critical",
}


@dataclass(frozen=True)
class Job:
    """One call for a worker, `function(task)`, and what to do here with its outcome."""

    function: Callable[[Any], Any]
    task: Any
    then: Callable[[Any], None]


class Workers:
    """A connected cluster; open it with `local` or `remote`."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __len__(self) -> int:
        return max(1, len(self._client.nthreads()))

    def run(self, jobs: deque[Job], more: Iterator[Job]) -> Iterator[tuple[Job, Any]]:
        """Do all jobs, those in the deque first; yields each with its result or its exception.

        The deque may grow while the results are taken.
        """
        waiting: dict[str, tuple[Job, Any]] = {}
        finished = distributed.as_completed(loop=self._client.loop)
        in_flight = len(self) + SPARE_TASKS
        while True:
            while len(waiting) < in_flight:
                job = jobs.popleft() if jobs else next(more, None)
                if job is None:
                    break
                future = self._client.submit(job.function, job.task, pure=False)
                waiting[future.key] = (job, future)
                finished.add(future)
            if not waiting:
                return
            future = next(finished)
            job = waiting.pop(future.key)[0]
            outcome = _outcome(future)
            future.release()
            del future
            yield job, outcome


def _outcome(future: Any) -> Any:
    """A result, or the exception that a task ended with."""
    if future.status == "finished":
        return future.result()
    if future.status == "cancelled":
        raise CourseError(
            "the scheduler went away. What was finished is kept; start it and run "
            f"`{program()} grade` again."
        )
    error = future.exception()
    if isinstance(error, CourseError):
        raise error
    if isinstance(error, distributed.KilledWorker):
        return RuntimeError(f"the worker process died {RETRIES + 1} times while grading it")
    return error


def connected(
    workers: int | None, scheduler: str, packages: Sequence[str]
) -> AbstractContextManager[Workers]:
    """The cluster of the scheduler at this address, or one on this machine."""
    return remote(scheduler, packages) if scheduler else local(workers)


@contextlib.contextmanager
def local(workers: int | None) -> Iterator[Workers]:
    """A cluster of processes on this machine, one a core by default, reachable from here alone."""
    with dask.config.set(SETTINGS), _quiet(), hide_main():
        cluster = distributed.LocalCluster(
            n_workers=workers or os.cpu_count() or 1,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            memory_limit=0,
            silence_logs=logging.CRITICAL,
        )
        with cluster, distributed.Client(cluster, set_as_default=False) as client:
            yield Workers(client)


@contextlib.contextmanager
def remote(address: str, packages: Sequence[str]) -> Iterator[Workers]:
    """The cluster of a scheduler that runs already.

    Args:
        packages: of the course, which must be the same on every worker.

    Raises:
        CourseError: nobody answers there, no worker is connected, or one has another version.
    """
    with dask.config.set(SETTINGS), _quiet():
        try:
            client = distributed.Client(address, timeout=CONNECT_TIMEOUT_S, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise CourseError(
                f"no Dask scheduler answers at {address} ({_line(error)}). Start one with "
                "`dask scheduler`, and give its address."
            ) from None
        with client:
            _require_workers(client, address, packages)
            yield Workers(client)


def _require_workers(client: Any, address: str, packages: Sequence[str]) -> None:
    try:
        client.wait_for_workers(1, timeout=WORKERS_TIMEOUT_S)
    except TimeoutError:
        raise CourseError(
            f"the scheduler at {address} has no worker. Start some with "
            f"`dask worker {address} --nthreads 1`."
        ) from None
    ours = versions(packages)
    for worker, theirs in client.run(versions, packages, on_error="return").items():
        if isinstance(theirs, Exception):
            raise CourseError(
                f"the worker at {worker} cannot grade: {_line(theirs)}. Install nbproctor "
                f"{__version__} and the course there, and start the worker again."
            )
        for name, version in ours.items():
            if theirs.get(name) != version:
                raise CourseError(
                    f"the worker at {worker} has {name} {theirs.get(name)}, here it is {version}. "
                    "Install the same there, and start the worker again."
                )


def versions(packages: Sequence[str]) -> dict[str, str]:
    """What must be the same here and on every worker."""
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "distributed": distributed.__version__,
        " with ".join(("nbproctor", *packages)): f"{__version__} ({fingerprint(packages)})",
    }


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's log to itself: what matters is said by us."""
    log = logging.getLogger("distributed")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)
