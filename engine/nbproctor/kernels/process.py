"""A zygote as other processes see it: a process with a socket that forks others on request."""

import atexit
import contextlib
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from nbproctor.kernels.cpu_seconds import CPU_OF_ENDED
from nbproctor.kernels.limits import ProcessLimits
from nbproctor.kernels.settings import KernelSettings

START_LIMIT_S = 120.0
# What a kernel imports while it starts; the zygote imports it before the first fork.
MODULES = (
    "nbproctor.checks.exchange",
    "nbproctor.kernels.kernel",
    "encodings.ascii",
    "encodings.latin_1",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "pydoc",
    "sqlite3",
    "tornado.gen",
    "tornado.locks",
    "tornado.platform.asyncio",
    "tornado.queues",
)
# Beginning of the reason when neither a limit nor the owner of a kernel ended it.
NOT_ASKED_FOR = "it was killed, as the system does when memory runs out"
ZYGOTE_ENDED = "the process that forks kernels"
CHANNELS = ("shell", "iopub", "stdin", "control")  # of a kernel, without its heartbeat
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}  # threads of a library would not survive a fork

PLAIN = KernelSettings()  # no sandbox, no imports except those that kernels need


class ZygoteError(Exception):
    """A zygote did not start or has ended; the message says why and what to do."""


@dataclass(frozen=True)
class KernelOrder:
    """A request for a kernel.

    Attributes:
        connection: the content of a connection file.
        listening: file descriptors of listening sockets, in the order of `CHANNELS`.
        arguments: command line of IPython's kernel.
        environment: all environment variables; in a sandbox, additions to the sandbox's own.
        folder: working directory, outside of a sandbox.
        limits: what the kernel may use, in a sandbox.
        archive: a tar file of its folder, in a sandbox.
        output: file descriptors of its stdout and stderr, outside of a sandbox; None stands for
            this process's own, and a negative number for none.
    """

    connection: Mapping[str, Any]
    listening: Sequence[int]
    arguments: Sequence[str]
    environment: Mapping[str, str]
    folder: str
    limits: ProcessLimits | None = None
    archive: bytes = b""
    output: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True)
class CallOrder:
    """A request for a process that calls a function and ends.

    Attributes:
        function: its import name; it is called with file descriptors and returns nothing.
        descriptors: the file descriptors to call it with.
        environment: all environment variables; in a sandbox, additions to the sandbox's own.
        limits: what the process may use, in a sandbox.
    """

    function: str
    descriptors: Sequence[int]
    environment: Mapping[str, str]
    limits: ProcessLimits | None = None


@dataclass
class RunningProcess:
    """A process that was requested.

    Attributes:
        code: None while it runs, then its exit code; minus the signal that ended it.
        reason: why the zygote ended it, or why it could not start.
        cpu_s, memory_mib: processor seconds it used and its largest size, known at its end.
    """

    number: int
    code: int | None = None
    reason: str = ""
    cpu_s: float = 0.0
    memory_mib: float = 0.0
    ended: threading.Event = field(default_factory=threading.Event)

    def end(self, code: int, reason: str, cpu_s: float = 0.0, memory_mib: float = 0.0) -> None:
        """Record the end of the process; only the first call counts."""
        if not self.ended.is_set():
            self.reason, self.cpu_s, self.memory_mib = reason, cpu_s, memory_mib
            self.code = code
            CPU_OF_ENDED.add(cpu_s)
            self.ended.set()


Command = Callable[[Sequence[str]], Sequence[str]]


def start_process(
    command: Command,
    served: socket.socket,
    settings: KernelSettings,
    errors: Any = None,
    lifeline: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start the process of a zygote; see `ZygoteClient`.

    Args:
        served: the zygote's end of a socket, or a socket on which it listens for clients.
        errors: a file for its stderr.
        lifeline: the reading end of a pipe, for a zygote that listens for clients; it ends when the
            other end is closed.

    Raises:
        OSError: the process could not be started.
    """
    # Kernels can read their zygote's command line: it names nothing that is hidden.
    told = replace(settings, packages=(), hidden=(), environment=(), sandbox_environment=())
    descriptors = [served.fileno(), *([] if lifeline is None else [lifeline])]
    # Python has the same path in the sandbox.
    inside = [sys.executable, "-m", "nbproctor.kernels.zygote"]
    return subprocess.Popen(
        [*command(inside), told.to_json(), *map(str, descriptors)],
        pass_fds=descriptors,
        stdin=subprocess.DEVNULL,
        stdout=errors,
        stderr=errors,
        cwd="/",  # no module can be imported from there
        env={**os.environ, **ENVIRONMENT, **dict(settings.environment)},
        start_new_session=True,
    )


class ZygoteClient:
    """Starts a zygote and waits until it is warm.

    Args:
        settings: what the zygote imports, and whether its kernels are sandboxed.
        command: changes the zygote's command line; by default it stays as it is.
            `nbproctor.kernels.sandbox` wraps it in bubblewrap.
        connection: a socket to a zygote that listens for clients; other arguments have no effect.

    Raises:
        ZygoteError: the zygote did not start; the message has the last line of its stderr.
    """

    def __init__(
        self,
        settings: KernelSettings = PLAIN,
        command: Command = list,
        connection: socket.socket | None = None,
    ) -> None:
        self.processes: dict[int, RunningProcess] = {}
        self._numbers = itertools.count(1)
        self._ready = threading.Event()
        self._problem = ""
        self._lock = threading.Lock()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - kept for as long as the process
        if connection is None:
            self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            # Bubblewrap ends with the thread that started it, so the listening thread starts it.
            arguments = (command, theirs, settings)
            self._listener = threading.Thread(
                target=self._run, args=arguments, name="zygote", daemon=True
            )
        else:
            self._socket = connection
            self._listener = threading.Thread(target=self._listen, name="zygote", daemon=True)
        _of_this_process.add(self)
        self._listener.start()
        if not self._ready.wait(START_LIMIT_S) or self._problem:
            self.close()
            raise ZygoteError(self._problem or f"no warm kernels within {START_LIMIT_S:g} seconds.")
        atexit.register(self.close)

    @property
    def alive(self) -> bool:
        """Whether the zygote can fork a kernel."""
        return not self._problem

    def fork(self, order: KernelOrder) -> RunningProcess:
        """Request a kernel; clients can connect when this returns, even before it answers.

        Raises:
            ZygoteError: the zygote has ended.
        """
        message = {
            "connection": dict(order.connection),
            "arguments": list(order.arguments),
            "env": dict(order.environment),
            "cwd": order.folder,
        }
        with tempfile.TemporaryFile() as archive:
            archive.write(order.archive)
            archive.seek(0)
            descriptors = [*order.listening, archive.fileno()]
            return self._request(message, descriptors, order.limits, order.output)

    def call(self, order: CallOrder) -> RunningProcess:
        """Request a process that calls a function.

        Raises:
            ZygoteError: the zygote has ended.
        """
        message = {"call": order.function, "env": dict(order.environment), "cwd": os.getcwd()}
        return self._request(message, order.descriptors, order.limits)

    def connect(self, limits: Mapping[str, int] = MappingProxyType({})) -> socket.socket:
        """Return a connection for another process; its kernels end when it closes it.

        Args:
            limits: the largest limits that the other process may give a sandboxed kernel, by name.

        Raises:
            ZygoteError: the zygote has ended.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._send({"do": "connect", "limits": dict(limits)}, [theirs.fileno()])
        return ours

    def disconnect(self) -> None:
        """End all connections and their kernels, even if a copy of a connection is still open."""
        with contextlib.suppress(ZygoteError):
            self._send({"do": "disconnect"})

    def _request(
        self,
        message: dict[str, Any],
        descriptors: Sequence[int],
        limits: ProcessLimits | None,
        output: tuple[int | None, int | None] = (None, None),
    ) -> RunningProcess:
        process = RunningProcess(next(self._numbers))
        message |= {
            "do": "fork",
            "id": process.number,
            "limits": limits.to_dict() if limits else None,
        }
        with _open_output((-1, -1) if limits else output) as opened:
            self.processes[process.number] = process
            self._send(message, [*descriptors, *opened])
        return process

    def signal(self, process: RunningProcess, number: int) -> None:
        """Send a signal to a process; do nothing if it has ended."""
        with contextlib.suppress(ZygoteError):
            self._send({"do": "signal", "id": process.number, "signal": number})

    def close(self) -> None:
        """End the zygote and all its processes."""
        atexit.unregister(self.close)
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def leave_to_parent(self) -> None:
        """Release the zygote without ending it, in a fork of the process that started it."""
        atexit.unregister(self.close)
        self._problem = "it belongs to another process."
        self._socket.close()

    def _send(self, message: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
        try:
            with self._lock:
                socket.send_fds(self._socket, [json.dumps(message).encode()], list(descriptors))
        except OSError as error:
            self._problem = self._problem or f"{ZYGOTE_ENDED} has ended ({error})."
            raise ZygoteError(self._problem) from None

    def _run(self, command: Command, theirs: socket.socket, settings: KernelSettings) -> None:
        """Start the process and listen to it until it ends."""
        try:
            process = start_process(command, theirs, settings, self._errors)
        except OSError as error:
            self._end(f"{error.filename} could not be started: {error.strerror}.")
            return
        finally:
            theirs.close()
        self._listen(process)

    def _listen(self, process: subprocess.Popen[bytes] | None = None) -> None:
        """Listen until the zygote ends, then record the end of its processes."""
        with self._socket, contextlib.suppress(OSError):
            while data := self._socket.recv(2**20):
                self._receive(json.loads(data))
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()
            process.wait()
        self._end(f"{ZYGOTE_ENDED} ended: {self._last_words()}")

    def _end(self, problem: str) -> None:
        self._problem = self._problem or problem
        self._errors.close()
        for process in list(self.processes.values()):
            process.end(-9, self._problem)
        self._ready.set()

    def _receive(self, message: Mapping[str, Any]) -> None:
        if message["event"] == "ready":
            if message["threads"] > 1:
                self._problem = f"{message['threads']} threads run before the first fork."
            self._ready.set()
        elif message["event"] == "end":
            process = self.processes.pop(message["id"])
            process.end(*(message[name] for name in ("code", "reason", "cpu_s", "memory_mib")))

    def _last_words(self) -> str:
        self._errors.seek(0)
        lines = self._errors.read()[-4000:].decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing."


_of_this_process: weakref.WeakSet[ZygoteClient] = weakref.WeakSet()


def _leave_all_to_parent() -> None:
    for zygote in list(_of_this_process):
        zygote.leave_to_parent()


if hasattr(os, "register_at_fork"):  # not on Windows, where no kernel is forked
    os.register_at_fork(after_in_child=_leave_all_to_parent)


@contextlib.contextmanager
def _open_output(output: tuple[int | None, int | None]) -> Iterator[tuple[int, int]]:
    """Provide stdout and stderr for what no client sees; see `KernelOrder.output`."""
    stdout, stderr = output
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        yield (
            _open_or(1 if stdout is None else stdout, nowhere),
            _open_or(2 if stderr is None else stderr, nowhere),
        )
    finally:
        os.close(nowhere)


def _open_or(descriptor: int, other: int) -> int:
    try:
        os.fstat(descriptor)
    except OSError:
        return other
    return descriptor
