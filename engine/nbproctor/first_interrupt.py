"""An interrupt (Ctrl-C) at the very beginning of a command, before `nbproctor.interrupts`.

This module imports nothing that Python has not imported already: an interrupt before its handler is
set prints a stack.
"""

import os

INTERRUPTED = 130  # the exit code, as shells report a program that Ctrl-C ended


def exit_at_once(number: int, frame: object) -> None:
    """Handle an interrupt while there is nothing yet to end in good order."""
    print_line()
    os._exit(INTERRUPTED)


def print_line() -> None:
    """Write the line that says so to stderr."""
    os.write(2, b"\nInterrupted.\n" if os.isatty(2) else b"Interrupted.\n")
