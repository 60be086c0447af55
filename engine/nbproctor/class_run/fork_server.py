"""Start the fork server: the process from which workers on this machine are forked.

The fork server imports the workers' modules once. It starts before the caller imports anything
heavy, so that both import at the same time. It also starts the process from which the workers'
zygotes are forked. At its end it removes the folder of temporary files, even if a worker or the
caller was killed.
"""

import atexit
import contextlib
import os
import shutil
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from nbproctor.compat.multiprocessing import start_fork_server
from nbproctor.kernels import early
from nbproctor.kernels.settings import KernelSettings

PRELOADED = [
    "nbproctor.class_run.first_import",
    "nbproctor.class_run.grade_notebook",
    "nbproctor.pages.clean",
    "nbproctor.grading.execute",
    "nbproctor.kernels.provisioner",
    "distributed.worker",
    "distributed.nanny",
    "numpy.random",
]
# There is one worker for each core, so linear algebra libraries get one thread each.
ENVIRONMENT = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
FOLDER = "GRADING_FOLDER"  # environment variable: the folder of the workers' temporary files
IN_MEMORY = Path("/dev/shm")
ROOM_MIB = 256  # for each worker: the largest submission as submitted, as staged and as graded
_started = threading.Event()


def warm_up(preload: Sequence[str] = (), zygotes: KernelSettings | None = None) -> None:
    """Start the fork server; later calls do nothing.

    Args:
        preload: modules to import, see `ClassRun.preload`. They must not contain hidden cases:
            importing those draws the cases from a secret that is not known yet.
        zygotes: settings of the sandboxed zygotes to start for the workers; None to start none.
    """
    if _started.is_set():
        return
    _started.set()
    folder = tempfile.mkdtemp(prefix="nbproctor-grade-", dir=_choose_folder())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    variables = {**ENVIRONMENT, FOLDER: folder}
    if zygotes:
        variables |= {early.FOLDER: folder, early.SETTINGS: zygotes.to_json()}
    kept = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        start_fork_server([*PRELOADED, *preload])
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
