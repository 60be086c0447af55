"""The zygotes of this process, for all its threads: which are free, and which is everybody's."""

import os
import threading
from collections.abc import Callable

from course.kernels.process import RunningKernel, Zygote

END_LIMIT_S = 1.0  # for a kernel that was killed


class ZygotePool:
    """Zygotes by what they are for.

    Without a sandbox one zygote serves every kernel. In a sandbox a zygote has one kernel at a
    time. It is given back while that one ends, which takes a moment that nobody need wait for.
    """

    def __init__(self) -> None:
        self._everybodys: Zygote | None = None
        self._free: list[tuple[Zygote, RunningKernel]] = []
        self._lock = threading.Lock()

    def everybodys(self) -> Zygote:
        """The zygote of all kernels that are not shut in; raises ZygoteError."""
        with self._lock:
            if self._everybodys is None or not self._everybodys.alive:
                self._everybodys = Zygote()
            return self._everybodys

    def take(self, start: Callable[[], Zygote]) -> Zygote:
        """A zygote for one sandboxed kernel: one given back, or one that `start` starts."""
        while given_back := self._taken():
            zygote, last = given_back
            if last.ended.wait(END_LIMIT_S) and zygote.alive:
                return zygote
            zygote.close()
        return start()

    def _taken(self) -> tuple[Zygote, RunningKernel] | None:
        with self._lock:
            return self._free.pop() if self._free else None

    def give_back(self, zygote: Zygote, last: RunningKernel) -> None:
        """Its last kernel has ended, or was killed; it is free for another."""
        with self._lock:
            self._free.append((zygote, last))

    def settle(self) -> None:
        """Wait until the kernels of all that were given back have ended, but not for long."""
        with self._lock:
            ending = [last for _, last in self._free]
        for last in ending:
            last.ended.wait(END_LIMIT_S)

    def close(self) -> None:
        """End all that are not in use."""
        with self._lock:
            zygotes = [zygote for zygote, _ in self._free]
            zygotes += [self._everybodys] if self._everybodys else []
            self._free, self._everybodys = [], None
        for zygote in zygotes:
            zygote.close()

    def forget(self) -> None:
        """In a forked copy of this process: they are the parent's."""
        self.__init__()  # type: ignore[misc]


POOL = ZygotePool()
if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=POOL.forget)
