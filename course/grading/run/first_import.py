"""The first import of the process that workers are forked from, and of nothing else.

`multiprocessing` lets that process do nothing but import modules, which
`course.grading.run.nursery` names. This one has zygotes begin to import what they need, while the
process itself does, and puts off garbage collection, which would cost a third of all
these imports: `course.grading.run.grade_notebook` begins with it.
"""

import atexit
import gc
import os
import shutil
import warnings
from pathlib import Path

from course.kernels import early

gc.disable()
# It warns of the end of a child that it did not fork itself.
warnings.filterwarnings("ignore", message="forkserver: waitpid")
if early.FOLDER in os.environ:
    # Who made the folder may be killed; this process then ends in good order.
    atexit.register(shutil.rmtree, os.environ[early.FOLDER], ignore_errors=True)
    early.start(Path(os.environ[early.FOLDER]))
