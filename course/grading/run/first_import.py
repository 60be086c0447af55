"""The first import of the process that workers are forked from, and of nothing else.

`multiprocessing` lets that process do nothing but import modules, which
`course.grading.run.nursery` names. This one has zygotes begin to import what they need, while the
process itself does. Garbage collection and Matplotlib, which Keras would import and no worker
draws with, cost a third of all these imports: they are put off until
`course.grading.run.grade_notebook` grades.
"""

import atexit
import gc
import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

from course.grading.run.nursery import FOLDER
from course.kernels import early


def _end() -> None:
    """Take the folder of short-lived files away: who made it may be killed. Then end at once.

    Python would look through all that was imported first, for more than a second.
    """
    if FOLDER in os.environ:
        shutil.rmtree(os.environ[FOLDER], ignore_errors=True)
    os._exit(0)


gc.disable()
tempfile.tempdir = os.environ.get(FOLDER)
sys.modules["matplotlib"] = None  # type: ignore[assignment]
# The first one is called last. Workers, which are forked, do not call it.
atexit.register(_end)
# It warns of the end of a child that it did not fork itself.
warnings.filterwarnings("ignore", message="forkserver: waitpid")
if early.FOLDER in os.environ:
    early.start(Path(os.environ[early.FOLDER]))
