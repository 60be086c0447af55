"""A forked kernel: IPython's own, listening on sockets that were made before it was born.

The sockets come as file descriptors, so a sandboxed kernel needs no folder that others see, and a
client can connect before the kernel is ready.
"""

import io
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import zmq
from ipykernel.heartbeat import Heartbeat
from ipykernel.kernelapp import IPKernelApp

CHANNELS = ("shell", "iopub", "stdin", "control", "hb")


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

    def _bind_socket(self, s: Any, port: int) -> int:
        channel = next(name for name in CHANNELS if getattr(self, f"{name}_port") == port)
        s.setsockopt(zmq.USE_FD, self.listening[channel])
        s.bind(f"ipc://{channel}")
        return port


class _Heartbeat(Heartbeat):
    """A heartbeat on a listening socket that is there already."""

    listening: int

    def _try_bind_socket(self) -> None:
        self.socket.setsockopt(zmq.USE_FD, self.listening)
        self.socket.bind("ipc://hb")


def unpack(archive: bytes, folder: Path) -> None:
    """Write the files of a submission into an empty folder, as regular files and nothing else."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")


def run(connection: Mapping[str, Any], listening: Sequence[int], arguments: Sequence[str]) -> None:
    """Run a kernel in this process until it is told to stop.

    Args:
        connection: what a connection file holds: ports, key, signature scheme.
        listening: file descriptors of listening Unix sockets, in the order of `CHANNELS`.
        arguments: of IPython's kernel, without the connection file.
    """
    WarmKernelApp.listening = dict(zip(CHANNELS, listening, strict=True))
    WarmKernelApp.connection = connection
    app = WarmKernelApp.instance()
    app.initialize(list(arguments))  # type: ignore[no-untyped-call]
    app.start()  # type: ignore[no-untyped-call]
