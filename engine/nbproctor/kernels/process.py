"""A zygote as others see it: a process with a socket, from which kernels are asked for."""

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
from dataclasses import asdict, dataclass, field
from typing import Any

from nbproctor.kernels.cpu_seconds import CPU_OF_ENDED
from nbproctor.kernels.limits import Limits
from nbproctor.kernels.settings import KernelSettings

START_LIMIT_S = 120.0
# What a kernel would import one by one while it starts; imported before the first fork.
MODULES = (
    "nbproctor.kernels.kernel",
    "encodings.ascii",
    "encodings.latin_1",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "IPython.core.completerlib",
    "IPython.core.debugger",
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
# How the reason of a kernel begins that neither a limit nor whoever asked for it has ended.
NOT_ASKED_FOR = "it was killed, as the system does when memory runs out"
ZYGOTE_ENDED = "the process that forks kernels"
CHANNELS = ("shell", "iopub", "stdin", "control", "hb")  # of a kernel, as Jupyter has them
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}  # a library's own threads would not survive a fork

PLAIN = KernelSettings()  # no sandbox, and nothing imported but what kernels need


class ZygoteError(Exception):
    """A zygote did not start or has ended; the message says why and what to do."""


@dataclass(frozen=True)
class KernelOrder:
    """What a kernel is to be.

    Attributes:
        connection: what a connection file holds.
        listening: file descriptors of listening sockets, in the order of `CHANNELS`.
        arguments: of IPython's kernel.
        environment: all of its environment variables; in a sandbox what is added to its own.
        folder: where it works, outside of a sandbox.
        limits: what it may use, in a sandbox.
        archive: a tar file of what stands in its folder, in a sandbox.
    """

    connection: Mapping[str, Any]
    listening: Sequence[int]
    arguments: Sequence[str]
    environment: Mapping[str, str]
    folder: str
    limits: Limits | None = None
    archive: bytes = b""


@dataclass
class RunningKernel:
    """A kernel that was asked for.

    Attributes:
        code: None while it runs, then its exit code; negative for the signal that ended it.
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
        """Note that it has ended; only the first end counts."""
        if not self.ended.is_set():
            self.reason, self.cpu_s, self.memory_mib = reason, cpu_s, memory_mib
            self.code = code
            CPU_OF_ENDED.add(cpu_s)
            self.ended.set()


Command = Callable[[Sequence[str]], Sequence[str]]


def started(
    command: Command,
    served: socket.socket,
    settings: KernelSettings,
    errors: Any = None,
    lifeline: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start the process of a zygote, see `Zygote`.

    Args:
        served: its end of a socket, or a socket on which it listens for clients.
        errors: where it writes what goes wrong.
        lifeline: where it listens for clients, of a pipe the end that is read from; when the other
            end is closed, it ends.

    Raises:
        OSError: it could not be started.
    """
    descriptors = [served.fileno(), *([] if lifeline is None else [lifeline])]
    # Its own name for Python in the sandbox, where the path is the same.
    inside = [sys.executable, "-m", "nbproctor.kernels.zygote"]
    return subprocess.Popen(
        [*command(inside), settings.to_json(), *map(str, descriptors)],
        pass_fds=descriptors,
        stdin=subprocess.DEVNULL,
        stdout=errors,
        stderr=errors,
        cwd="/",  # where no module of somebody's lies
        env={**os.environ, **ENVIRONMENT, **dict(settings.environment)},
        start_new_session=True,
    )


class Zygote:
    """Starts a zygote and waits until it is warm.

    Args:
        settings: what it imports, and whether it shuts its kernels in.
        command: makes the command line from the one that runs in the zygote's place; by default it
            is run as it is. `nbproctor.kernels.sandbox` wraps it in bubblewrap.
        connection: to one that listens for clients; the rest does not matter then.

    Raises:
        ZygoteError: it did not start; what it wrote to stderr is in the message.
    """

    def __init__(
        self,
        settings: KernelSettings = PLAIN,
        command: Command = list,
        connection: socket.socket | None = None,
    ) -> None:
        self.kernels: dict[int, RunningKernel] = {}
        self._numbers = itertools.count(1)
        self._ready = threading.Event()
        self._problem = ""
        self._lock = threading.Lock()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - kept for as long as the process
        if connection is None:
            self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            # Bubblewrap ends with the thread that started it, so the one that listens starts it.
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
        """Whether it can fork a kernel."""
        return not self._problem

    def fork(self, order: KernelOrder) -> RunningKernel:
        """Ask for a kernel; it may not yet answer when this returns, but can be connected to.

        Raises:
            ZygoteError: the zygote has ended.
        """
        kernel = RunningKernel(next(self._numbers))
        message = {
            "do": "fork",
            "id": kernel.number,
            "connection": dict(order.connection),
            "arguments": list(order.arguments),
            "env": dict(order.environment),
            "cwd": order.folder,
            "limits": asdict(order.limits) if order.limits else None,
        }
        shut_in = order.limits is not None
        with _memory_file(order.archive) as archive, _output(own=not shut_in) as output:
            self.kernels[kernel.number] = kernel
            self._send(message, [*order.listening, archive, *output])
        return kernel

    def signal(self, kernel: RunningKernel, number: int) -> None:
        """Send a signal to a kernel; nothing happens where it has ended."""
        with contextlib.suppress(ZygoteError):
            self._send({"do": "signal", "id": kernel.number, "signal": number})

    def close(self) -> None:
        """End it, and every kernel with it."""
        atexit.unregister(self.close)
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def leave_to_parent(self) -> None:
        """In a forked copy of the process that started it: let go of it without ending it."""
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
        """Start the process, and listen to it until it ends."""
        try:
            process = started(command, theirs, settings, self._errors)
        except OSError as error:
            self._end(f"{error.filename} could not be started: {error.strerror}.")
            return
        finally:
            theirs.close()
        self._listen(process)

    def _listen(self, process: subprocess.Popen[bytes] | None = None) -> None:
        """Listen until it ends, and tell whoever waits."""
        with self._socket, contextlib.suppress(OSError):
            while data := self._socket.recv(2**20):
                self._hear(json.loads(data))
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()
            process.wait()
        self._end(f"{ZYGOTE_ENDED} ended: {self._last_words()}")

    def _end(self, problem: str) -> None:
        self._problem = self._problem or problem
        self._errors.close()
        for kernel in list(self.kernels.values()):
            kernel.end(-9, self._problem)
        self._ready.set()

    def _hear(self, message: Mapping[str, Any]) -> None:
        if message["event"] == "ready":
            if message["threads"] > 1:
                self._problem = f"{message['threads']} threads run before the first fork."
            self._ready.set()
        elif message["event"] == "end":
            kernel = self.kernels.pop(message["id"])
            kernel.end(*(message[name] for name in ("code", "reason", "cpu_s", "memory_mib")))

    def _last_words(self) -> str:
        self._errors.seek(0)
        lines = self._errors.read()[-4000:].decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing."


_of_this_process: weakref.WeakSet[Zygote] = weakref.WeakSet()


def _leave_all_to_parent() -> None:
    for zygote in list(_of_this_process):
        zygote.leave_to_parent()


if hasattr(os, "register_at_fork"):  # not on Windows, where kernels start as ever
    os.register_at_fork(after_in_child=_leave_all_to_parent)


@contextlib.contextmanager
def _memory_file(content: bytes) -> Iterator[int]:
    """A file descriptor of a file in memory, at its start."""
    descriptor = os.memfd_create("archive")
    try:
        os.write(descriptor, content)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _output(own: bool) -> Iterator[tuple[int, int]]:
    """Where a kernel writes what no client sees: where this process does, if it is its own."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        yield (_open_or(1, nowhere), _open_or(2, nowhere)) if own else (nowhere, nowhere)
    finally:
        os.close(nowhere)


def _open_or(descriptor: int, other: int) -> int:
    try:
        os.fstat(descriptor)
    except OSError:
        return other
    return descriptor
