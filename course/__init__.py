"""The package that the course's notebooks import.

A notebook needs three things from it: `get_ready` in its first cell, the chapter's package in
`course.checks`, and `course.pictures`. Tools for staff are in `course.staff`.
"""

import contextlib
import os
import sys
from collections.abc import Iterator

from nbproctor.garbage_collection import pause_collection

__version__ = "0.1.0"

# TensorFlow reads these variables when it is imported. With oneDNN a convolution ends the process
# if its input has the wrong rank, and returns random memory if its kernel exceeds the image.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

IN_SANDBOX = "NBPROCTOR_SANDBOX"  # the sandbox sets this variable; it hides the GPU


def get_ready() -> None:
    """Import TensorFlow without its log lines, set it up for the course, and print its version.

    Then print one line for each fault of the machine, with what to do about it. TF32 is turned
    off, so that float32 results agree on every machine. The import and the first operation write
    to stderr, which would cost a grade cell all its points. Therefore a chapter's first cell calls
    this function. In a sandbox the first operation writes nothing, so it is skipped.
    """
    import platform  # not above: the command `course` handles interrupts only after this module

    # Several kernels share a GPU: by default the first one takes all of its memory.
    os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
    with _show_stderr_on_failure():
        with pause_collection():
            import tensorflow as tf

        tf.config.experimental.enable_tensor_float_32_execution(False)
        if IN_SANDBOX not in os.environ:
            tf.add(1.0, 1.0)
        device = "a GPU" if tf.config.list_physical_devices("GPU") else "the CPU"
    print(f"Ready: Python {platform.python_version()}, TensorFlow {tf.__version__} on {device}.")
    if "NBGRADER_EXECUTION" not in os.environ:  # during grading nobody could fix a fault
        from course.doctor import examine_quickly

        for finding in examine_quickly():
            print(finding)


@contextlib.contextmanager
def _show_stderr_on_failure() -> Iterator[None]:
    """Hide what C++ code in the block writes to stderr, unless the block raises."""
    import tempfile

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
