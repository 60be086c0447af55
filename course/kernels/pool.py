"""The zygotes of this process, for all its threads: which are free, and which is everybody's."""

import os
import threading
from collections.abc import Callable

from course.kernels.process import Zygote


class ZygotePool:
    """Zygotes by what they are for.

    Without a sandbox one zygote serves every kernel. In a sandbox a zygote has one kernel at a
    time: the next one is for whom it was given back by.
    """

    def __init__(self) -> None:
        self._everybodys: Zygote | None = None
        self._free: list[Zygote] = []
        self._lock = threading.Lock()

    def everybodys(self) -> Zygote:
        """The zygote of all kernels that are not shut in; raises ZygoteError."""
        with self._lock:
            if self._everybodys is None or not self._everybodys.alive:
                self._everybodys = Zygote()
            return self._everybodys

    def take(self, start: Callable[[], Zygote]) -> Zygote:
        """A zygote for one sandboxed kernel: a free one, or one that `start` starts."""
        with self._lock:
            while self._free:
                zygote = self._free.pop()
                if zygote.alive:
                    return zygote
        return start()

    def give_back(self, zygote: Zygote) -> None:
        """Its kernel has ended; it is free for another."""
        with self._lock:
            self._free.append(zygote)

    def close(self) -> None:
        """End all that are not in use."""
        with self._lock:
            zygotes = [*self._free, *([self._everybodys] if self._everybodys else [])]
            self._free, self._everybodys = [], None
        for zygote in zygotes:
            zygote.close()

    def forget(self) -> None:
        """In a forked copy of this process: they are the parent's."""
        self.__init__()  # type: ignore[misc]


POOL = ZygotePool()
if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=POOL.forget)
