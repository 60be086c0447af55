"""The zygotes of this process, shared by its threads, or of one worker."""

import os
import threading
from collections.abc import Callable

from nbproctor.kernels.early import start_zygote
from nbproctor.kernels.process import ZYGOTE_ENDED, RunningProcess, ZygoteClient, ZygoteError
from nbproctor.kernels.settings import KernelSettings

END_LIMIT_S = 1.0  # for a kernel that was killed, before another zygote is started
LAST_END_LIMIT_S = 30.0  # where no other can be started; a kernel may have started many processes


class ZygotePool:
    """Zygotes by their settings.

    Without a sandbox, one zygote serves all kernels. A sandboxed zygote has one kernel at a time;
    it is given back while that kernel still ends, so that no caller waits for the end.
    """

    def __init__(self) -> None:
        self._shared: dict[KernelSettings, ZygoteClient] = {}
        self._free: list[tuple[KernelSettings, ZygoteClient, RunningProcess]] = []
        self._lock = threading.Lock()
        self._adopts = False

    def adopt(self, settings: KernelSettings, zygote: ZygoteClient) -> None:
        """Use this zygote, which another process started, for all kernels of this process."""
        self._adopts = True
        self._shared[settings] = zygote
        last = RunningProcess(0)
        last.ended.set()
        self.give_back(settings, zygote, last)

    def share(self, settings: KernelSettings) -> ZygoteClient:
        """Return the zygote of all kernels without a sandbox.

        Raises:
            ZygoteError: it did not start.
        """
        with self._lock:
            zygote = self._shared.get(settings)
            if zygote is None or not zygote.alive:
                self._require_own()
                zygote = self._shared[settings] = ZygoteClient(settings)
            return zygote

    def take(
        self,
        settings: KernelSettings,
        start: Callable[[KernelSettings], ZygoteClient] = start_zygote,
    ) -> ZygoteClient:
        """Return the zygote of all processes without a sandbox, or one for a sandboxed process.

        The latter is one that was given back, or a new one.

        Raises:
            ZygoteError: it did not start.
            SandboxError: no sandbox works here.
        """
        if not settings.sandboxed:
            return self.share(settings)
        while given_back := self._pop_free(settings):
            zygote, last = given_back
            limit_s = LAST_END_LIMIT_S if self._adopts else END_LIMIT_S
            if last.ended.wait(limit_s) and zygote.alive:
                return zygote
            zygote.close()
        self._require_own()
        return start(settings)

    def _require_own(self) -> None:
        if self._adopts:
            raise ZygoteError(f"{ZYGOTE_ENDED} has ended.")

    def _pop_free(self, settings: KernelSettings) -> tuple[ZygoteClient, RunningProcess] | None:
        with self._lock:
            for place in reversed(range(len(self._free))):
                if self._free[place][0] == settings:
                    return self._free.pop(place)[1:]
        return None

    def give_back(
        self, settings: KernelSettings, zygote: ZygoteClient, last: RunningProcess
    ) -> None:
        """Let another kernel have a zygote; the last kernel has ended or was killed."""
        with self._lock:
            self._free.append((settings, zygote, last))

    def settle(self) -> None:
        """Wait briefly until the kernels of all free zygotes have ended."""
        with self._lock:
            ending = [last for _, _, last in self._free]
        for last in ending:
            last.ended.wait(END_LIMIT_S)

    def close(self) -> None:
        """End all zygotes that have no kernel, and the shared ones."""
        with self._lock:
            zygotes = [zygote for _, zygote, _ in self._free]
            zygotes += self._shared.values()
            self._free, self._shared = [], {}
        for zygote in zygotes:
            zygote.close()

    def forget(self) -> None:
        """Forget all zygotes in a fork of this process; they belong to the parent."""
        self.__init__()  # type: ignore[misc]


POOL = ZygotePool()
if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=POOL.forget)
