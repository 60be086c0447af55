"""A forked kernel: IPython's own, listening on sockets that were made before it was born.

The sockets come as file descriptors, so a sandboxed kernel needs no folder that others see, and a
client can connect before the kernel is ready.
"""

import asyncio
import contextlib
import io
import logging
import os
import re
import signal
import sys
import tarfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import zmq
from ipykernel import ipkernel, kernelapp
from ipykernel.heartbeat import Heartbeat
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from traitlets.config.loader import Config, DeferredConfigString
from zmq.eventloop.zmqstream import ZMQStream

from nbproctor.kernels.process import CHANNELS

SETTING = re.compile(r"--(\w+)\.(\w+)=(.*)", re.DOTALL)
OF_FORKED = "ipc://@output-of-forked-processes"


class WarmKernelApp(IPKernelApp):
    """An application whose connection is handed over, with listening sockets in place of a file."""

    listening: Mapping[str, int] = {}
    connection: Mapping[str, Any] = {}

    def init_connection_file(self) -> None:
        """Take the connection that was handed over; there is no file to read or to remove."""
        self.load_connection_info(dict(self.connection))  # type: ignore[arg-type]

    def write_connection_file(self, **kwargs: Any) -> None:
        """Write nothing: who asked for this kernel knows its connection."""

    def init_heartbeat(self) -> None:
        """Answer heartbeats from a thread, as IPython's kernels do."""
        address = ("ipc", "", self.hb_port)
        self.heartbeat = _Heartbeat(zmq.Context(), address)  # type: ignore[no-untyped-call]
        self.heartbeat.listening = self.listening["hb"]
        self.heartbeat.start()

    def log_connection_info(self) -> None:
        """Print nothing on how to connect: who asked for this kernel knows."""
        self._ports = {channel: getattr(self, f"{channel}_port") for channel in CHANNELS}

    def _bind_socket(self, s: Any, port: int) -> int:
        channel = next(name for name in CHANNELS if getattr(self, f"{name}_port") == port)
        s.setsockopt(zmq.USE_FD, self.listening[channel])
        s.bind(f"ipc://{channel}")
        return port


class ShutInKernelApp(WarmKernelApp):
    """For a sandbox, without what nobody asks for there: subshells, heartbeats, profiles, a log."""

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Take settings, `--Class.name=value`, as they are: to know all that exist takes longer."""
        settings = [SETTING.fullmatch(each) for each in argv or ()]
        if not all(settings):
            super().parse_command_line(argv)
            return
        for found in filter(None, settings):
            named, name, value = found.groups()
            self.update_config(Config({named: {name: DeferredConfigString(value)}}))

    def load_config_file(self, *_: Any, **__: Any) -> None:
        """Load nothing: a sandbox has no files of IPython's configuration."""

    def init_code(self) -> None:
        """Run nothing: there is no profile either. To note all modules takes five milliseconds."""
        shell: Any = self.shell
        shell.user_ns_hidden.update(shell.user_ns)  # not listed by %who

    def _configure_logging(self) -> None:
        """Make no lines that nobody reads: there is no file, and errors go nowhere."""
        logging.getLogger(type(self).__name__).setLevel(logging.WARNING)

    def init_control(self, context: zmq.Context[Any]) -> None:
        """Read messages in the main thread: the one for subshells costs 2 ms a request."""
        super().init_control(context)  # type: ignore[no-untyped-call]
        self.shell_channel_thread = _NoSubshells()

    def init_heartbeat(self) -> None:
        """Beat for nobody: the provisioner knows whether a kernel lives."""


class _NoSubshells:
    """Stands for ipykernel 7's thread that passes messages on to subshells, and is false.

    `IPythonKernel.do_execute` asks it which thread executes cells: only there does SIGINT cancel a
    cell with a top-level `await`.
    """

    parent_thread = threading.main_thread()

    def __bool__(self) -> bool:
        return False


class ShutInKernel(IPythonKernel):
    """IPython's kernel, quicker to start, and where it is asked for an expression's value only.

    Such a request is answered, and that is all: nobody is told that the kernel is busy and idle.
    """

    _execute_sleep = 0.0  # who executes cells here waits for the kernel to be idle

    def __init__(self, **settings: Any) -> None:
        """Start without looking at every module for its file, which only a debugger asks for."""
        vars(ipkernel)["sys"] = SimpleNamespace(modules={})
        try:
            super().__init__(**settings)  # type: ignore[no-untyped-call]
        finally:
            vars(ipkernel)["sys"] = sys

    @property
    def _supports_kernel_subshells(self) -> bool:
        return False

    @contextlib.contextmanager
    def _cancel_on_sigint(self, future: asyncio.Future[Any]) -> Iterator[None]:
        """Cancel an awaiting cell at SIGINT; ipykernel's own handler does not wake the loop."""
        before = signal.getsignal(signal.SIGINT)
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, future.cancel)
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGINT)
            signal.signal(signal.SIGINT, before)

    def _publish_status(self, status: str, channel: str, parent: Any = None) -> None:
        kernel: Any = super()
        request = (parent or kernel.get_parent(channel)).get("content", {})
        if not (request.get("silent") and not request.get("code")):
            kernel._publish_status(status, channel, parent)

    async def do_execute(self, code: str, silent: bool, *more: Any, **named: Any) -> Any:
        """Execute code and evaluate expressions; no empty cell is run where there is no code."""
        kernel: Any = super()
        if code or not silent:
            return await kernel.do_execute(code, silent, *more, **named)
        shell: Any = self.shell
        kernel._forward_input(named["allow_stdin"])
        try:
            values = shell.user_expressions(named["user_expressions"] or {})
        finally:
            kernel._restore_input()
        return {
            "status": "ok",
            "execution_count": shell.execution_count - 1,
            "user_expressions": values,
            "payload": [],
        }


class Output(OutStream):
    """A standard stream that waits for its thread only when there is something to send."""

    def flush(self) -> None:
        """Send what was written."""
        if self._buffers or self.echo is not None:
            super().flush()  # type: ignore[no-untyped-call]


class _Heartbeat(Heartbeat):
    """A heartbeat on a listening socket that is there already."""

    listening: int

    def _try_bind_socket(self) -> None:
        self.socket.setsockopt(zmq.USE_FD, self.listening)
        self.socket.bind("ipc://hb")


class UnixOutputThread(IOPubThread):
    """Collects what forked processes print over a Unix socket: a sandbox allows no other."""

    def _setup_pipe_in(self) -> None:
        self._pipe_uuid = os.urandom(16)
        pipe = self.socket.context.socket(zmq.PULL)
        pipe.linger = 0
        pipe.bind(OF_FORKED)
        self._pipe_in = ZMQStream(pipe, self.io_loop)
        self._pipe_in.on_recv(self._handle_pipe_msg)

    def _setup_pipe_out(self) -> tuple[zmq.Context[Any], zmq.Socket[Any]]:
        context: zmq.Context[Any] = zmq.Context()
        pipe = context.socket(zmq.PUSH)
        pipe.linger = 3000  # ms, as in IPython's kernels
        pipe.connect(OF_FORKED)
        return context, pipe


def unpack(archive: bytes, folder: Path) -> None:
    """Write the files of a submission into an empty folder, as regular files and nothing else."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for entry in files:
            content = files.extractfile(entry)
            if content is not None:
                path = folder / entry.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())


def made(
    connection: Mapping[str, Any],
    listening: Sequence[int],
    arguments: Sequence[str],
    shut_in: bool,
) -> WarmKernelApp:
    """A kernel in this process; its `start` runs it until it is told to stop.

    Args:
        connection: what a connection file holds: ports, key, signature scheme.
        listening: file descriptors of listening Unix sockets, in the order of `CHANNELS`.
        arguments: of IPython's kernel; one may name its connection file.
        shut_in: whether it is in a sandbox.
    """
    _draw_other_numbers()
    WarmKernelApp.listening = dict(zip(CHANNELS, listening, strict=True))
    WarmKernelApp.connection = connection
    app: WarmKernelApp
    if shut_in:
        kernelapp.IOPubThread = UnixOutputThread  # type: ignore[attr-defined]
        app = ShutInKernelApp.instance(
            kernel_class=ShutInKernel, outstream_class=f"{__name__}.{Output.__name__}"
        )
    else:
        app = WarmKernelApp.instance()
    app.initialize(list(arguments))  # type: ignore[no-untyped-call]
    _draw_in_notebook()
    return app


def know_backends() -> None:
    """Let Matplotlib look once, before kernels fork, for what other packages can draw with."""
    registry = sys.modules.get("matplotlib.backends.registry")
    if registry is not None:
        registry.backend_registry.list_all()


def _draw_in_notebook() -> None:
    """Have figures drawn where a kernel wants them: Matplotlib looked for that in the zygote."""
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is not None:
        matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]


def _draw_other_numbers() -> None:
    """Seed NumPy anew: a fork goes on where the zygote was. Python's own generator does so."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()
