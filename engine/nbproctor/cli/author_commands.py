"""Commands for authors, students and machines: release, normalise, validate, progress, doctor."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from traitlets.utils.importstring import import_item

from nbproctor.cli.app import (
    FAILED,
    Assignments,
    Json,
    Quiet,
    find_folder,
    print_json,
    print_line,
    read_configuration,
)
from nbproctor.doctor import CHECKS, Check
from nbproctor.errors import CourseError, program
from nbproctor.settings import Doctor, require_importable

Work = Annotated[Path, typer.Argument(help="The folder with a student's assignments.")]


def release(assignments: Assignments = None, quiet: Quiet = False) -> None:
    """Generate the students' notebooks in release/ from source/.

    Examples:
    nbproctor release            # all assignments
    nbproctor release homework1
    """
    from nbproctor import course_folder

    folder = find_folder()
    for chapter in folder.choose(assignments or []):
        for path in course_folder.release(folder, chapter, folder.root / "release"):
            print_line(f"wrote {path.relative_to(folder.root)}")


def normalise(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail if something would change.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Bring the notebooks in source/ into normal form.

    Examples:
    nbproctor normalise
    nbproctor normalise --check  # for CI: exit with 1 if something would change
    """
    from nbproctor.notebooks import dumps, normal_form, read_notebook

    folder = find_folder()
    changed = []
    notebooks = [(each, name) for each in folder.chapters() for name in folder.notebooks(each)]
    for path in (folder.source(*each) for each in notebooks):
        text = dumps(normal_form(read_notebook(path)))
        if text != path.read_text(encoding="utf-8"):
            changed.append(str(path.relative_to(folder.root)))
            if not check:
                path.write_text(text, encoding="utf-8")
    names = ", ".join(changed)
    if changed and check:
        raise CourseError(f"not in normal form: {names}. Run `{program()} normalise`.")
    if changed:
        print_line(f"normalised: {names}")


def validate(assignments: Assignments = None, as_json: Json = False, quiet: Quiet = False) -> None:
    """Check that the notebooks in source/ are ready for students; print a line for each.

    Examples:
    nbproctor validate homework1
    nbproctor validate --quiet   # print only what must be mended
    """
    from nbproctor.validation.verdicts import Verdict, validate

    def show(verdict: Verdict) -> None:
        if verdict.faults and not as_json:
            typer.echo(str(verdict))
        else:
            print_line(str(verdict))

    folder = find_folder()
    require_importable(folder.config)
    verdicts = validate(folder, folder.choose(assignments or []), show)
    if as_json:
        print_json({"assignments": [verdict.to_json() for verdict in verdicts]})
    if any(verdict.faults for verdict in verdicts):
        raise typer.Exit(FAILED)


def progress(folder: Work = Path("work")) -> None:
    """Show what is done in a student's notebooks, as their checks last said; run nothing.

    Examples:
    nbproctor progress           # of the notebooks in work/
    nbproctor progress ~/homework
    """
    show_progress(folder, ())


def show_progress(folder: Path, order: Sequence[str]) -> None:
    """Print the progress of a student, assignments in this order; see `progress`."""
    from nbproctor.checks.progress import format_progress, read_progress

    print_line(format_progress(read_progress(folder, order)))


def doctor(as_json: Json = False, quiet: Quiet = False) -> None:
    """Check that this machine has what the course needs, and say how to fix what is wrong.

    Examples:
    nbproctor doctor
    nbproctor doctor --quiet     # print only what is wrong
    """
    name = Doctor(config=read_configuration()).checks
    examine_machine(import_item(name) if name else CHECKS, as_json)


def examine_machine(checks: Iterable[Check], as_json: bool = False) -> None:
    """Run these checks and those for staff; print the findings, exit with 1 if there is a fault."""
    from nbproctor import safety

    findings = []
    for check in (*checks, *safety.CHECKS):
        finding = check(Path.cwd())
        findings.append(finding)
        if finding.fine or as_json:
            print_line(str(finding))
        else:
            typer.echo(str(finding))
    if as_json:
        print_json({"findings": [asdict(finding) for finding in findings]})
    if not all(finding.fine for finding in findings):
        raise typer.Exit(FAILED)
