"""multiprocessing, Python 3.11 to 3.13: the fork server, and processes without a `__main__`."""

import contextlib
import multiprocessing
import multiprocessing.forkserver
import sys
import types
from collections.abc import Iterator, Sequence


def start_fork_server(preload: Sequence[str]) -> None:
    """Start the fork server of this process now, with modules to import.

    The documented way, to create a process, would make a worker as well. `ensure_running` is public
    by its name and has no documentation. The fork server inherits the environment of the moment.
    """
    multiprocessing.set_forkserver_preload(list(preload))
    multiprocessing.forkserver.ensure_running()


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
