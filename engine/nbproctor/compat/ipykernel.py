"""ipykernel: kernels on sockets that are handed to them, and kernels in a sandbox.

Written for ipykernel 7.4 and IPython 9.18. A warm kernel is forked in a process that has imported
everything; ipykernel expects to start a process of its own that binds its own sockets. A sandbox
has no network and shows no other process. ipykernel has a setting for neither, so the classes here
override its methods. Each of those says what it replaces.
"""

import contextlib
import os
import re
import select
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import zmq
from ipykernel import ipkernel
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel
from traitlets.config.loader import Config, DeferredConfigString
from zmq.eventloop.zmqstream import ZMQStream

NO_PARENT = 1  # as `parent_handle`: no parent to watch, and nothing to print about connections
SETTING = re.compile(r"--(\w+)\.(\w+)=(.*)", re.DOTALL)
FORKED_OUTPUT = "ipc://@output-of-forked-processes"
PIPE_BYTES = 2**16  # all that a pipe holds
# Names of the modules that a kernel finds imported. Listing them in each kernel would take 5 ms,
# because every page that holds a name would be copied.
_imported: set[str] = set()


def list_imported() -> None:
    """List the imported modules once, before kernels are forked."""
    _imported.update(sys.modules)


class WarmKernelApp(IPKernelApp):
    """An application that is given its connection and listening sockets in place of a file."""

    connection: Mapping[str, Any] = {}
    listening: Mapping[str, int] = {}

    def __init__(self, **settings: Any) -> None:
        super().__init__(parent_handle=NO_PARENT, **settings)  # type: ignore[no-untyped-call]

    @classmethod
    def build(
        cls, connection: Mapping[str, Any], listening: Mapping[str, int], arguments: Sequence[str]
    ) -> "WarmKernelApp":
        """Build and initialize the one application of this process.

        Args:
            connection: the content of a connection file: ports, key, signature scheme.
            listening: file descriptors of listening Unix sockets by their channels.
            arguments: IPython's command line.
        """
        app = cls.instance()
        app.connection = connection
        app.listening = listening
        app.initialize(list(arguments))  # type: ignore[no-untyped-call]
        return app

    def init_connection_file(self) -> None:
        """Use the connection that was handed over; there is no file to read or to remove."""
        self.load_connection_info(dict(self.connection))  # type: ignore[arg-type]

    def write_connection_file(self, **kwargs: Any) -> None:
        """Write nothing: the process that asked for the kernel knows its connection."""

    def _bind_socket(self, s: Any, port: int) -> int:
        """Listen on the socket that was handed over; ipykernel binds a new one.

        A sandbox has no folder that a client could see. A client connects before the kernel is
        ready, without another try 0.1 seconds later.
        """
        channel = next(name for name in self.listening if getattr(self, f"{name}_port") == port)
        s.setsockopt(zmq.USE_FD, self.listening[channel])
        s.bind(f"ipc://{channel}")
        return port


class SandboxedKernelApp(WarmKernelApp):
    """An application without profiles, heartbeats and subshells, which a sandbox does not need."""

    def __init__(self, **settings: Any) -> None:
        stream = f"{__name__}.{PromptStream.__name__}"
        super().__init__(kernel_class=SandboxedKernel, outstream_class=stream, **settings)

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Accept `--Class.name=value` as it is; a parser of all settings takes 7 ms to build."""
        settings = [SETTING.fullmatch(each) for each in argv or ()]
        if not all(settings):
            super().parse_command_line(argv)
            return
        for found in filter(None, settings):
            section, name, value = found.groups()
            self.update_config(Config({section: {name: DeferredConfigString(value)}}))

    def init_code(self) -> None:
        """Run no start-up files, which a sandbox does not have; looking for them takes 5 ms."""
        shell: Any = self.shell
        shell.user_ns_hidden.update(shell.user_ns)  # not listed by %who
        shell._sys_modules_keys = _imported or set(sys.modules)  # %reset --aggressive keeps them

    def init_heartbeat(self) -> None:
        """Start no heartbeat: the provisioner knows whether a kernel lives."""

    def init_control(self, context: zmq.Context[Any]) -> None:
        """Read messages in the main thread: ipykernel 7's thread for subshells costs 2 ms each."""
        super().init_control(context)  # type: ignore[no-untyped-call]
        self.shell_channel_thread = NoSubshells()

    def init_iopub(self, context: zmq.Context[Any]) -> None:
        """Send output as ipykernel does, and that of forked processes over a Unix socket."""
        self.iopub_socket = context.socket(zmq.XPUB)
        self.iopub_socket.linger = 1000
        self.iopub_port = self._bind_socket(self.iopub_socket, self.iopub_port)
        self.configure_tornado_logger()  # type: ignore[no-untyped-call]
        output: Any = UnixOutputThread
        self.iopub_thread = output(self.iopub_socket, pipe=True, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket


class NoSubshells:
    """Takes the place of ipykernel 7's thread that passes messages on to subshells, and is false.

    `IPythonKernel.do_execute` reads `parent_thread`: only in that thread does SIGINT cancel a cell
    with a top-level `await`. Any other use raises AttributeError.
    """

    parent_thread = threading.main_thread()

    def __bool__(self) -> bool:
        return False


class SandboxedKernel(IPythonKernel):
    """IPython's kernel for a grader, which executes cells and evaluates expressions.

    A grader asks for the value of an expression with an empty, silent request. The kernel replies
    to it and publishes nothing else.
    """

    _execute_sleep = 0.0  # ipykernel sleeps 0.5 ms after each request; the grader waits for `idle`

    def __init__(self, **settings: Any) -> None:
        """Set up the shell and comms as `IPythonKernel` does, without the debugger's list of files.

        The list holds the file of each imported module. To read them takes 22 ms in a fork, a tenth
        of a notebook's processor time: every page that holds a module is copied.
        """
        Kernel.__init__(self, **settings)
        shell: Any = self.shell_class.instance(
            parent=self,
            profile_dir=self.profile_dir,
            user_module=self.user_module,
            user_ns=self.user_ns,
            kernel=self,
            compiler_class=self.compiler_class,
        )
        self.shell = shell
        shell.displayhook.session = shell.display_pub.session = self.session
        shell.displayhook.pub_socket = shell.display_pub.pub_socket = self.iopub_socket
        shell.displayhook.topic = self._topic("execute_result")  # type: ignore[no-untyped-call]
        self.comm_manager = vars(ipkernel)["comm"].get_comm_manager()
        shell.configurables.append(self.comm_manager)
        for kind in ("comm_open", "comm_msg", "comm_close"):
            self.shell_handlers[kind] = getattr(self.comm_manager, kind)

    def start(self) -> None:
        """Start the kernel, and let signals wake the event loop.

        At SIGINT, ipykernel cancels a cell that awaits by a callback of the event loop. It does not
        wake the loop, which may sleep for as long as the cell awaits. Python writes every signal to
        the loop's file descriptor once the loop handles any signal; SIGURG is ignored by default.
        """
        super().start()  # type: ignore[no-untyped-call]
        loop: Any = self.io_loop
        loop.asyncio_loop.add_signal_handler(signal.SIGURG, lambda: None)

    @property
    def _supports_kernel_subshells(self) -> bool:
        """Report no subshells; ipykernel asks whether the thread for them is None."""
        return False

    def _publish_status(self, status: str, channel: str, parent: Any = None) -> None:
        """Publish the status, except for a request to evaluate an expression."""
        kernel: Any = super()
        request = (parent or kernel.get_parent(channel)).get("content", {})
        if not (request.get("silent") and not request.get("code")):
            kernel._publish_status(status, channel, parent)

    async def do_execute(self, code: str, silent: bool, *more: Any, **named: Any) -> Any:
        """Execute code; where there is none, evaluate expressions without running an empty cell.

        An empty cell would draw every open figure, see IPython's event `post_execute`.
        """
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


class PromptStream(OutStream):
    """A standard stream that waits for its thread only when there is something to send.

    What a process or a library writes to file descriptor 1 or 2 goes into a pipe, and a thread of
    ipykernel reads it at some time later. ipykernel sleeps after each cell to give the thread time.
    Here `flush`, which is called at the end of a cell, reads the pipe itself, so the output is
    always that of its cell.
    """

    _fid: Any  # the reading end of the pipe

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        self._reading = threading.Lock()  # the thread that watches the pipe starts in __init__
        super().__init__(*arguments, **settings)  # type: ignore[no-untyped-call]

    def _watch_pipe_fd(self) -> None:
        """Write what arrives in the pipe, as ipykernel does."""
        try:
            while self._is_readable(None) and self._should_watch:
                self._read_pipe()
        except Exception:
            self._exc = sys.exc_info()  # ipykernel prints it when the stream is closed

    def _is_readable(self, timeout_s: float | None) -> bool:
        return bool(select.select([self._fid], [], [], timeout_s)[0])

    def _read_pipe(self) -> None:
        with self._reading:
            if self._is_readable(0):
                data = os.read(self._fid, PIPE_BYTES)
                if not data:
                    raise EOFError("a cell has closed the pipe")
                self.write(data.decode(errors="replace"))
                os.write(self._original_stdstream_copy, data)

    def flush(self) -> None:
        """Send what was written; `_buffers` and `echo` are where ipykernel keeps it."""
        if self._should_watch and self._master_pid == os.getpid():  # not in a forked process
            with contextlib.suppress(OSError, ValueError, EOFError):
                self._read_pipe()
        if self._buffers or self.echo is not None:
            super().flush()  # type: ignore[no-untyped-call]


class UnixOutputThread(IOPubThread):
    """Collects the output of forked processes over a Unix socket; ipykernel uses TCP.

    A sandbox has no network. Without this pipe the output of forked processes is lost.
    """

    def _setup_pipe_in(self) -> None:
        self._pipe_uuid = os.urandom(16)
        pipe = self.socket.context.socket(zmq.PULL)
        pipe.linger = 0
        pipe.bind(FORKED_OUTPUT)
        self._pipe_in = ZMQStream(pipe, self.io_loop)
        self._pipe_in.on_recv(self._handle_pipe_msg)

    def _setup_pipe_out(self) -> tuple[zmq.Context[Any], zmq.Socket[Any]]:
        context: zmq.Context[Any] = zmq.Context()
        pipe = context.socket(zmq.PUSH)
        pipe.linger = 3000  # ms, as in ipykernel
        pipe.connect(FORKED_OUTPUT)
        return context, pipe
