"""Workers on a cluster, which is known by the address of its Dask scheduler."""

import contextlib
import logging
import platform
from collections.abc import Hashable, Iterator, Sequence
from typing import Any

import dask
import distributed as _distributed

from nbproctor import __version__
from nbproctor.class_run.workers import Job, Workers
from nbproctor.errors import CourseError, program
from nbproctor.fingerprint import fingerprint
from nbproctor.kernels.graders import GraderOrder, GraderReport, run_grader

distributed: Any = _distributed  # its calls are untyped

CONNECT_TIMEOUT_S = 10
WORKERS_TIMEOUT_S = 30

SETTINGS = {
    # A submission's files travel with its task; Dask warns of tasks that are larger than 10 MB.
    "distributed.admin.large-graph-warning-threshold": "1GiB",
    "distributed.comm.timeouts.connect": f"{CONNECT_TIMEOUT_S}s",
}


class VersionError(CourseError):
    """The worker's packages differ from those of the calling machine."""


def do_work(order: GraderOrder, theirs: str, packages: tuple[str, ...]) -> GraderReport:
    """Have a grader do a piece of work on a worker, which reads nothing of a submission.

    Args:
        theirs: the fingerprint of the calling machine's packages.
        packages: the names of the course's packages.

    Raises:
        VersionError: the packages installed here differ from those of the calling machine.
    """
    if theirs != fingerprint(packages):
        names = ", ".join(("nbproctor", *packages))
        raise VersionError(
            f"a worker's files of {names} differ from those here. Install the same files on every "
            "worker, then start the workers again."
        )
    return run_grader(order)


class ClusterWorkers(Workers):
    """The workers of a scheduler. They may join and leave during a run."""

    def __init__(self, client: Any, packages: Sequence[str], fingerprint: str) -> None:
        self._client, self._more = client, (fingerprint, tuple(packages))
        self._finished = distributed.as_completed(loop=client.loop)

    def __len__(self) -> int:
        return max(1, len(self._client.nthreads()))

    def submit(self, job: Job) -> Hashable:
        """Send the job to the scheduler; see `Workers.submit`."""
        future = self._client.submit(do_work, job.order, *self._more, pure=False)
        self._finished.add(future)
        key: str = future.key
        return key

    def wait(self) -> tuple[Hashable, Any]:
        """Wait for the scheduler; see `Workers.wait`."""
        future = next(self._finished)
        key, outcome = future.key, _read_outcome(future)
        future.release()  # otherwise the worker keeps the result
        return key, outcome


def _read_outcome(future: Any) -> Any:
    """Return a task's result, or the exception that it raised.

    If the worker that holds the result has died, Dask runs the task again, and this waits for it.
    """
    try:
        return future.result()
    except distributed.CancelledError:
        return CourseError(
            "the connection to the scheduler is lost. Finished results are kept; start the "
            f"scheduler and run `{program()} grade` again."
        )
    except distributed.KilledWorker:
        return RuntimeError("every worker that tried to grade it died")
    except Exception as error:
        return error


@contextlib.contextmanager
def connect(address: str, packages: Sequence[str], fingerprint: str) -> Iterator[ClusterWorkers]:
    """Connect to a running scheduler.

    Args:
        packages: the course's packages, which must be the same on every worker.
        fingerprint: their fingerprint here.

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
            yield ClusterWorkers(client, packages, fingerprint)


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
