"""Interrupts (Ctrl-C): a command prints one line and exits with 130, and its processes end with it.

A terminal sends an interrupt to all processes of a command. Only the command's own process reacts:
it ends the others.
"""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from typing import Any

from nbproctor.first_interrupt import INTERRUPTED, exit_at_once, print_line

PATIENCE_S = 10.0  # from an interrupt until another one ends the process at once


@contextlib.contextmanager
def exit_on_interrupt() -> Iterator[None]:
    """Print one line for an interrupt, and exit with 130, whatever the block raises because of it.

    The block gets one `KeyboardInterrupt`, so that it can end in good order. More interrupts within
    `PATIENCE_S` seconds do nothing.
    """
    times: list[float] = []

    def interrupt(number: int, frame: Any) -> None:
        times.append(time.monotonic())
        if len(times) == 1:
            print_line()
            raise KeyboardInterrupt
        if times[-1] - times[0] > PATIENCE_S:
            os._exit(INTERRUPTED)

    previous = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    except BaseException:
        if not times:
            raise
    finally:
        signal.signal(signal.SIGINT, previous)
    if times:
        raise SystemExit(INTERRUPTED)


@contextlib.contextmanager
def exit_at_once_on_interrupt() -> Iterator[None]:
    """End the process at once on an interrupt in the block, which must not need a good order.

    Some imports swallow a `KeyboardInterrupt`, or turn it into another error.
    """
    with _handled_by(exit_at_once):
        yield


@contextlib.contextmanager
def _handled_by(handler: Any) -> Iterator[None]:
    try:
        previous = signal.signal(signal.SIGINT, handler)
    except ValueError:  # only the main thread gets interrupts, and may set what happens to them
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
