"""Sandboxed zygotes from one import, which is begun before anybody needs them.

One process in bubblewrap warms up while the process that starts it does so itself. Who needs a
zygote connects to it, and has a fork of it, in namespaces of its own. It ends with the process that
started it and those that are forked from that.
"""

import contextlib
import os
import socket
import subprocess
from pathlib import Path

from nbproctor.kernels.process import Zygote, ZygoteError, started
from nbproctor.kernels.settings import KernelSettings

# Environment variables: the folder of the socket, and the zygotes' settings.
FOLDER = "EARLY_ZYGOTES"
SETTINGS = "EARLY_ZYGOTES_SETTINGS"
SOCKET = "zygotes"
MOST_WAITING = 1024
_kept: list[object] = []  # for as long as this process


def start(folder: Path, settings: KernelSettings) -> None:
    """Start the process, listening in a folder which is this user's alone.

    Where there is no sandbox it is not started: whoever then starts a zygote says why it cannot.
    """
    from nbproctor.kernels.sandbox import SandboxError, shut_in

    lifeline, ours = os.pipe()
    _kept.append(ours)
    with (
        contextlib.suppress(OSError, SandboxError),
        socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening,
    ):
        listening.bind(str(folder / SOCKET))
        listening.listen(MOST_WAITING)
        command, nowhere = shut_in(settings, check=False), subprocess.DEVNULL
        _kept.append(started(command, listening, settings, errors=nowhere, lifeline=lifeline))
    os.close(lifeline)


def connect(settings: KernelSettings) -> Zygote | None:
    """Return a zygote for this process alone; None where none has these settings."""
    if FOLDER not in os.environ or os.environ.get(SETTINGS) != settings.to_json():
        return None
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        connection.connect(str(Path(os.environ[FOLDER]) / SOCKET))
        return Zygote(connection=connection)
    except (OSError, ZygoteError):
        connection.close()
        return None
