"""Set up the fork server on import; only the fork server imports this module.

`multiprocessing` lets the fork server do nothing but import modules, which
`nbproctor.class_run.fork_server` lists.
"""

import atexit
import os
import shutil
import tempfile

from nbproctor.class_run.fork_server import FOLDER

tempfile.tempdir = os.environ.get(FOLDER)
if tempfile.tempdir:
    # The process that made the folder may be killed and leave it behind. Forked workers do not run
    # this.
    atexit.register(shutil.rmtree, tempfile.tempdir, ignore_errors=True)
