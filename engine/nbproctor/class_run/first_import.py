"""Set up the fork server on import; only the fork server imports this module.

`multiprocessing` lets the fork server do nothing but import modules, which
`nbproctor.class_run.fork_server` lists. This module starts the process from which sandboxed zygotes
are forked, so that both processes import at the same time.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from nbproctor.class_run.fork_server import FOLDER
from nbproctor.compat.multiprocessing import ignore_unknown_children
from nbproctor.kernels import early
from nbproctor.kernels.settings import KernelSettings

tempfile.tempdir = os.environ.get(FOLDER)
if tempfile.tempdir:
    # The process that made the folder may be killed and leave it behind. Forked workers do not run
    # this.
    atexit.register(shutil.rmtree, tempfile.tempdir, ignore_errors=True)
ignore_unknown_children()
if early.FOLDER in os.environ:
    settings = KernelSettings.from_json(os.environ[early.SETTINGS])
    early.start(Path(os.environ[early.FOLDER]), settings)
