"""multiprocessing, Python 3.11 to 3.13: processes without a `__main__`."""

import contextlib
import sys
import types
from collections.abc import Iterator


@contextlib.contextmanager
def hide_main() -> Iterator[None]:
    """Give processes that are started in the block an empty `__main__`.

    `multiprocessing.spawn` reads the path or the name of the caller's `__main__` from `sys.modules`
    and imports it in each new process, which takes seconds. There is no setting for this.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
