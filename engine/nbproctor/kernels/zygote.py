"""The zygote: a process that imports what its children need once, and forks them on request.

A child is a kernel, or a process that calls one function: a grader. `nbproctor.kernels.process`
starts a zygote as `python -m nbproctor.kernels.zygote SETTINGS FD`. FD is a socket to a client, or
one that listens for clients, each of which is served by a fork. The zygote never starts a thread,
because threads do not survive a fork, and runs no code of a student. In a sandbox it is process 1
of its namespaces: it isolates every child (`isolation`) and watches what the child uses
(`watchdog`).
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

from nbproctor.compat.debugpy import skip_debugger
from nbproctor.garbage_collection import pause_collection
from nbproctor.kernels import isolation
from nbproctor.kernels.limits import ProcessLimits
from nbproctor.kernels.process import MODULES, NOT_ASKED_FOR
from nbproctor.kernels.settings import KernelSettings
from nbproctor.kernels.watchdog import Watchdog

WATCH_S = 0.25
LAST_WAIT_S = 2.0
MOST_DESCRIPTORS = 8
KILL_WAIT_S = 1.0  # for a process that was killed
REASON_BYTES = 500


@dataclass
class ForkedProcess:
    """A running child: its process, the client that requested it, and why the zygote killed it."""

    client: socket.socket
    number: int
    pid: int
    pidfd: int
    complaint: int
    watchdog: Watchdog | None
    reason: str = ""
    killed: bool = False

    def signal(self, number: int) -> None:
        """Send a signal to the process and to its group, which includes its children."""
        self.killed = self.killed or number == signal.SIGKILL
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)
        if number == signal.SIGKILL:  # just after the fork it has no group yet
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, number)

    def collect_end(self) -> dict[str, Any]:
        """Return the exit code of the ended process, the reason, and what it used."""
        requested = self.killed
        if self.watchdog is None:  # a namespace ends with its process 1, a process group does not
            self.signal(signal.SIGKILL)
        _, status, usage = os.wait4(self.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        os.set_blocking(self.complaint, False)
        with contextlib.suppress(OSError):
            written = os.read(self.complaint, REASON_BYTES).decode("utf-8", "replace")
            self.reason = self.reason or written
        cpu_s = usage.ru_utime + usage.ru_stime
        if code == -signal.SIGKILL and not requested and not self.reason:
            # The limit of processor time of one process may act before the watchdog.
            self.reason = NOT_ASKED_FOR
            if self.watchdog and cpu_s >= self.watchdog.limits.cpu_s:
                self.reason = self.watchdog.describe_cpu_excess()
        os.close(self.pidfd)
        os.close(self.complaint)
        return {
            "code": code,
            "reason": self.reason,
            "cpu_s": cpu_s,
            "memory_mib": usage.ru_maxrss / 1024,
        }


@dataclass
class ZygoteServer:
    """Serves the requests of a client, and of those that it connects, until it closes its socket.

    Attributes:
        requests: the socket of the first client.
        ready: the first message to the others.
        clients: all sockets, by file descriptor.
        most: the largest limits that a connected client may set, by its socket.
        processes: the running children, by the file descriptor of their process.
    """

    requests: socket.socket
    sandboxed: bool
    ready: dict[str, Any]
    clients: dict[int, socket.socket] = field(default_factory=dict)
    most: dict[socket.socket, dict[str, int]] = field(default_factory=dict)
    processes: dict[int, ForkedProcess] = field(default_factory=dict)
    poller: select.epoll = field(default_factory=select.epoll)

    def serve(self) -> None:
        """Answer requests and report ended processes; at the end, kill all processes."""
        self._add_client(self.requests)
        while self.requests.fileno() in self.clients:
            wait_s = WATCH_S if self.sandboxed and self.processes else -1
            for descriptor, _ in self.poller.poll(wait_s):
                if descriptor in self.clients:
                    self._serve_one(self.clients[descriptor])
                elif descriptor in self.processes:
                    self._report_end(self.processes[descriptor])
            self._watch()
        for process in self.processes.values():
            process.signal(signal.SIGKILL)

    def _add_client(self, client: socket.socket) -> None:
        self.clients[client.fileno()] = client
        self.poller.register(client, select.EPOLLIN | select.EPOLLHUP)

    def _remove_client(self, client: socket.socket) -> None:
        """Forget a client that closed its socket, and kill its processes."""
        self.poller.unregister(client)
        del self.clients[client.fileno()]
        self.most.pop(client, None)
        for process in self.processes.values():
            if process.client is client:
                process.signal(signal.SIGKILL)
        if client is not self.requests:
            client.close()

    def _serve_one(self, client: socket.socket) -> None:
        """Answer one request of a client."""
        data, descriptors, _, _ = socket.recv_fds(client, 2**20, MOST_DESCRIPTORS)
        if not data:
            self._remove_client(client)
            return
        message = json.loads(data)
        if message["do"] == "connect" and client is self.requests:
            other = socket.socket(fileno=descriptors.pop())
            self.most[other] = message["limits"]
            self._add_client(other)
            self._send(other, self.ready)
        elif message["do"] == "disconnect" and client is self.requests:
            for other in [each for each in self.clients.values() if each is not client]:
                self._remove_client(other)
        elif message["do"] == "fork":
            try:
                self._wait_for_killed()
                process = self._fork(client, message, descriptors)
                self.processes[process.pidfd] = process
                self.poller.register(process.pidfd, select.EPOLLIN)
            except (OSError, isolation.IsolationError) as error:
                end = {"code": 71, "reason": str(error), "cpu_s": 0.0, "memory_mib": 0.0}
                self._send(client, {"event": "end", "id": message["id"], **end})
        elif message["do"] == "signal":
            for process in self.processes.values():
                if process.client is client and process.number == message["id"]:
                    process.signal(message["signal"])
        for descriptor in descriptors:
            os.close(descriptor)

    def _wait_for_killed(self) -> None:
        """Wait for the processes of clients that are gone: the watchdog would count them, too."""
        for process in list(self.processes.values()):
            is_left = process.client.fileno() < 0
            if is_left and select.select([process.pidfd], [], [], KILL_WAIT_S)[0]:
                self._report_end(process)

    def _fork(
        self, client: socket.socket, message: dict[str, Any], descriptors: list[int]
    ) -> ForkedProcess:
        limits = None
        if self.sandboxed:
            most = self.most.get(client, {})
            asked = message["limits"].items()
            limits = ProcessLimits(**{name: min(n, most.get(name, n)) for name, n in asked})
            own = os.open("/proc/self/ns/pid", os.O_RDONLY)
            isolation.new_process_namespace(own)
            os.close(own)
        watchdog = Watchdog(limits) if limits else None
        reading, writing = os.pipe2(os.O_CLOEXEC)
        try:
            pid = os.fork()
            if pid == 0:
                for each in self.clients.values():
                    each.detach()
                _become(message, limits, descriptors, writing)
        finally:
            os.close(writing)
        pidfd = os.pidfd_open(pid)
        return ForkedProcess(client, message["id"], pid, pidfd, reading, watchdog)

    def _watch(self) -> None:
        for process in self.processes.values():
            if process.watchdog and not process.reason:
                process.reason = process.watchdog.find_excess()
                if process.reason:
                    process.signal(signal.SIGKILL)

    def _report_end(self, process: ForkedProcess) -> None:
        self.poller.unregister(process.pidfd)
        del self.processes[process.pidfd]
        end = process.collect_end()
        self._send(process.client, {"event": "end", "id": process.number, **end})

    def _send(self, client: socket.socket, message: dict[str, Any]) -> None:
        # A grader that does not read must not make the zygote wait.
        flags = 0 if client is self.requests else socket.MSG_DONTWAIT
        with contextlib.suppress(OSError):
            client.send(json.dumps(message).encode(), flags)


def _become(
    message: dict[str, Any], limits: ProcessLimits | None, descriptors: list[int], complaint: int
) -> NoReturn:
    """Run a kernel or a function in this forked process, without the zygote's descriptors."""
    status = 70
    try:
        isolation.close_all_but({*descriptors, complaint})
        *given, output, errors = descriptors
        os.dup2(output, 1)
        os.dup2(errors, 2)
        _prepare(message, limits)
        for descriptor in (output, errors):
            os.close(descriptor)
        if "call" in message:
            import_item(message["call"])(*given)
        else:
            app = _build_kernel(message, given, limits is not None)
            os.close(complaint)  # student code must not write to the zygote
            complaint = -1
            app.start()
        status = 0
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 0
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.write(complaint, f"{type(error).__name__}: {error}".encode()[:REASON_BYTES])
    finally:
        os._exit(status)


def _prepare(message: dict[str, Any], limits: ProcessLimits | None) -> None:
    """Give this process the folder, the environment and the limits of a child."""
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


def _build_kernel(message: dict[str, Any], descriptors: list[int], sandboxed: bool) -> Any:
    """Unpack the kernel's files, in a sandbox, and build the kernel."""
    from nbproctor.kernels import kernel

    *listening, archive = descriptors
    with open(archive, "rb") as file:
        if sandboxed:
            kernel.unpack_files(file.read(), Path(isolation.HOME))
    connection, arguments = message["connection"], message["arguments"]
    return kernel.build_kernel_app(connection, listening, arguments, sandboxed)


def warm_up(modules: Iterable[str], functions: Iterable[str] = ()) -> list[str]:
    """Import modules, then call functions; return a line for each that failed."""
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
            hasattr(module, "__file__")  # ipykernel reads it at start: lazy modules import now
    return failed


def serve_clients(listening: socket.socket, lifeline: int, ready: dict[str, Any]) -> None:
    """Fork a zygote with a sandbox of its own for each client that connects.

    Args:
        lifeline: the reading end of a pipe; all zygotes end when the other end is closed.
        ready: the first message to a client.
    """
    while True:
        readable, _, _ = select.select([listening.fileno(), lifeline], [], [])
        if lifeline in readable:
            break
        _reap_children()
        client, _ = listening.accept()
        with client, contextlib.suppress(OSError):  # the client then starts a zygote itself
            if os.fork() == 0:
                listening.close()
                os.close(lifeline)
                _become_zygote(client, ready)
    _reap_children(LAST_WAIT_S)


def _reap_children(wait_s: float = 0.0) -> None:
    """Reap children that end within `wait_s`, so that the system counts their time as ours."""
    end = time.monotonic() + wait_s
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0] or time.monotonic() < end:
            time.sleep(0.001)


def _become_zygote(client: socket.socket, ready: dict[str, Any]) -> NoReturn:
    """Serve one client from a new sandbox. If isolation fails, it never receives `ready`."""
    try:
        isolation.unshare_sandbox()
        if os.fork() == 0:
            isolation.enter_sandbox()
            client.send(json.dumps(ready).encode())
            ZygoteServer(client, sandboxed=True, ready=ready).serve()
    finally:
        os._exit(0)


def main() -> None:
    """Import everything, report that, and serve requests."""
    settings = KernelSettings.from_json(sys.argv[1])
    descriptor, *lifeline = map(int, sys.argv[2:])
    sys.argv[1:] = []
    sys.path[:] = [each for each in sys.path if each not in ("", os.getcwd())]
    requests = socket.socket(fileno=descriptor)
    requests.set_inheritable(False)
    started = time.monotonic()
    if settings.sandboxed:
        skip_debugger()
    modules = () if settings.graders else MODULES
    failed = warm_up([*settings.preload, *modules], settings.prepare)
    if not settings.graders:
        import_module("nbproctor.kernels.kernel").prepare_kernels()
    gc.freeze()  # imported modules are no garbage; kernels need not search them
    ready = {
        "event": "ready",
        "threads": len(os.listdir("/proc/self/task")),
        "failed": failed,
        "seconds": time.monotonic() - started,
    }
    if lifeline:
        serve_clients(requests, lifeline[0], ready)
        os._exit(0)  # at once: Python would search all imported modules for garbage
    if settings.sandboxed:
        isolation.protect_memory()
        isolation.forbid_user_namespaces()
    requests.send(json.dumps(ready).encode())
    ZygoteServer(requests, settings.sandboxed, ready).serve()


if __name__ == "__main__":
    main()
