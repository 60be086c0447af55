"""Commands for a class: roster, grade, extend, export, report."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from nbproctor.cli.app import (
    INCOMPLETE,
    Assignments,
    Json,
    Quiet,
    complete_assignment,
    complete_student,
    console,
    find_folder,
    notices,
    print_json,
    print_line,
    print_warning,
    read_configuration,
)
from nbproctor.errors import CourseError, describe_unwritable, program
from nbproctor.garbage_collection import pause_collection
from nbproctor.interrupts import exit_at_once_on_interrupt
from nbproctor.kernels.settings import KernelSettings, read_grader_settings, read_settings
from nbproctor.settings import (
    CONFIGURATION,
    ClassRun,
    Course,
    read_timezone,
    read_weights,
    require_importable,
)

if TYPE_CHECKING:  # nbgrader takes seconds to import: each command imports what it needs
    from nbproctor.course_folder import CourseFolder


def roster(
    file: Annotated[Path, typer.Argument(help="A table of students, as CSV.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the changes.")] = False,
    id_column: Annotated[str, typer.Option("--id", help="The title of the id's column.")] = "",
    encoding: Annotated[str, typer.Option(help="The file's encoding, if it is not UTF-8.")] = "",
    template: Annotated[
        bool, typer.Option("--template", help="Write the file, with the students known so far.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Add the students of a file to the gradebook, or change their names and addresses.

    Reads what spreadsheets, Canvas' gradebook and Moodle's list of participants export. An empty
    cell changes nothing, and no student is removed, so it can be run again.

    Examples:
    nbproctor roster students.csv --dry-run
    nbproctor roster participants.csv --id "Student number"
    nbproctor roster students.csv --template  # write the file to fill in
    """
    from nbproctor.gradebook import students
    from nbproctor.lms.roster import compare, describe, format_template, read_roster

    folder = find_folder()
    known = students.read_students(folder.database_address)
    try:
        if template:
            with file.open("xb") as stream:
                stream.write(format_template(known))
            print_line(f"wrote {file}")
            return
        read = read_roster(file.read_bytes(), id_column, encoding)
    except OSError as error:
        raise CourseError(f"{file}: {error.strerror}.") from error
    changes = compare(read, known)
    if not dry_run:
        with folder.transaction() as connection:
            students.write_students(connection, changes.added, changes.changed)
    for line in (*describe(read, changes), *(["Nothing was changed."] if dry_run else [])):
        print_line(line)


def grade(
    assignments: Assignments = None,
    student: Annotated[
        list[str] | None,
        typer.Option(help="Grade this student only.", autocompletion=complete_student),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="How many at a time; by default one per core."),
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
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Grade the class in submitted/: write autograded/, feedback/, the gradebook and grades.csv.

    A submission that has not changed since it was graded is not graded again.

    Examples:
    nbproctor grade              # all assignments, on all cores
    nbproctor grade homework1 --student ada --regrade
    nbproctor grade --no-feedback --workers 2
    nbproctor grade --json > results.json
    """
    # Processes that start here end with this one, and nothing is written yet.
    with exit_at_once_on_interrupt(), pause_collection():
        from nbproctor.kernels.early import start_early

        # They import while this process does. The first imports most, and the run waits for it, so
        # the second starts when this process has imported all.
        zygotes = () if scheduler else _choose_zygotes(sandbox)
        start_early(zygotes[:1])
        from nbproctor.class_run import class_run, hand_ins, progress, results
        from nbproctor.gradebook.students import read_students
        from nbproctor.grading import submissions
        from nbproctor.lms.export import write_grades_csv

        folder = find_folder()
        start_early(zygotes[1:])
    require_importable(folder.config)
    read_timezone(folder.config)
    read_weights(folder.config, folder.chapters())
    chosen, submitted = folder.choose(assignments or []), folder.root / "submitted"
    found = submissions.find_submissions(submitted, chosen, student)
    misplaced = hand_ins.find_misplaced(submitted, folder.chapters(), student)
    _require_submissions(folder, {each.student for each in found}, student, misplaced)
    unsafe = choose_sandbox(folder, sandbox, bool(scheduler))
    beyond_limit = bool(student)
    settings = class_run.RunSettings(
        workers, scheduler, regrade, feedback, beyond_limit, new_secret
    )
    shown = Console(quiet=True) if quiet else notices
    with progress.show_progress(shown, len(found)) as when_done:
        graded = class_run.grade_class(folder, found, when_done, settings)
    write_grades_csv(folder, folder.root / "grades.csv")
    console.print(results.build_table(graded))
    print_line(results.summarize(graded))
    pages = "feedback/, " if feedback else ""
    print_line(f"Results are in autograded/, {pages}the gradebook, grades.csv and grade.log.")
    roster = () if student else read_students(folder.database_address)
    missing = hand_ins.find_missing(roster, graded)
    for line in hand_ins.describe_missing(missing, len(roster)):
        print_line(line)
    for line in results.list_waiting(graded):
        print_warning(line)
    with_pages = {each.chapter for each in found} if feedback else set()
    warnings = [unsafe, hand_ins.describe_misplaced(misplaced)]
    warnings = [*filter(None, warnings), *find_warnings(folder, sorted(with_pages))]
    for warning in warnings:
        print_warning(warning)
    if as_json:
        more = {"not_handed_in": missing, "misplaced": misplaced, "warnings": warnings}
        print_json(results.to_json(graded) | more)
    if any(each.score is None or each.lacks_feedback for each in graded):
        raise typer.Exit(INCOMPLETE)


def _choose_zygotes(sandbox: str | None) -> tuple[KernelSettings, ...]:
    """Return the zygotes to start early: those of kernels and of graders, if there is a sandbox."""
    config = read_configuration()
    if sandbox:
        config.WarmKernels.sandbox = sandbox
    kernels = read_settings(config)
    return (kernels, read_grader_settings(config)) if kernels.sandboxed else ()


def extend(
    student: Annotated[
        str,
        typer.Argument(
            help="Whom; without it, list all extensions.", autocompletion=complete_student
        ),
    ] = "",
    assignment: Annotated[
        str, typer.Argument(help="In which assignment.", autocompletion=complete_assignment)
    ] = "",
    days: Annotated[int, typer.Option(min=0, help="Days after the due date.")] = 0,
    hours: Annotated[float, typer.Option(min=0, help="Hours after the due date.")] = 0.0,
    until: Annotated[str, typer.Option(help="The new due date: 2026-10-26 or with 18:00.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take the extension back.")] = False,
) -> None:
    """Give a student a later due date, also before there is a submission; or list extensions.

    An extension replaces an earlier one. The late penalty of a graded submission changes at once.

    Examples:
    nbproctor extend ada homework1 --days 2
    nbproctor extend ada homework1 --until "2026-11-03 18:00"
    nbproctor extend ada homework1 --remove
    nbproctor extend             # list all extensions
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
        print_line(line)


def export(
    to: Annotated[
        Literal["canvas", "moodle", "csv"],
        typer.Option(case_sensitive=False, help="The system that imports the file, or csv."),
    ] = "csv",
    output: Annotated[str, typer.Option(help="The file; by default named after --to.")] = "",
    detail: Annotated[
        bool, typer.Option("--detail", help="With csv: a column for each exercise.")
    ] = False,
    assignments: Assignments = None,
    quiet: Quiet = False,
) -> None:
    """Write the grades to a file that Canvas or Moodle imports, or to grades.csv.

    Examples:
    nbproctor export --to canvas # write grades-canvas.csv
    nbproctor export --to moodle --output homework1.csv homework1
    nbproctor export --detail
    """
    from nbproctor.gradebook.failures import explain_failures, require_gradebook
    from nbproctor.lms.export import EXPORTERS

    if detail and to != "csv":
        raise CourseError("--detail is for --to csv: other systems take no points of exercises.")
    folder = find_folder()
    read_weights(folder.config, folder.chapters())
    plugin = EXPORTERS[to](config=folder.config)
    if detail:
        plugin.detail = True
    plugin.to = output or plugin.default_file
    plugin.assignment = folder.choose(assignments) if assignments else []
    require_gradebook(folder.database_address)
    with explain_failures(folder.database_address), folder.gradebook() as gradebook:
        try:
            plugin.export(gradebook)
        except OSError as error:
            raise CourseError(describe_unwritable(Path(plugin.to), error)) from error
    for note in plugin.notes:
        print_warning(note)
    print_line(f"wrote {plugin.to}")


def report(assignments: Assignments = None, as_json: Json = False, quiet: Quiet = False) -> None:
    """Write report.html, the class on one page: scores, mistakes, and who needs attention.

    Examples:
    nbproctor report
    nbproctor report homework1 --json
    """
    from nbproctor.report.class_data import to_json
    from nbproctor.report.collect import collect
    from nbproctor.report.page import write_report

    folder = find_folder()
    data = collect(folder, folder.choose(assignments) if assignments else [])
    path = write_report(folder, data)
    print_line(f"wrote {path.name}")
    if as_json:
        print_json({"file": path.name} | to_json(data))


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


def _require_submissions(
    folder: "CourseFolder",
    students: Collection[str],
    asked: Collection[str] | None,
    misplaced: Sequence[str],
) -> None:
    """Raise `CourseError` if nobody handed in, or not everybody who was asked for."""
    from nbproctor.class_run.hand_ins import describe_misplaced

    where = f" {describe_misplaced(misplaced)}" if misplaced else ""
    if missing := sorted(set(asked or ()) - set(students)):
        raise CourseError(
            f"submitted/ has nothing of {', '.join(missing)} for these assignments.{where}"
        )
    if not students:
        command = ClassRun(config=folder.config).sample_class_command
        sample = f", or make a class to try with `{command}`" if command else ""
        raise CourseError(
            "submitted/ holds no submission. "
            f"Put them in submitted/<student>/<assignment>/{sample}.{where}"
        )
