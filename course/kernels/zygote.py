"""The zygote: imports what notebooks need, once, and forks a kernel whenever it is asked to.

Started as `python -m course.kernels.zygote FD SETTINGS` by `course.kernels.process`, with a socket
to whoever starts kernels. It never runs a TensorFlow operation, which would start threads that a
fork does not survive, and none of a student's code. In a sandbox it is process 1 of bubblewrap's
namespaces: it shuts every kernel in (`isolation`) and watches what the kernel uses (`watchdog`).
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
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from course.kernels import isolation
from course.kernels.watchdog import Watchdog

WATCH_S = 0.25
MOST_DESCRIPTORS = 8


@dataclass
class ForkedKernel:
    """A kernel that runs: its process, and why it was killed if the zygote did that."""

    pid: int
    pidfd: int
    complaint: int
    watchdog: Watchdog | None
    reason: str = ""


@dataclass
class Zygote:
    """Serves requests from one socket until its other end is closed."""

    requests: socket.socket
    limits: isolation.Limits | None
    kernels: dict[int, ForkedKernel] = field(default_factory=dict)

    def serve(self) -> None:
        """Answer requests and report ends, in turn."""
        with select.epoll() as poller:
            poller.register(self.requests, select.EPOLLIN | select.EPOLLHUP)
            while True:
                wait_s = WATCH_S if self.limits and self.kernels else -1
                for descriptor, _ in poller.poll(wait_s):
                    if descriptor == self.requests.fileno():
                        if not self._serve_one(poller):
                            return
                    else:
                        self._report_end(descriptor, poller)
                self._watch()

    def _serve_one(self, poller: select.epoll) -> bool:
        """Answer one request; False when there will be no more."""
        message, descriptors = _receive(self.requests)
        if message is None:
            return False
        if message["do"] == "fork":
            kernel = self._fork(message, descriptors)
            self.kernels[message["id"]] = kernel
            poller.register(kernel.pidfd, select.EPOLLIN)
        elif message["do"] == "signal" and message["id"] in self.kernels:
            self._signal(self.kernels[message["id"]], message["signal"])
        return True

    def _fork(self, message: dict[str, Any], descriptors: list[int]) -> ForkedKernel:
        if self.limits:
            own = os.open("/proc/self/ns/pid", os.O_RDONLY)
            isolation.new_process_namespace(own)
            os.close(own)
        reading, writing = os.pipe2(os.O_CLOEXEC)
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            self.requests.close()
            self._become_kernel(message, descriptors, writing)
        os.close(writing)
        for descriptor in descriptors:
            os.close(descriptor)
        watchdog = Watchdog(pid, self.limits) if self.limits else None
        return ForkedKernel(pid, os.pidfd_open(pid), reading, watchdog)

    def _become_kernel(self, message: dict[str, Any], descriptors: list[int], writing: int) -> None:
        """Run a kernel in this forked process; does not return."""
        status = 70
        try:
            *listening, archive = descriptors
            _prepare(message, self.limits, archive)
            from course.kernels import kernel

            os.set_inheritable(writing, False)
            kernel.run(message["connection"], listening, message["arguments"])
            status = 0
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else 0
        except BaseException as error:
            with contextlib.suppress(OSError):
                os.write(writing, f"{type(error).__name__}: {error}"[:500].encode())
        finally:
            os._exit(status)

    def _signal(self, kernel: ForkedKernel, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            if self.limits or number == signal.SIGINT:
                signal.pidfd_send_signal(kernel.pidfd, number)
            else:  # what the kernel started belongs to its process group
                os.killpg(kernel.pid, number)

    def _watch(self) -> None:
        for kernel in self.kernels.values():
            if kernel.watchdog and not kernel.reason:
                kernel.reason = kernel.watchdog.complaint()
                if kernel.reason:
                    self._signal(kernel, signal.SIGKILL)

    def _report_end(self, pidfd: int, poller: select.epoll) -> None:
        number = next(each for each, kernel in self.kernels.items() if kernel.pidfd == pidfd)
        kernel = self.kernels.pop(number)
        poller.unregister(pidfd)
        _, status, usage = os.wait4(kernel.pid, 0)
        os.set_blocking(kernel.complaint, False)
        with contextlib.suppress(OSError):
            kernel.reason = kernel.reason or os.read(kernel.complaint, 500).decode(
                "utf-8", "replace"
            )
        if not self.limits:
            with contextlib.suppress(OSError):
                os.killpg(kernel.pid, signal.SIGKILL)
        os.close(pidfd)
        os.close(kernel.complaint)
        end = {
            "event": "end",
            "id": number,
            "code": os.waitstatus_to_exitcode(status),
            "reason": kernel.reason,
            "cpu_s": usage.ru_utime + usage.ru_stime,
            "memory_mib": usage.ru_maxrss / 1024,
        }
        _send(self.requests, end)


def _prepare(message: dict[str, Any], limits: isolation.Limits | None, archive: int) -> None:
    """Give this process the place, the environment and the limits of a kernel."""
    signal.set_wakeup_fd(-1)
    os.setsid()
    if limits is None:
        os.close(archive)
        os.environ.clear()
        os.environ.update(message["env"])
        os.chdir(message["cwd"])
        return
    isolation.enter(limits)
    os.environ.update(message["env"])
    os.chdir(isolation.HOME)
    from course.kernels import kernel

    with open(archive, "rb") as file:
        kernel.unpack(file.read(), Path(isolation.HOME))


def _receive(requests: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    data, descriptors, _, _ = socket.recv_fds(requests, 2**20, MOST_DESCRIPTORS)
    return (json.loads(data) if data else None), descriptors


def _send(requests: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        requests.send(json.dumps(message).encode())


def warm_up(modules: list[str]) -> list[str]:
    """Import modules; return those that cannot be imported, with the reason."""
    failed = []
    for name in modules:
        try:
            import_module(name)
        except Exception as error:
            failed.append(f"{name}: {error}")
    for module in list(sys.modules.values()):
        hasattr(module, "__file__")  # a kernel asks so when it starts: lazy ones import now
    return failed


def main() -> None:
    """Warm up, say so, and serve."""
    descriptor, text = sys.argv[1:3]
    settings = json.loads(text)
    sys.argv[1:] = []
    requests = socket.socket(fileno=int(descriptor))
    requests.set_inheritable(False)
    limits = isolation.Limits(**settings["limits"]) if settings["limits"] else None
    started = time.monotonic()
    if limits:
        sys.modules["debugpy"] = None  # type: ignore[assignment]  # nobody debugs a sandboxed kernel
    failed = warm_up(settings["modules"])
    if "course.notebooks" in settings["modules"] and not failed:
        import_module("course.notebooks").prepare()
    threads = len(os.listdir("/proc/self/task"))
    if limits:
        isolation.protect_memory()
        isolation.forbid_user_namespaces()
    gc.collect()
    gc.freeze()  # what is imported by now is no garbage; a kernel need not look through it
    ready = {
        "event": "ready",
        "threads": threads,
        "failed": failed,
        "seconds": time.monotonic() - started,
    }
    _send(requests, ready)
    Zygote(requests, limits).serve()


if __name__ == "__main__":
    main()
