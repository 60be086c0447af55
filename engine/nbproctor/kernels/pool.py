"""The zygotes of this process, for all its threads: which are free, and which is everybody's."""

import os
import threading
from collections.abc import Callable

from nbproctor.kernels.process import RunningKernel, Zygote
from nbproctor.kernels.settings import KernelSettings

END_LIMIT_S = 1.0  # for a kernel that was killed


class ZygotePool:
    """Zygotes by their settings.

    Without a sandbox one zygote serves every kernel. In a sandbox a zygote has one kernel at a
    time. It is given back while that one ends, which takes a moment that nobody need wait for.
    """

    def __init__(self) -> None:
        self._everybodys: dict[KernelSettings, Zygote] = {}
        self._free: list[tuple[KernelSettings, Zygote, RunningKernel]] = []
        self._lock = threading.Lock()

    def everybodys(self, settings: KernelSettings) -> Zygote:
        """Return the zygote of all kernels that are not shut in.

        Raises:
            ZygoteError: it did not start.
        """
        with self._lock:
            zygote = self._everybodys.get(settings)
            if zygote is None or not zygote.alive:
                zygote = self._everybodys[settings] = Zygote(settings)
            return zygote

    def take(self, settings: KernelSettings, start: Callable[[], Zygote]) -> Zygote:
        """Return a zygote for one sandboxed kernel: one given back, or one that `start` starts."""
        while given_back := self._taken(settings):
            zygote, last = given_back
            if last.ended.wait(END_LIMIT_S) and zygote.alive:
                return zygote
            zygote.close()
        return start()

    def _taken(self, settings: KernelSettings) -> tuple[Zygote, RunningKernel] | None:
        with self._lock:
            for place in reversed(range(len(self._free))):
                if self._free[place][0] == settings:
                    return self._free.pop(place)[1:]
        return None

    def give_back(self, settings: KernelSettings, zygote: Zygote, last: RunningKernel) -> None:
        """Make a zygote free for another kernel: its last one has ended, or was killed."""
        with self._lock:
            self._free.append((settings, zygote, last))

    def settle(self) -> None:
        """Wait until the kernels of all that were given back have ended, but not for long."""
        with self._lock:
            ending = [last for _, _, last in self._free]
        for last in ending:
            last.ended.wait(END_LIMIT_S)

    def close(self) -> None:
        """End all that are not in use."""
        with self._lock:
            zygotes = [zygote for _, zygote, _ in self._free]
            zygotes += self._everybodys.values()
            self._free, self._everybodys = [], {}
        for zygote in zygotes:
            zygote.close()

    def forget(self) -> None:
        """In a forked copy of this process: they are the parent's."""
        self.__init__()  # type: ignore[misc]


POOL = ZygotePool()
if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=POOL.forget)
