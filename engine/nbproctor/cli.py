"""The `nbproctor` command: release, roster, grade, extend, export, report and others.

Each command is a function. A course with further commands builds an app of its own from these
functions and others with `build_app`, and runs it with `run`.
"""

import contextlib
import signal
import sys
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from traitlets import TraitError
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader
from traitlets.utils.importstring import import_item

from nbproctor.doctor import CHECKS, Check
from nbproctor.errors import CourseError, program
from nbproctor.garbage_collection import pause_collection
from nbproctor.kernels.settings import read_grader_settings, read_settings
from nbproctor.settings import (
    CONFIGURATION,
    ClassRun,
    Course,
    Doctor,
    read_timezone,
    read_weights,
    require_importable,
)

if TYPE_CHECKING:  # nbgrader takes seconds to import: each command imports what it needs
    from nbproctor.course_folder import CourseFolder

console = Console() if sys.stdout.isatty() else Console(width=120)

Assignments = Annotated[
    list[str] | None, typer.Argument(help="Assignments; all of them by default.")
]
Work = Annotated[Path, typer.Argument(help="The folder with a student's assignments.")]


def release(assignments: Assignments = None) -> None:
    """Generate the students' notebooks in release/ from source/."""
    from nbproctor import course_folder

    folder = find_folder()
    for chapter in folder.choose(assignments or []):
        for path in course_folder.release(folder, chapter, folder.root / "release"):
            console.print(f"wrote {path.relative_to(folder.root)}")


def grade(
    assignments: Assignments = None,
    student: Annotated[list[str] | None, typer.Option(help="Grade this student only.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; by default one per core.")
    ] = None,
    scheduler: Annotated[str, typer.Option(help="Address of a Dask scheduler to use.")] = "",
    regrade: Annotated[
        bool, typer.Option("--regrade", help="Grade unchanged submissions, too.")
    ] = False,
    new_secret: Annotated[
        bool,
        typer.Option("--new-secret", help="Grade the whole class again with a new secret."),
    ] = False,
    feedback: Annotated[bool, typer.Option(help="Write feedback pages.")] = True,
    sandbox: Annotated[
        Literal["bubblewrap", "none"] | None,
        typer.Option(help="Sandbox for student code; `none` if the machine has nothing to lose."),
    ] = None,
) -> None:
    """Grade the class in submitted/: write autograded/, feedback/, the gradebook and grades.csv.

    A submission that has not changed since it was graded is not graded again.
    """
    from nbproctor.class_run import fork_server

    if not scheduler:
        config = _read_configuration()
        if sandbox:
            config.WarmKernels.sandbox = sandbox
        kernels = read_settings(config)
        zygotes = (read_grader_settings(config), kernels) if kernels.sandboxed else ()
        fork_server.warm_up(zygotes)
    with _delay_interrupt(), pause_collection():
        from nbproctor.class_run import class_run, progress, results
        from nbproctor.grading import submissions
        from nbproctor.lms.export import write_grades_csv

        folder = find_folder()
    require_importable(folder.config)
    read_timezone(folder.config)
    read_weights(folder.config, folder.chapters())
    chosen = folder.choose(assignments or [])
    found = submissions.find_submissions(folder.root / "submitted", chosen, student)
    _require_submissions(folder, {each.student for each in found}, student)
    unsafe = choose_sandbox(folder, sandbox, bool(scheduler))
    beyond_limit = bool(student)
    settings = class_run.RunSettings(
        workers, scheduler, regrade, feedback, beyond_limit, new_secret
    )
    with progress.show_progress(console, len(found)) as when_done:
        graded = class_run.grade_class(folder, found, when_done, settings)
    write_grades_csv(folder, folder.root / "grades.csv")
    console.print(results.build_table(graded))
    console.print(results.summarize(graded), highlight=False)
    for line in results.list_waiting(graded):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    pages = "feedback/, " if feedback else ""
    console.print(f"Wrote autograded/, {pages}the gradebook, grades.csv and grade.log.")
    with_pages = {each.chapter for each in found} if feedback else set()
    for warning in filter(None, (unsafe, *find_warnings(folder, sorted(with_pages)))):
        console.print(warning, style="yellow", highlight=False, markup=False, soft_wrap=True)


def normalise(
    check: Annotated[
        bool, typer.Option(help="Change nothing; fail if something would change.")
    ] = False,
) -> None:
    """Bring the notebooks in source/ into normal form."""
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
    if changed:
        console.print(f"{'not in normal form' if check else 'normalised'}: {', '.join(changed)}")
        if check:
            raise CourseError(f"run `{program()} normalise` and commit the result.")


def validate(assignments: Assignments = None) -> None:
    """Check that the notebooks in source/ are ready for students; print a line for each."""
    from nbproctor.validation.verdicts import Verdict, validate

    def show(verdict: Verdict) -> None:
        console.print(str(verdict), markup=False, highlight=False, soft_wrap=True)

    folder = find_folder()
    require_importable(folder.config)
    verdicts = validate(folder, folder.choose(assignments or []), show)
    if any(verdict.faults for verdict in verdicts):
        raise typer.Exit(1)


def export(
    to: Annotated[str, typer.Option(help="canvas, moodle or csv.")] = "csv",
    output: Annotated[str, typer.Option(help="The file; by default named after --to.")] = "",
    detail: Annotated[
        bool, typer.Option("--detail", help="With csv: a column for each exercise.")
    ] = False,
    assignments: Assignments = None,
) -> None:
    """Write the grades to a file that Canvas or Moodle imports, or to grades.csv."""
    from nbproctor.lms.export import EXPORTERS

    if to not in EXPORTERS:
        raise CourseError(f"--to {to} is not known: choose one of {', '.join(EXPORTERS)}.")
    folder = find_folder()
    read_weights(folder.config, folder.chapters())
    plugin = EXPORTERS[to](config=folder.config)
    if detail and to != "csv":
        raise CourseError("--detail is for --to csv: other systems take no points of exercises.")
    if detail:
        plugin.detail = True
    plugin.to = output or plugin.default_file
    plugin.assignment = folder.choose(assignments) if assignments else []
    with folder.gradebook() as gradebook:
        plugin.export(gradebook)
    for note in plugin.notes:
        console.print(note, markup=False, highlight=False, soft_wrap=True)
    console.print(f"wrote {plugin.to}", markup=False, highlight=False, soft_wrap=True)


def roster(
    file: Annotated[Path, typer.Argument(help="A table of students, as CSV.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the changes.")] = False,
    id_column: Annotated[str, typer.Option("--id", help="The title of the id's column.")] = "",
    encoding: Annotated[str, typer.Option(help="The file's encoding, if it is not UTF-8.")] = "",
    template: Annotated[
        bool, typer.Option("--template", help="Write the file, with the students known so far.")
    ] = False,
) -> None:
    """Add the students of a file to the gradebook, or change their names and addresses.

    Reads what spreadsheets, Canvas' gradebook and Moodle's list of participants export. An empty
    cell changes nothing, and no student is removed, so it can be run again.
    """
    from nbproctor.gradebook import students
    from nbproctor.lms.roster import compare, describe, format_template, read_roster

    folder = find_folder()
    known = students.read_students(folder.database_address)
    try:
        if template:
            with file.open("xb") as stream:
                stream.write(format_template(known))
            console.print(f"wrote {file}", markup=False, highlight=False, soft_wrap=True)
            return
        read = read_roster(file.read_bytes(), id_column, encoding)
    except OSError as error:
        raise CourseError(f"{file}: {error.strerror}.") from error
    changes = compare(read, known)
    if not dry_run:
        with folder.transaction() as connection:
            students.write_students(connection, changes.added, changes.changed)
    for line in (*describe(read, changes), *(["Nothing was changed."] if dry_run else [])):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def extend(
    student: Annotated[str, typer.Argument(help="Whom; without it, list all extensions.")] = "",
    assignment: Annotated[str, typer.Argument(help="In which assignment.")] = "",
    days: Annotated[int, typer.Option(min=0, help="Days after the due date.")] = 0,
    hours: Annotated[float, typer.Option(min=0, help="Hours after the due date.")] = 0.0,
    until: Annotated[str, typer.Option(help="The new due date: 2026-10-26 or with 18:00.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take the extension back.")] = False,
) -> None:
    """Give a student a later due date, also before there is a submission; or list extensions.

    An extension replaces an earlier one. The late penalty of a graded submission changes at once.
    """
    from nbproctor.gradebook import extensions

    folder = find_folder()
    zone, changes = read_timezone(folder.config), bool(days or hours) + bool(until) + remove
    if changes > 1:
        raise CourseError("--until, --remove and --days with --hours exclude each other.")
    if changes and not assignment:
        raise CourseError(f"name the assignment: `{program()} extend STUDENT ASSIGNMENT --days 2`.")
    folder.choose([assignment] if assignment else [])
    with folder.transaction() as connection:
        if student:
            extensions.require_student(connection, folder.root / "submitted", student)
        if not changes:
            lines = [
                each.describe(zone)
                for each in extensions.read_extensions(connection)
                if student in ("", each.student) and assignment in ("", each.chapter)
            ]
            lines = lines or ["No extensions."]
        else:
            due = extensions.read_due_date(connection, assignment)
            new = None if remove else extensions.compute_due_date(due, zone, days, hours, until)
            lines = extensions.extend(connection, folder.config, assignment, student, new)
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def report(assignments: Assignments = None) -> None:
    """Write report.html, the class on one page: scores, mistakes, and who needs attention."""
    from nbproctor.report.page import write_report

    folder = find_folder()
    path = write_report(folder, folder.choose(assignments) if assignments else [])
    console.print(f"wrote {path.name}", highlight=False)


def progress(folder: Work = Path("work")) -> None:
    """Show what is done in a student's notebooks, as their checks last said; run nothing."""
    show_progress(folder, ())


def show_progress(folder: Path, order: Sequence[str]) -> None:
    """Print the progress of a student, assignments in this order; see `progress`."""
    from nbproctor.checks.progress import format_progress, read_progress

    text = format_progress(read_progress(folder, order))
    console.print(text, highlight=False, markup=False, soft_wrap=True)


def doctor() -> None:
    """Check that this machine has what the course needs, and say how to fix what is wrong."""
    name = Doctor(config=_read_configuration()).checks
    examine_machine(import_item(name) if name else CHECKS)


def examine_machine(checks: Iterable[Check]) -> None:
    """Run these checks and those for staff; print the findings, exit with 1 if there is a fault."""
    from nbproctor import safety

    healthy = True
    for check in (*checks, *safety.CHECKS):
        finding = check(Path.cwd())
        healthy &= finding.fine
        console.print(str(finding), highlight=False, markup=False)
    if not healthy:
        raise typer.Exit(1)


def choose_sandbox(folder: "CourseFolder", asked: str | None, elsewhere: bool) -> str:
    """Choose the sandbox for student code; return a warning if there is none, else "".

    Raises:
        SandboxError: the sandbox does not work here, and the class is not the sample class.
        CourseError: a sandbox is wanted, and kernels do not come from nbproctor.
    """
    from nbproctor.kernels.provisioner import require_provisioner
    from nbproctor.kernels.sandbox import SandboxError, require_sandbox
    from nbproctor.safety import is_sample_class

    settings = folder.config.WarmKernels
    reason = "as asked for" if asked else f"{CONFIGURATION} sets none"
    settings.sandbox = asked or settings.get("sandbox", "none")
    if settings.sandbox != "none":
        require_provisioner()
    if settings.sandbox != "none" and not elsewhere:
        try:
            require_sandbox(read_settings(folder.config))
        except SandboxError as error:
            if not is_sample_class(folder):
                raise
            settings.sandbox, reason = "none", f"it is the sample class, and {error}"
    return f"Student code ran without a sandbox: {reason}." if settings.sandbox == "none" else ""


def find_warnings(folder: "CourseFolder", assignments: Iterable[str] = ()) -> Iterator[str]:
    """Yield a line for each fault of the class's secret and of its files' permissions.

    Args:
        assignments: those whose feedback was made; yield also why it shows no model answers.
    """
    from nbproctor.safety import check_rights, check_secret

    for finding in (check_secret(folder.root), check_rights(folder.root)):
        if not finding.fine:
            yield f"{finding.what}. {finding.cure}"
    if Course(config=folder.config).release_solutions:
        from nbproctor.grading.model_answers import explain_refusal

        with folder.transaction() as connection:
            for name in assignments:
                if reason := explain_refusal(connection, folder.config, name):
                    yield reason


@contextlib.contextmanager
def _delay_interrupt() -> Iterator[None]:
    """Delay a `KeyboardInterrupt` to the end of the block, because some imports swallow it."""
    signals: list[int] = []
    try:
        previous = signal.signal(signal.SIGINT, lambda number, frame: signals.append(number))
    except ValueError:  # only the main thread gets interrupts
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
    if signals:
        raise KeyboardInterrupt


def _read_configuration() -> Config:
    """Read this folder's nbgrader_config.py without importing nbgrader."""
    if not Path(CONFIGURATION).exists():
        return Config()
    return PyFileConfigLoader(CONFIGURATION, path=str(Path.cwd())).load_config()


def find_folder() -> "CourseFolder":
    """Open the current directory as a course folder.

    Raises:
        CourseError: it is not one.
    """
    from nbproctor.course_folder import CourseFolder

    return CourseFolder.find(Path.cwd())


def _require_submissions(
    folder: "CourseFolder", students: Collection[str], asked: Collection[str] | None
) -> None:
    """Raise `CourseError` if nobody handed in, or not everybody who was asked for."""
    if missing := sorted(set(asked or ()) - set(students)):
        raise CourseError(f"submitted/ has nothing of {', '.join(missing)} for these assignments.")
    if not students:
        command = ClassRun(config=folder.config).sample_class_command
        sample = f", or make a class to try with `{command}`" if command else ""
        raise CourseError(
            "submitted/ holds no submission. "
            f"Put them in submitted/<student>/<assignment>/{sample}."
        )


def feedback(
    assignment: Annotated[str, typer.Argument(help="The assignment.")],
    to: Annotated[
        Literal["canvas", "moodle"],
        typer.Option(help="The system that takes the zip.", case_sensitive=False),
    ],
    output: Annotated[str, typer.Option(help="The file.")] = "",
) -> None:
    """Write the feedback pages of an assignment to the one zip that Canvas or Moodle takes.

    The pages have names that follow those in downloaded/<assignment>/archive/. Students who are not
    in that download are listed. In Canvas upload the zip with *Re-Upload Submissions*, in Moodle
    with *Upload multiple feedback files in a zip*.
    """
    from nbproctor.lms.feedback_zip import write_feedback_zip

    folder = find_folder()
    folder.choose([assignment])
    path = Path(output or f"feedback-{to}-{assignment}.zip")
    for line in write_feedback_zip(folder, assignment, to, path):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def due(
    assignment: Annotated[str, typer.Argument(help="The assignment; without it, list all.")] = "",
    until: Annotated[str, typer.Option(help="The due date: 2026-10-24 or with 18:00.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take the due date away.")] = False,
) -> None:
    """Set the due date of an assignment, or list all due dates.

    Without a time of day the due date is at 23:59. Extensions move with it, and the late penalties
    of graded submissions change at once.
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
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def backup(
    file: Annotated[
        Path | None, typer.Argument(help="The archive; by default named after the time.")
    ] = None,
) -> None:
    """Write the class to one archive: gradebook, submissions, results, downloads, configuration.

    The secret is not in it. `restore` puts the class back.
    """
    _write_backup(file)


def _write_backup(file: Path | None) -> Path:
    from datetime import datetime

    from nbproctor.backup.archive import verify_backup, write_backup

    path = file or Path(f"backup-{datetime.now():%Y-%m-%d-%H%M%S}.tar.gz")
    for line in write_backup(find_folder(), path):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    verify_backup(path)
    return path


def restore(file: Annotated[Path, typer.Argument(help="The archive that `backup` wrote.")]) -> None:
    """Restore a class from an archive in this folder, which must have none.

    Files of the course that exist here stay as they are.
    """
    from nbproctor.backup.archive import restore_backup, restore_configuration

    restore_configuration(Path.cwd(), file)
    for line in restore_backup(find_folder(), file):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def next_year(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    archive: Annotated[
        Path | None, typer.Option(help="The archive; by default named after the time.")
    ] = None,
) -> None:
    """Archive the class with `backup`, then remove it, and say what to do for the next one.

    Sources, configuration, release and packages stay.
    """
    from nbproctor.backup.next_year import (
        describe_class,
        describe_next_steps,
        list_class,
        remove,
    )

    folder = find_folder()
    paths = list_class(folder)
    if not paths:
        raise CourseError("there is no class in this folder.")
    line = f"to be archived, then removed: {describe_class(folder, paths)}"
    console.print(line, markup=False, highlight=False, soft_wrap=True)
    if not yes and not typer.confirm("Archive and remove this class?"):
        raise CourseError("nothing was changed.")
    steps = describe_next_steps(folder)
    path = _write_backup(archive)
    remove(paths)
    console.print("Removed the class. For the next one:", highlight=False)
    steps.insert(0, f"Keep {path} and the secret for as long as your rules require.")
    for number, step in enumerate(steps, 1):
        console.print(f"{number}. {step}", markup=False, highlight=False, soft_wrap=True)


def build_app(text: str | None, commands: Iterable[Callable[..., None]]) -> typer.Typer:
    """Build a command-line app of these commands, with `text` at the top of its help."""
    app = typer.Typer(
        no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=text
    )
    for command in commands:
        app.command()(command)
    return app


def run(app: typer.Typer) -> None:
    """Run an app; print a `CourseError`, or an unusable setting, as one line; exit with 1."""
    warnings.filterwarnings("ignore", module="nbgrader|sqlalchemy|nbformat")
    try:
        app()
    except (CourseError, TraitError) as error:
        where = f"{CONFIGURATION}: " if isinstance(error, TraitError) else ""
        line = f"error: {where}{error}"
        console.print(line, style="red", highlight=False, markup=False, soft_wrap=True)
        raise SystemExit(1) from None


app = build_app(
    "Release, grade and report the assignments of an nbgrader course.",
    (
        *(release, roster, grade, extend, export, report, normalise, validate, progress, doctor),
        *(due, feedback, backup, restore, next_year),
    ),
)


def main() -> None:
    """Run `nbproctor`."""
    run(app)


if __name__ == "__main__":
    main()
