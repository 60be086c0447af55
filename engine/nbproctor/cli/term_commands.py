"""Commands for a term: due, feedback, backup, restore, next-year."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from nbproctor.cli.app import (
    Quiet,
    complete_assignment,
    find_folder,
    print_line,
    print_warning,
)
from nbproctor.errors import CourseError, program
from nbproctor.settings import read_timezone

Archive = Annotated[Path | None, typer.Argument(help="The file; by default named after the time.")]


def due(
    assignment: Annotated[
        str,
        typer.Argument(
            help="The assignment; without it, list all.", autocompletion=complete_assignment
        ),
    ] = "",
    until: Annotated[str, typer.Option(help="The due date: 2026-10-24 or with 18:00.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take the due date away.")] = False,
) -> None:
    """Set the due date of an assignment, or list all due dates.

    Without a time of day the due date is at 23:59. Extensions move with it, and the late penalties
    of graded submissions change at once.

    Examples:
    nbproctor due homework1 --until 2026-10-24
    nbproctor due homework1 --until "2026-10-24 18:00"
    nbproctor due homework1 --remove
    nbproctor due                # list all due dates
    """
    from nbproctor.course_folder import register
    from nbproctor.gradebook import due_dates
    from nbproctor.gradebook.extensions import parse_time
    from nbproctor.gradebook.lateness import to_utc

    folder = find_folder()
    zone = read_timezone(folder.config)
    if until and remove:
        raise CourseError("--until and --remove exclude each other.")
    if (until or remove) and not assignment:
        raise CourseError(f"name the assignment: `{program()} due ASSIGNMENT --until DATE`.")
    chapters = folder.choose([assignment] if assignment else [])
    new = to_utc(parse_time(until, zone)) if until else None
    with folder.transaction() as connection:
        known = due_dates.read_due_dates(connection)
    if new and assignment not in known:
        register(folder, assignment)
    lines = [due_dates.describe_due_date(each, known.get(each), zone) for each in chapters]
    if new or remove:
        with folder.transaction() as connection:
            lines = due_dates.set_due_date(connection, folder.config, assignment, new)
    for line in lines:
        print_line(line)


def feedback(
    assignment: Annotated[
        str, typer.Argument(help="The assignment.", autocompletion=complete_assignment)
    ],
    to: Annotated[
        Literal["canvas", "moodle"],
        typer.Option(help="The system that takes the zip.", case_sensitive=False),
    ],
    output: Annotated[str, typer.Option(help="The file; by default named after both.")] = "",
    quiet: Quiet = False,
) -> None:
    """Write the feedback pages of an assignment to the one zip that Canvas or Moodle takes.

    The pages have names that follow those in downloaded/<assignment>/archive/. Students who are not
    in that download are listed. In Canvas upload the zip with "Re-Upload Submissions", in Moodle
    with "Upload multiple feedback files in a zip".

    Examples:
    nbproctor feedback homework1 --to canvas
    nbproctor feedback homework1 --to moodle --output pages.zip
    """
    from nbproctor.lms.feedback_zip import write_feedback_zip

    folder = find_folder()
    folder.choose([assignment])
    path = Path(output or f"feedback-{to}-{assignment}.zip")
    written, *left_out = write_feedback_zip(folder, assignment, to, path)
    print_line(written)
    for line in left_out:
        print_warning(line)


def backup(file: Archive = None, quiet: Quiet = False) -> None:
    """Write the class to one archive: gradebook, submissions, results, downloads, configuration.

    The secret is not in it. `restore` puts the class back.

    Examples:
    nbproctor backup
    nbproctor backup ~/backups/autumn.tar.gz
    """
    from nbproctor.backup.archive import verify_backup, write_backup

    path = _name_archive(file)
    _print_archived(write_backup(find_folder(), path))
    verify_backup(path)


def _name_archive(file: Path | None) -> Path:
    return file or Path(f"backup-{datetime.now():%Y-%m-%d-%H%M%S}.tar.gz")


def _print_archived(lines: list[str]) -> None:
    written, *left_out = lines
    print_line(written)
    for line in left_out:
        print_warning(line)


def restore(
    file: Annotated[Path, typer.Argument(help="The archive that `backup` wrote.")],
    quiet: Quiet = False,
) -> None:
    """Restore a class from an archive in this folder, which must have none.

    Files of the course that exist here stay as they are.

    Examples:
    nbproctor restore ~/backups/autumn.tar.gz
    """
    from nbproctor.backup.archive import restore_backup, restore_configuration

    restore_configuration(Path.cwd(), file)
    restored, *kept = restore_backup(find_folder(), file)
    print_line(restored)
    for line in kept:
        print_warning(line)


def next_year(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    archive: Annotated[
        Path | None, typer.Option(help="The archive; by default named after the time.")
    ] = None,
) -> None:
    """Archive the class with `backup`, then remove it, and say what to do for the next one.

    Sources, configuration, release and packages stay. A gradebook in PostgreSQL, or one that other
    courses share, is archived and stays as well.

    Examples:
    nbproctor next-year
    nbproctor next-year --yes --archive ~/backups/autumn.tar.gz
    """
    from nbproctor.backup.next_year import (
        archive_and_remove,
        describe_class,
        describe_next_steps,
        list_class,
    )

    folder = find_folder()
    paths = list_class(folder)
    if not paths:
        raise CourseError("there is no class in this folder.")
    print_line(f"to be archived, then removed: {describe_class(folder, paths)}")
    if not yes and not typer.confirm("Archive and remove this class?"):
        raise CourseError("nothing was changed.")
    steps = describe_next_steps(folder)
    path = _name_archive(archive)
    _print_archived(archive_and_remove(folder, path))
    print_line("Removed the class. For the next one:")
    steps.insert(0, f"Keep {path} and the secret for as long as your rules require.")
    for number, step in enumerate(steps, 1):
        print_line(f"{number}. {step}")
