"""Connect to the workers: a Dask cluster on this machine, or a Dask scheduler by address.

A worker on this machine is forked from a process that has already imported everything. It ends
when the caller ends, even if the caller is killed. To keep memory use independent of the size of
the class, only a few more tasks than workers are in flight, and results are released at once.
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
from nbproctor.compat.multiprocessing import hide_main
from nbproctor.errors import CourseError, program
from nbproctor.fingerprint import fingerprint

distributed: Any = _distributed  # its calls are untyped

# When a worker dies, the scheduler retries its task this many times.
RETRIES = 2
SPARE_TASKS = 2
CONNECT_TIMEOUT_S = 10
WORKERS_TIMEOUT_S = 30

SETTINGS = {
    "distributed.worker.multiprocessing-method": "forkserver",
    "distributed.scheduler.allowed-failures": RETRIES,
    # Tasks queue at the scheduler, not at a worker. Otherwise the death of a worker would count as
    # a failure of tasks that it had not started.
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.daemon": True,
    # Dask samples each worker's stack 100 times a second, checks its event loop 50 times a second
    # and reads the machine's load twice a second. A class run needs none of that.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.tick.limit": "1h",
    "distributed.admin.system-monitor.interval": "1h",
    # A submission's files travel with its task; Dask warns of tasks that are larger than 10 MB.
    "distributed.admin.large-graph-warning-threshold": "1GiB",
    "distributed.comm.timeouts.connect": f"{CONNECT_TIMEOUT_S}s",
    "distributed.logging.distributed": "critical",
}


@dataclass(frozen=True)
class Job:
    """A call for a worker, `function(task)`; `then` receives the outcome in this process."""

    function: Callable[[Any], Any]
    task: Any
    then: Callable[[Any], None]


class Workers:
    """A connected cluster; open it with `connect`."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __len__(self) -> int:
        return max(1, len(self._client.nthreads()))

    def run(self, jobs: deque[Job], more: Iterator[Job]) -> Iterator[tuple[Job, Any]]:
        """Run all jobs and yield each with its result or its exception.

        Jobs in the deque run first. The caller may append to the deque between results.
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
            outcome = _read_outcome(future)
            future.release()
            del future
            yield job, outcome


def _read_outcome(future: Any) -> Any:
    """Return a task's result, or the exception that it raised.

    If the worker that holds the result has died, Dask runs the task again, and this waits for it.
    """
    try:
        return future.result()
    except CourseError:
        raise
    except distributed.CancelledError:
        raise CourseError(
            "the connection to the scheduler is lost. Finished results are kept; start the "
            f"scheduler and run `{program()} grade` again."
        ) from None
    except distributed.KilledWorker:
        return RuntimeError(f"the worker process died {RETRIES + 1} times while grading it")
    except Exception as error:
        return error


def connect(
    workers: int | None, scheduler: str, packages: Sequence[str]
) -> AbstractContextManager[Workers]:
    """Connect to the scheduler at an address, or start a cluster on this machine if it is empty."""
    return connect_to_scheduler(scheduler, packages) if scheduler else start_local_cluster(workers)


@contextlib.contextmanager
def start_local_cluster(workers: int | None) -> Iterator[Workers]:
    """Start a cluster on this machine that listens on loopback only.

    Args:
        workers: number of processes; by default one for each core.
    """
    with dask.config.set(SETTINGS), _silence_dask(), hide_main():
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
def connect_to_scheduler(address: str, packages: Sequence[str]) -> Iterator[Workers]:
    """Connect to a running scheduler.

    Args:
        packages: the course's packages, which must be the same on every worker.

    Raises:
        CourseError: the scheduler does not answer, has no worker, or a worker has another version.
    """
    with dask.config.set(SETTINGS), _silence_dask():
        try:
            client = distributed.Client(address, timeout=CONNECT_TIMEOUT_S, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise CourseError(
                f"no Dask scheduler answers at {address} ({_shorten_error(error)}). Start one with "
                "`dask scheduler` and pass its address."
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
    ours = read_versions(packages)
    for worker, theirs in client.run(read_versions, packages, on_error="return").items():
        if isinstance(theirs, Exception):
            raise CourseError(
                f"the worker at {worker} cannot grade: {_shorten_error(theirs)}. Install nbproctor "
                f"{__version__} and the course there, and start the worker again."
            )
        for name, version in ours.items():
            if theirs.get(name) != version:
                raise CourseError(
                    f"the worker at {worker} has {name} {theirs.get(name)}, expected {version}. "
                    "Install the same packages there, and start the worker again."
                )


def read_versions(packages: Sequence[str]) -> dict[str, str]:
    """Return the versions that must be the same here and on every worker, by name."""
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "distributed": distributed.__version__,
        " with ".join(("nbproctor", *packages)): f"{__version__} ({fingerprint(packages)})",
    }


def _shorten_error(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


@contextlib.contextmanager
def _silence_dask() -> Iterator[None]:
    """Silence Dask's log: this module reports the errors that matter."""
    log = logging.getLogger("distributed")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)
