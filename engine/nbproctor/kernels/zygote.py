"""The zygote: imports what notebooks need, once, and forks a kernel whenever it is asked to.

`nbproctor.kernels.process` starts it as `python -m nbproctor.kernels.zygote SETTINGS FD`, with a
socket to whoever asks for kernels, or one to which many connect: each is served by a fork. It never
starts a thread, which a fork does not survive, and runs none of a student's code. In a sandbox it
is process 1 of bubblewrap's namespaces, or of its own: it shuts every kernel in (`isolation`) and
watches what the kernel uses (`watchdog`).
"""

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from traitlets.utils.importstring import import_item

from nbproctor.garbage_collection import pause_collection
from nbproctor.kernels import isolation
from nbproctor.kernels.limits import Limits
from nbproctor.kernels.process import MODULES, NOT_ASKED_FOR
from nbproctor.kernels.settings import KernelSettings
from nbproctor.kernels.watchdog import Watchdog

WATCH_S = 0.25
LAST_WAIT_S = 2.0
MOST_DESCRIPTORS = 8
REASON_BYTES = 500


@dataclass
class ForkedKernel:
    """A kernel that runs: its process, and why it was killed if the zygote did that."""

    pid: int
    pidfd: int
    complaint: int
    watchdog: Watchdog | None
    reason: str = ""
    killed: bool = False

    def signal(self, number: int) -> None:
        """Send a signal to it and to its process group, which has a child of a student's too."""
        self.killed = self.killed or number == signal.SIGKILL
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)
        if number == signal.SIGKILL:  # a moment after its birth it has no group of its own
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, number)

    def bury(self) -> dict[str, Any]:
        """What became of it and of what it used, once it has ended."""
        asked_for = self.killed
        if self.watchdog is None:  # a namespace of its own ends with it, a process group does not
            self.signal(signal.SIGKILL)
        _, status, usage = os.wait4(self.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        os.set_blocking(self.complaint, False)
        with contextlib.suppress(OSError):
            told = os.read(self.complaint, REASON_BYTES).decode("utf-8", "replace")
            self.reason = self.reason or told
        cpu_s = usage.ru_utime + usage.ru_stime
        if code == -signal.SIGKILL and not asked_for and not self.reason:
            # A process's own limit of processor time may come before the watchdog.
            self.reason = NOT_ASKED_FOR
            if self.watchdog and cpu_s >= self.watchdog.limits.cpu_s:
                self.reason = self.watchdog.too_much_cpu()
        os.close(self.pidfd)
        os.close(self.complaint)
        return {
            "code": code,
            "reason": self.reason,
            "cpu_s": cpu_s,
            "memory_mib": usage.ru_maxrss / 1024,
        }


@dataclass
class Zygote:
    """Serves requests from one socket until its other end is closed."""

    requests: socket.socket
    sandboxed: bool
    kernels: dict[int, ForkedKernel] = field(default_factory=dict)
    poller: select.epoll = field(default_factory=select.epoll)

    def serve(self) -> None:
        """Answer requests and report ends, in turn; at last, end every kernel."""
        self.poller.register(self.requests, select.EPOLLIN | select.EPOLLHUP)
        asked = True
        while asked:
            wait_s = WATCH_S if self.sandboxed and self.kernels else -1
            for descriptor, _ in self.poller.poll(wait_s):
                if descriptor == self.requests.fileno():
                    asked = self._serve_one()
                else:
                    self._report_end(descriptor)
            self._watch()
        for kernel in self.kernels.values():
            kernel.signal(signal.SIGKILL)

    def _serve_one(self) -> bool:
        """Answer one request; False when there will be no more."""
        data, descriptors, _, _ = socket.recv_fds(self.requests, 2**20, MOST_DESCRIPTORS)
        if not data:
            return False
        message = json.loads(data)
        number = message["id"]
        if message["do"] == "fork":
            try:
                kernel = self.kernels[number] = self._fork(message, descriptors)
                self.poller.register(kernel.pidfd, select.EPOLLIN)
            except (OSError, isolation.IsolationError) as error:
                end = {"code": 71, "reason": str(error), "cpu_s": 0.0, "memory_mib": 0.0}
                self._send({"event": "end", "id": number, **end})
            for descriptor in descriptors:
                os.close(descriptor)
        elif message["do"] == "signal" and number in self.kernels:
            self.kernels[number].signal(message["signal"])
        return True

    def _fork(self, message: dict[str, Any], descriptors: list[int]) -> ForkedKernel:
        limits = Limits(**message["limits"]) if self.sandboxed else None
        if limits:
            own = os.open("/proc/self/ns/pid", os.O_RDONLY)
            isolation.new_process_namespace(own)
            os.close(own)
        watchdog = Watchdog(limits) if limits else None
        reading, writing = os.pipe2(os.O_CLOEXEC)
        try:
            pid = os.fork()
            if pid == 0:
                self.requests.detach()
                _become_kernel(message, limits, descriptors, writing)
        finally:
            os.close(writing)
        return ForkedKernel(pid, os.pidfd_open(pid), reading, watchdog)

    def _watch(self) -> None:
        for kernel in self.kernels.values():
            if kernel.watchdog and not kernel.reason:
                kernel.reason = kernel.watchdog.complaint()
                if kernel.reason:
                    kernel.signal(signal.SIGKILL)

    def _report_end(self, pidfd: int) -> None:
        number = next(each for each, kernel in self.kernels.items() if kernel.pidfd == pidfd)
        self.poller.unregister(pidfd)
        self._send({"event": "end", "id": number, **self.kernels.pop(number).bury()})

    def _send(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            self.requests.send(json.dumps(message).encode())


def _become_kernel(
    message: dict[str, Any], limits: Limits | None, descriptors: list[int], complaint: int
) -> NoReturn:
    """Run a kernel in this forked process, which has nothing of the zygote's open any more."""
    status = 70
    try:
        isolation.close_all_but({*descriptors, complaint})
        *listening, archive, output, errors = descriptors
        os.dup2(output, 1)
        os.dup2(errors, 2)
        _prepare(message, limits, archive)
        for descriptor in (archive, output, errors):
            os.close(descriptor)
        from nbproctor.kernels import kernel

        connection, arguments = message["connection"], message["arguments"]
        app = kernel.made(connection, listening, arguments, shut_in=limits is not None)
        os.close(complaint)  # a student has nothing to tell the zygote
        complaint = -1
        app.start()  # type: ignore[no-untyped-call]
        status = 0
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 0
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.write(complaint, f"{type(error).__name__}: {error}".encode()[:REASON_BYTES])
    finally:
        os._exit(status)


def _prepare(message: dict[str, Any], limits: Limits | None, archive: int) -> None:
    """Give this process the place, the environment and the limits of a kernel."""
    os.setsid()
    isolation.die_with_parent()
    if limits is None:
        os.environ.clear()
        os.environ.update(message["env"])
        os.chdir(message["cwd"])
        return
    isolation.enter(limits)
    os.environ.update(message["env"])
    os.chdir(isolation.HOME)
    from nbproctor.kernels import kernel

    with open(archive, "rb", closefd=False) as file:
        kernel.unpack(file.read(), Path(isolation.HOME))


def warm_up(modules: Iterable[str], functions: Iterable[str] = ()) -> list[str]:
    """Import modules, then call functions; return what failed, with the reason."""
    failed = []
    with pause_collection():
        for name in modules:
            try:
                import_module(name)
            except Exception as error:
                failed.append(f"{name}: {error}")
        for name in functions:
            try:
                import_item(name)()
            except Exception as error:
                failed.append(f"{name}: {error}")
        for module in list(sys.modules.values()):
            hasattr(module, "__file__")  # a kernel asks so when it starts: lazy ones import now
    return failed


def serve_clients(listening: socket.socket, lifeline: int, ready: dict[str, Any]) -> None:
    """Be a zygote in a sandbox of its own for each client that connects, in a fork of this process.

    Args:
        lifeline: of a pipe the end that is read from; when the other end is closed nobody will
            connect any more, and all of them end.
        ready: what a client is told first.
    """
    while True:
        readable, _, _ = select.select([listening.fileno(), lifeline], [], [])
        if lifeline in readable:
            break
        _bury_ended()
        client, _ = listening.accept()
        with client, contextlib.suppress(OSError):  # who cannot be served helps himself
            if os.fork() == 0:
                listening.close()
                os.close(lifeline)
                _become_zygote(client, ready)
    _bury_ended(LAST_WAIT_S)


def _bury_ended(wait_s: float = 0.0) -> None:
    """Take note of children that have ended, or do so soon: what they used counts as ours then."""
    end = time.monotonic() + wait_s
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0] or time.monotonic() < end:
            time.sleep(0.001)


def _become_zygote(client: socket.socket, ready: dict[str, Any]) -> NoReturn:
    """Serve one client from a sandbox of its own; where there can be none, it is not told ready."""
    try:
        isolation.unshare_sandbox()
        if os.fork() == 0:
            isolation.enter_sandbox()
            client.send(json.dumps(ready).encode())
            Zygote(client, sandboxed=True).serve()
    finally:
        os._exit(0)


def main() -> None:
    """Warm up, say so, and serve."""
    settings = KernelSettings.from_json(sys.argv[1])
    descriptor, *lifeline = map(int, sys.argv[2:])
    sys.argv[1:] = []
    sys.path[:] = [each for each in sys.path if each not in ("", os.getcwd())]
    requests = socket.socket(fileno=descriptor)
    requests.set_inheritable(False)
    started = time.monotonic()
    if settings.sandboxed:
        sys.modules["debugpy"] = None  # type: ignore[assignment]  # nobody debugs a sandboxed kernel
    failed = warm_up([*settings.preload, *MODULES], settings.prepare)
    import_module("nbproctor.kernels.kernel").know_backends()
    gc.freeze()  # what is imported by now is no garbage; a kernel need not look through it
    ready = {
        "event": "ready",
        "threads": len(os.listdir("/proc/self/task")),
        "failed": failed,
        "seconds": time.monotonic() - started,
    }
    if lifeline:
        serve_clients(requests, lifeline[0], ready)
        os._exit(0)  # at once: Python would look through all that was imported
    if settings.sandboxed:
        isolation.protect_memory()
        isolation.forbid_user_namespaces()
    requests.send(json.dumps(ready).encode())
    Zygote(requests, settings.sandboxed).serve()


if __name__ == "__main__":
    main()
