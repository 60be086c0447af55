"""Start the imports of sandboxed zygotes before the first one is needed.

For each kind of zygote, one process in bubblewrap imports while the process that starts it imports
as well. A process that needs a zygote connects to it and gets a fork of it, in namespaces of its
own. It ends with the process that started it.
"""

import atexit
import contextlib
import hashlib
import os
import shutil
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

from nbproctor.kernels.process import ZygoteClient, ZygoteError, start_process
from nbproctor.kernels.settings import KernelSettings

MOST_WAITING = 1024
_folder: Path | None = None  # of the sockets
_kept: list[object] = []  # they live as long as this process


def start_early(zygotes: Sequence[KernelSettings]) -> None:
    """Start the processes for sandboxed zygotes with these settings.

    They listen in a folder that only this user can read.
    """
    from nbproctor.temporary import make_folder  # students have no class, and no such module

    global _folder
    if _folder is None:
        # The path of a socket has at most 107 characters, and other temporary folders may be deep.
        _folder, _ = make_folder("zygotes", in_memory=True)
        atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    for settings in zygotes:
        start(_folder, settings)


def start(folder: Path, settings: KernelSettings) -> None:
    """Start one; do nothing where no sandbox works: starting a zygote reports the reason."""
    from nbproctor.kernels.sandbox import SandboxError, shut_in

    lifeline, ours = os.pipe()
    _kept.append(ours)
    with (
        contextlib.suppress(OSError, SandboxError),
        socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening,
    ):
        listening.bind(str(find_socket(folder, settings)))
        listening.listen(MOST_WAITING)
        command, nowhere = shut_in(settings, check=False), subprocess.DEVNULL
        _kept.append(start_process(command, listening, settings, errors=nowhere, lifeline=lifeline))
    os.close(lifeline)


def find_socket(folder: Path, settings: KernelSettings) -> Path:
    """Return the path of the socket of the zygotes with these settings."""
    return folder / hashlib.sha256(settings.to_json().encode()).hexdigest()[:16]


def connect(settings: KernelSettings) -> ZygoteClient | None:
    """Return a zygote for this process alone; None if none has these settings."""
    if _folder is None:
        return None
    path = find_socket(_folder, settings)
    if not path.exists():
        return None
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        connection.connect(str(path))
        return ZygoteClient(connection=connection)
    except (OSError, ZygoteError):
        connection.close()
        return None


def start_zygote(settings: KernelSettings) -> ZygoteClient:
    """Return a zygote for sandboxed processes: a fork of an early one, or a new one.

    Raises:
        ZygoteError: it did not start.
        SandboxError: no sandbox works here.
    """
    from nbproctor.kernels.sandbox import shut_in

    return connect(settings) or ZygoteClient(settings, shut_in(settings))
