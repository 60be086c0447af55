"""Pauses Python's garbage collection while large packages are imported."""

import contextlib
import gc
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def pause_collection() -> Iterator[None]:
    """Disable garbage collection in the block, and freeze what the block imports.

    An import leaves no garbage. Without collection a large library is imported in three quarters of
    the time.
    Frozen objects are never looked through again, so a process that imported much ends at once. A
    block that imports nothing, such as a notebook's first cell run again, freezes nothing.
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
