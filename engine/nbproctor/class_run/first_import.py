"""The first import of the process that workers are forked from, and of nothing else.

`multiprocessing` lets that process only import modules, which `nbproctor.class_run.fork_server`
names. This one starts the process that sandboxed zygotes are forked from, so that both import at
the same time. Garbage collection is put off until `nbproctor.class_run.grade_notebook`
grades: it would take a quarter of the time of the imports.
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


def _end() -> None:
    """Take the folder of short-lived files away: who made it may be killed. Then end at once.

    Python would look through all that was imported first, for more than a second.
    """
    if FOLDER in os.environ:
        shutil.rmtree(os.environ[FOLDER], ignore_errors=True)
    os._exit(0)


gc.disable()
tempfile.tempdir = os.environ.get(FOLDER)
# The first one is called last. Workers, which are forked, do not call it.
atexit.register(_end)
ignore_unknown_children()
if early.FOLDER in os.environ:
    settings = KernelSettings.from_json(os.environ[early.SETTINGS])
    early.start(Path(os.environ[early.FOLDER]), settings)
