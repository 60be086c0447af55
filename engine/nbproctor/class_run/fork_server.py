"""Start the fork server: the process from which workers on this machine are forked.

The fork server imports the workers' modules once. It starts before the caller imports anything
heavy, and so do the processes from which the workers' zygotes are forked: all import at the same
time. At its end the fork server removes the folder of temporary files, even if a worker or the
caller was killed.
"""

import atexit
import contextlib
import os
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

from nbproctor.compat.multiprocessing import start_fork_server
from nbproctor.interrupts import hide_interrupts
from nbproctor.kernels import early
from nbproctor.kernels.settings import KernelSettings
from nbproctor.temporary import IN_MEMORY, make_folder, remove_leftovers

PRELOADED = [
    "nbproctor.class_run.first_import",
    "nbproctor.class_run.worker",
    "distributed.worker",
    "distributed.nanny",
]
FOLDER = "GRADING_FOLDER"  # environment variable: the folder of the workers' temporary files
ROOM_MIB = 256  # for each worker: the largest submission as submitted, as staged and as graded
_started = threading.Event()


def warm_up(zygotes: Sequence[KernelSettings] = ()) -> None:
    """Start the fork server and zygotes; later calls do nothing.

    Args:
        zygotes: settings of the sandboxed zygotes to start for the workers.
    """
    if _started.is_set():
        return
    _started.set()
    remove_leftovers()
    folder, _ = make_folder("grade", _choose_folder())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for settings in zygotes:
        early.start(folder, settings)
    variables = {FOLDER: str(folder), early.FOLDER: str(folder)}
    kept = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        with hide_interrupts():
            start_fork_server(PRELOADED)
    finally:
        for name, value in kept.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _choose_folder() -> Path | None:
    """Return /dev/shm if it has room for temporary files and `TMPDIR` is not set, else None.

    Removing files from a disk can be slow: some file systems discard the blocks at once.
    """
    needed = ROOM_MIB * 2**20 * (os.cpu_count() or 1)
    with contextlib.suppress(OSError):
        if "TMPDIR" not in os.environ and os.access(IN_MEMORY, os.W_OK | os.X_OK):
            return IN_MEMORY if shutil.disk_usage(IN_MEMORY).free >= needed else None
    return None
