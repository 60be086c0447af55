"""Imports large packages quickly."""

import contextlib
import gc
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def nothing_collected() -> Iterator[None]:
    """Import in the block without Python's looking for garbage there, meanwhile and ever after.

    There is none. TensorFlow is imported a quarter quicker so, and a process ends at once that
    would else look through all it has imported. Where nothing was imported, nothing changes: a
    notebook's first cell may run again, when there is garbage.
    """
    enabled, known = gc.isenabled(), len(sys.modules)
    gc.disable()
    try:
        yield
    finally:
        if len(sys.modules) > known:
            gc.freeze()
        if enabled:
            gc.enable()
