"""The `nbproctor` command, and what a course needs to make a command of its own.

class_commands.py    what an instructor does with a class: grade, export and others
term_commands.py     what an instructor does with a whole term: due dates, back-ups and others
author_commands.py   what authors do with the sources, and what is asked of a machine
commands.py          the app of `nbproctor`, made of both
app.py               how an app is made of functions, what it prints where, and how it ends

A command's process starts in `run`. This module and `nbproctor` import almost nothing, so that even
an interrupt during the other imports is one line.
"""

import signal

from nbproctor.first_interrupt import exit_at_once


def run(module: str) -> None:
    """Import a module and run its `app`; exit with the status of the command."""
    signal.signal(signal.SIGINT, exit_at_once)
    import importlib

    app = importlib.import_module(module).app
    from nbproctor.cli.app import run_app

    try:
        run_app(app)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # only the end of the process follows


def main() -> None:
    """Run `nbproctor`."""
    run("nbproctor.cli.commands")
