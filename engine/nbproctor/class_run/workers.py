"""Workers: each waits for one grader after another, in a thread here or on a cluster.

To keep memory use independent of the size of the class, only a few more jobs than workers are in
flight.
"""

import contextlib
import os
import queue
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from nbproctor.errors import CourseError
from nbproctor.kernels.graders import GraderOrder, run_grader
from nbproctor.kernels.pool import ZygotePool
from nbproctor.kernels.provisioner import forks_here
from nbproctor.temporary import remove_leftovers

SPARE_JOBS = 2
END_LIMIT_S = 10.0  # for the zygotes of a run that is over


@dataclass(frozen=True)
class Job:
    """A piece of work for a grader; `then` receives the outcome."""

    order: GraderOrder
    then: Callable[[Any], None]


class Workers(ABC):
    """Workers that are ready; open them with `open_workers`."""

    @abstractmethod
    def __len__(self) -> int:
        """Return how many there are now."""

    @abstractmethod
    def submit(self, job: Job) -> Hashable:
        """Give the job to a worker, and return a mark that tells it from others."""

    @abstractmethod
    def wait(self) -> tuple[Hashable, Any]:
        """Wait until a job is done; return its mark, and its result or its exception."""

    def run(self, jobs: deque[Job], more: Iterator[Job]) -> Iterator[tuple[Job, Any]]:
        """Run all jobs and yield each with its result or its exception.

        Jobs in the deque run first. The caller may append to the deque between results.

        Raises:
            CourseError: the run cannot go on.
        """
        waiting: dict[Hashable, Job] = {}
        while True:
            while len(waiting) < len(self) + SPARE_JOBS:
                job = jobs.popleft() if jobs else next(more, None)
                if job is None:
                    break
                waiting[self.submit(job)] = job
            if not waiting:
                return
            mark, outcome = self.wait()
            if isinstance(outcome, CourseError):
                raise outcome
            yield waiting.pop(mark), outcome


class LocalWorkers(Workers):
    """Threads of this process, each with zygotes of its own.

    Threads are enough: a worker parses nothing of a submission, and sleeps until its grader ends.
    """

    def __init__(self, number: int) -> None:
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[Hashable, Any]] = queue.SimpleQueue()
        # They end with the process, whatever they wait for.
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(number)]
        for thread in self._threads:
            thread.start()

    def __len__(self) -> int:
        return len(self._threads)

    def submit(self, job: Job) -> Hashable:
        """Give the job to the first thread that is idle; see `Workers.submit`."""
        self._jobs.put(job)
        return id(job)

    def wait(self) -> tuple[Hashable, Any]:
        """Wait for a thread; see `Workers.wait`."""
        return self._done.get()

    def dismiss(self) -> None:
        """Let each worker end, and its zygotes with it, when it has nothing left to do."""
        for _ in self._threads:
            self._jobs.put(None)

    def join(self) -> None:
        """Wait until all have ended."""
        for thread in self._threads:
            thread.join(END_LIMIT_S)

    def _work(self) -> None:
        with contextlib.closing(ZygotePool()) as pool:
            while job := self._jobs.get():
                try:
                    outcome: Any = run_grader(job.order, pool)
                except Exception as error:
                    outcome = error
                self._done.put((id(job), outcome))


@contextlib.contextmanager
def open_workers(
    number: int | None, scheduler: str, packages: Sequence[str], fingerprint: str
) -> Iterator[Workers]:
    """Connect to the scheduler at an address, or start workers here if it is empty.

    Args:
        number: of the workers here; by default one for each core.
        packages: the course's packages, which must be the same on every worker.
        fingerprint: their fingerprint here.

    Raises:
        CourseError: the scheduler does not answer, has no worker, or a worker has another version.
    """
    if scheduler:
        from nbproctor.class_run import cluster  # the import takes long

        with cluster.connect(scheduler, packages, fingerprint) as connected:
            yield connected
    else:
        remove_leftovers()
        # Where no grader can be forked, its work changes this process's environment variables.
        workers = LocalWorkers((number or os.cpu_count() or 1) if forks_here() else 1)
        try:
            yield workers
        finally:
            workers.dismiss()
        workers.join()  # after an error, nobody waits for work that is under way
