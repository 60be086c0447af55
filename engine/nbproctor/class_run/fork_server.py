"""The process that local workers are forked from: what they need is imported once, and early.

It is started before the caller imports anything heavy itself, so that both import at the same time,
and starts where the workers' zygotes come from, which imports meanwhile, too. It takes away what
they all leave in the folder of short-lived files, whoever of them is killed.
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
    "nbproctor.grading.apart.execute",
    "nbproctor.kernels.provisioner",
    "distributed.worker",
    "distributed.nanny",
    "numpy.random",
]
# A worker a core: libraries of linear algebra use no threads of their own.
ENVIRONMENT = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
FOLDER = "GRADING_FOLDER"  # a variable: where workers on this machine put what lives for moments
IN_MEMORY = Path("/dev/shm")
ROOM_MIB = 256  # for a worker: the largest submission as handed in, staged and graded
_started = threading.Event()


def warm_up(preload: Sequence[str] = (), zygotes: KernelSettings | None = None) -> None:
    """Start the process; calling it again does nothing.

    Args:
        preload: modules to import, see `ClassRun.preload`. Hidden cases must not be among them:
            they are made at their import, from a secret that is not known yet.
        zygotes: of the sandboxed ones that it has for workers to come; None for no such.
    """
    if _started.is_set():
        return
    _started.set()
    folder = tempfile.mkdtemp(prefix="nbproctor-grade-", dir=_place())
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


def _place() -> Path | None:
    """Memory, where there is room and nobody has chosen another place.

    A disk may be told of each file that is removed, and who removes it then waits for it.
    """
    needed = ROOM_MIB * 2**20 * (os.cpu_count() or 1)
    with contextlib.suppress(OSError):
        if "TMPDIR" not in os.environ and os.access(IN_MEMORY, os.W_OK | os.X_OK):
            return IN_MEMORY if shutil.disk_usage(IN_MEMORY).free >= needed else None
    return None
