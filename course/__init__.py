"""The course on convolutional neural networks: what its notebooks import.

A notebook needs three things from here: `get_ready` in its first cell, the chapter's module of
`course.checks`, and `course.pictures`. What only staff need lives in `nbproctor.grading` and
`course.staff`.
"""

import contextlib
import os
import platform
import sys
import tempfile
from collections.abc import Iterator

from nbproctor.garbage_collection import pause_collection

__version__ = "0.1.0"

# TensorFlow reads these at its import. With oneDNN a convolution whose input has the wrong rank
# ends the whole process, and one whose kernel is larger than its image returns what is in memory.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

IN_SANDBOX = "NBPROCTOR_SANDBOX"  # a variable that the sandbox sets; no GPU is seen there


def get_ready() -> None:
    """Import TensorFlow without its log lines, set it up for the course, and say that all is well.

    What is wrong with the machine is said below that, in a line each with what to do about it.
    Exact float32 (TF32 off), so that results agree on every machine. The import and the first
    operation write to stderr, which would cost a grade cell all its points: they belong here, in a
    chapter's first cell. In a sandbox the operation has nothing to write, and is left to those
    who need one.
    """
    # Several kernels share a GPU: by default the first one takes all of its memory.
    os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
    with _stderr_only_on_failure():
        with pause_collection():
            import tensorflow as tf

        tf.config.experimental.enable_tensor_float_32_execution(False)
        if IN_SANDBOX not in os.environ:
            tf.add(1.0, 1.0)
        device = "a GPU" if tf.config.list_physical_devices("GPU") else "the CPU"
    print(f"Ready: Python {platform.python_version()}, TensorFlow {tf.__version__} on {device}.")
    if "NBGRADER_EXECUTION" not in os.environ:  # nobody there who could mend it
        from course.doctor import examine_quickly

        for finding in examine_quickly():
            print(finding)


@contextlib.contextmanager
def _stderr_only_on_failure() -> Iterator[None]:
    """Keep what the block's C++ code writes to stderr, and show it only when the block raises."""
    sys.stderr.flush()
    saved = os.dup(2)
    with tempfile.TemporaryFile() as kept:
        os.dup2(kept.fileno(), 2)
        try:
            yield
        except BaseException:
            kept.seek(0)
            os.write(saved, kept.read())
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)
