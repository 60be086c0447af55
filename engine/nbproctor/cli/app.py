"""Makes an app of functions, and runs it: what is printed where, and how it ends.

A command is a function, whose docstring is its help and ends with examples. What it did is printed
by `console` to stdout; warnings and errors go to stderr, by `notices`. `--quiet` silences
`console`. With `--json` a command prints one JSON document with `print_json`, and nothing else, to
stdout.
"""

import inspect
import json
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from traitlets import TraitError
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from nbproctor.errors import CourseError, program
from nbproctor.interrupts import exit_on_interrupt
from nbproctor.settings import CONFIGURATION

if TYPE_CHECKING:  # nbgrader takes seconds to import: each command imports what it needs
    from nbproctor.course_folder import CourseFolder

FAILED = 1  # the command did not do what it was asked, or found a fault
INCOMPLETE = 3  # it ran to its end, and something waits for a human or for the next run
EXAMPLES = "Examples:\n"
EXIT_CODES = """Exit codes:
  0    all is well
  1    the command failed, or found a fault
  2    the command line is wrong
  3    grade: a submission could not run, or has no feedback page
  130  interrupted"""

console = Console() if sys.stdout.isatty() else Console(width=120)
notices = Console(stderr=True) if sys.stderr.isatty() else Console(stderr=True, width=120)


def _set_quiet(value: bool) -> bool:
    console.quiet = console.quiet or value
    return value


def _list_names(folder: str, incomplete: str) -> list[str]:
    """List the names in a folder of the course that begin like this, for completion in a shell."""
    path = Path(folder)
    names = [each.name for each in path.iterdir() if each.is_dir()] if path.is_dir() else []
    return sorted(name for name in names if name.startswith(incomplete) and name[0] != ".")


def complete_assignment(incomplete: str) -> list[str]:
    """List the assignments whose names begin like this."""
    return _list_names("source", incomplete)


def complete_student(incomplete: str) -> list[str]:
    """List the students who handed in and whose names begin like this."""
    return _list_names("submitted", incomplete)


Assignments = Annotated[
    list[str] | None,
    typer.Argument(help="Assignments; all of them by default.", autocompletion=complete_assignment),
]
Quiet = Annotated[
    bool,
    typer.Option(
        "--quiet", "-q", help="Print only errors, warnings and faults.", callback=_set_quiet
    ),
]
Json = Annotated[
    bool,
    typer.Option("--json", help="Print one JSON document for programs.", callback=_set_quiet),
]


def print_line(text: str) -> None:
    """Print a line about what the command did as it is, without breaking it."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def print_warning(text: str) -> None:
    """Print a warning to stderr, as one line."""
    notices.print(text, style="yellow", markup=False, highlight=False, soft_wrap=True)


def print_json(document: Any) -> None:
    """Print a JSON document to stdout, also if `console` is silent."""
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False))


def find_folder() -> "CourseFolder":
    """Open the current directory as a course folder.

    Raises:
        CourseError: it is not one.
    """
    from nbproctor.course_folder import CourseFolder

    return CourseFolder.find(Path.cwd())


def read_configuration() -> Config:
    """Read this folder's nbgrader_config.py without importing nbgrader."""
    if not Path(CONFIGURATION).exists():
        return Config()
    return PyFileConfigLoader(CONFIGURATION, path=str(Path.cwd())).load_config()


def build_app(
    text: str,
    commands: Iterable[Callable[..., None]],
    distributions: Sequence[str] = ("nbproctor",),
) -> typer.Typer:
    """Build a command-line app.

    Args:
        text: what its help begins with.
        commands: functions. `nbproctor` in the examples of their docstrings becomes the name of
            this command.
        distributions: what `--version` names, with the installed versions.
    """
    app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)

    def print_versions(value: bool) -> None:
        if value:
            for name in distributions:
                typer.echo(f"{name} {version(name)}")
            raise typer.Exit()

    @app.callback(help=text, epilog=escape(EXIT_CODES))
    def start(
        version: Annotated[
            bool,
            typer.Option(
                "--version", help="Print the version.", callback=print_versions, is_eager=True
            ),
        ] = False,
    ) -> None:
        console.quiet = False

    for command in commands:
        description, _, examples = inspect.cleandoc(command.__doc__ or "").partition(EXAMPLES)
        lines = inspect.cleandoc(examples).replace("nbproctor ", f"{program()} ").splitlines()
        epilog = "\n".join([EXAMPLES.strip(), *(f"  {escape(line)}" for line in lines)])
        app.command(help=description, epilog=epilog if lines else None)(command)
    return app


def run_app(app: typer.Typer) -> None:
    """Run an app with the arguments of this process, and exit.

    A `CourseError`, or a setting that cannot be used, is one line on stderr, and so is an
    interrupt.
    """
    warnings.filterwarnings("ignore", module="nbgrader|sqlalchemy|nbformat")
    with exit_on_interrupt():
        try:
            app()
        except (CourseError, TraitError) as error:
            where = f"{CONFIGURATION}: " if isinstance(error, TraitError) else ""
            line = f"error: {where}{error}"
            notices.print(line, style="red", highlight=False, markup=False, soft_wrap=True)
            raise SystemExit(FAILED) from None
