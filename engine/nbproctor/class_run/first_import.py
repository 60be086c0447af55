"""Set up the fork server on import; only the fork server imports this module.

`multiprocessing` lets the fork server do nothing but import modules, which
`nbproctor.class_run.fork_server` lists. This module starts the process from which sandboxed zygotes
are forked, so that both processes import at the same time. It disables garbage collection, which
would take a quarter of the import time; `nbproctor.class_run.grade_notebook` enables it again.
"""

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

from nbproctor.class_run.fork_server import FOLDER
from nbproctor.compat.multiprocessing import ignore_unknown_children
from nbproctor.kernels import early
from nbproctor.kernels.settings import KernelSettings


def _clean_up_and_exit() -> None:
    """Remove the folder of temporary files, then exit without Python's cleanup.

    The process that made the folder may be killed and leave it behind. Python's cleanup of the
    imported modules would take more than a second.
    """
    if FOLDER in os.environ:
        shutil.rmtree(os.environ[FOLDER], ignore_errors=True)
    os._exit(0)


gc.disable()
tempfile.tempdir = os.environ.get(FOLDER)
# atexit calls functions in reverse order, so this one, registered first, runs last. Forked workers
# do not call it.
atexit.register(_clean_up_and_exit)
ignore_unknown_children()
if early.FOLDER in os.environ:
    settings = KernelSettings.from_json(os.environ[early.SETTINGS])
    early.start(Path(os.environ[early.FOLDER]), settings)
