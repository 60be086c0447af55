"""Imported by the process that workers are forked from, and by nothing else: starts zygotes.

`multiprocessing` lets that process do nothing but import modules; `course.grading.run.nursery`
names this one first, so that zygotes import what they need while the process itself does.
"""

import os
import warnings
from pathlib import Path

from course.kernels import early

# It warns of the end of a child that it did not fork itself.
warnings.filterwarnings("ignore", message="forkserver: waitpid")
if early.FOLDER in os.environ:
    early.start(Path(os.environ[early.FOLDER]), int(os.environ[early.COUNT]))
