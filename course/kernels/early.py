"""Sandboxed zygotes that are started before anybody needs them, each for whoever comes first.

They warm up while the process that starts them does so itself. A process that needs one connects to
one that is left; what is not taken ends with the process that started it.
"""

import contextlib
import os
import socket
import subprocess
from pathlib import Path

from course.kernels.process import Zygote, ZygoteError, started

# Variables: the folder of their sockets, and how many are to be started.
FOLDER, COUNT = "EARLY_ZYGOTES", "EARLY_ZYGOTES_COUNT"
_kept: list[object] = []  # for as long as this process


def start(folder: Path, count: int) -> None:
    """Start zygotes, each listening in a folder which is this user's alone.

    They end with this process and those that are forked from it, at the latest. Where there is no
    sandbox none is started: whoever then starts one of its own says why it cannot.
    """
    from course.kernels.sandbox import SandboxError, shut_in

    lifeline, ours = os.pipe()
    _kept.append(ours)
    with contextlib.suppress(OSError, SandboxError):
        for number in range(count):
            with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
                listening.bind(str(folder / f"zygote-{number}"))
                listening.listen(1)
                command, nowhere = shut_in(check=False), subprocess.DEVNULL
                _kept.append(started(command, listening, True, errors=nowhere, lifeline=lifeline))
    os.close(lifeline)


def adopt() -> Zygote | None:
    """A zygote that is left over, for this process alone; None where there is none."""
    if FOLDER not in os.environ:
        return None
    for path in sorted(Path(os.environ[FOLDER]).glob("zygote-*")):
        taken = path.with_name(f"taken-{path.name}")
        with contextlib.suppress(OSError, ZygoteError):
            path.rename(taken)  # only one process can
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            connection.connect(str(taken))
            return Zygote(connection=connection)
    return None
