"""Start the import for sandboxed zygotes before the first one is needed.

One process in bubblewrap imports while the process that starts it imports as well. A process that
needs a zygote connects to it and gets a fork of it, in namespaces of its own. It ends with the
process that started it and the forks of that.
"""

import contextlib
import os
import socket
import subprocess
from pathlib import Path

from nbproctor.kernels.process import ZygoteClient, ZygoteError, start_process
from nbproctor.kernels.settings import KernelSettings

# Environment variables: the folder of the socket, and the zygotes' settings.
FOLDER = "EARLY_ZYGOTES"
SETTINGS = "EARLY_ZYGOTES_SETTINGS"
SOCKET = "zygotes"
MOST_WAITING = 1024
_kept: list[object] = []  # they live as long as this process


def start(folder: Path, settings: KernelSettings) -> None:
    """Start the process; it listens in a folder that only this user can read.

    Do nothing where no sandbox works: starting a zygote reports the reason.
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
        _kept.append(start_process(command, listening, settings, errors=nowhere, lifeline=lifeline))
    os.close(lifeline)


def connect(settings: KernelSettings) -> ZygoteClient | None:
    """Return a zygote for this process alone; None if none has these settings."""
    if FOLDER not in os.environ or os.environ.get(SETTINGS) != settings.to_json():
        return None
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        connection.connect(str(Path(os.environ[FOLDER]) / SOCKET))
        return ZygoteClient(connection=connection)
    except (OSError, ZygoteError):
        connection.close()
        return None
