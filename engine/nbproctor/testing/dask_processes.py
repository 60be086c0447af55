"""Start Dask schedulers and workers as separate processes on loopback, each in its own folder."""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from nbproctor.testing.free_port import find_free_port

DASK = Path(sys.executable).parent / "dask"
PATIENCE_S = 120


@contextlib.contextmanager
def _start_process(where: Path, *command: object) -> Iterator[subprocess.Popen[bytes]]:
    """Start a `dask` process with `where` as its working folder; end it with the block."""
    where.mkdir(exist_ok=True)
    with (where / "stderr").open("w") as said:
        process = subprocess.Popen(
            [DASK, *map(str, command)], cwd=where, stdout=subprocess.DEVNULL, stderr=said
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def start_scheduler(where: Path) -> Iterator[str]:
    """Start a scheduler without workers; yield its address once it accepts connections."""
    port = find_free_port()
    place = ["--host", "127.0.0.1", "--port", port]
    with _start_process(where, "scheduler", *place, "--no-dashboard", "--no-show"):
        deadline = time.monotonic() + PATIENCE_S
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            if time.monotonic() > deadline:
                raise TimeoutError((where / "stderr").read_text())
            time.sleep(0.1)
        yield f"tcp://127.0.0.1:{port}"


def start_worker(
    where: Path, address: str, *more: str
) -> contextlib.AbstractContextManager[subprocess.Popen[bytes]]:
    """Start a worker with one thread for the scheduler at an address.

    The process is Dask's nanny: it starts a child that works, and another one if that dies.
    """
    place = ["--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard"]
    return _start_process(where, "worker", address, *place, *more)
