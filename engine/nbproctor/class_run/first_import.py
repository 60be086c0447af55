"""Set up the fork server on import; only the fork server imports this module.

`multiprocessing` lets the fork server do nothing but import modules, which
`nbproctor.class_run.fork_server` lists.
"""

import atexit
import os
import shutil
import tempfile

from nbproctor.class_run.fork_server import FOLDER


def _remove_folder() -> None:
    """Remove the folder of temporary files, if the process that made it was killed."""
    if FOLDER in os.environ:
        shutil.rmtree(os.environ[FOLDER], ignore_errors=True)


tempfile.tempdir = os.environ.get(FOLDER)
atexit.register(_remove_folder)  # forked workers do not call it
