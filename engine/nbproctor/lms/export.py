"""nbgrader export plugins: the gradebook as grades.csv, and as files for Canvas and Moodle.

`nbproctor export --to canvas` and `nbgrader export --exporter=nbproctor.lms.export.CanvasCsv` do
the same. Names, addresses and the ids of the other system come from the students in the gradebook:
`nbproctor roster FILE`.

A cell that a spreadsheet would take for a formula gets a leading apostrophe (CWE-1236). If that
cell identifies the student, the changed text would match nobody and, in Moodle, stop the whole
import. Such a student is left out, and a note says so.
"""

import csv
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, Student
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Enum

from nbproctor.course_folder import CourseFolder
from nbproctor.errors import program
from nbproctor.gradebook.failures import explain_failures
from nbproctor.lms.standing import (
    NOT_HANDED_IN,
    Standing,
    describe_undecided,
    join_names,
    list_cells,
    read_standings,
)
from nbproctor.lms.weighted_total import MAXIMUM, TOTAL, compute_total, describe_weights
from nbproctor.settings import Course

# Moodle's name of a field of its users, the title of its column, and nbgrader's name.
MOODLE_FIELDS = {
    "email": ("Email address", "email"),
    "username": ("Username", "id"),
    "idnumber": ("ID number", "lms_user_id"),
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Row:
    """A student, and the student's standing in each chapter that is exported.

    Attributes:
        total: the weighted total over all chapters in percent; None if it is not decided.
    """

    student: Student
    standings: tuple[Standing, ...]
    total: float | None = None


def format_text(text: str | None) -> str:
    """Turn text into a cell that no spreadsheet takes for a formula.

    >>> format_text("=1+1"), format_text("Zoë"), format_text(None)
    ("'=1+1", 'Zoë', '')
    """
    text = text or ""
    return f"'{text}" if text.startswith(FORMULA) else text


def format_points(points: float | None) -> str:
    """Format points with at most two decimals; "" if they are not decided.

    >>> format_points(17.0), format_points(4.125), format_points(None)
    ('17', '4.12', '')
    """
    return "" if points is None else f"{round(points, 2):g}"


class GradesFile(ExportPlugin):  # type: ignore[misc]
    """The common part of the plugins: students and assignments, the file, and notes.

    `--assignment` and `--student` select, `--to FILE` names the file, as in nbgrader's plugins.
    After `export`, `notes` has a line for everything that was left out or left empty. With
    `c.Course.weights` there is a column with the weighted total over all assignments.
    """

    default_file = "grades.csv"

    def export(self, gradebook: Gradebook) -> None:
        """Write the file."""
        connection = gradebook.db.connection()
        maxima = {each.name: float(each.max_score) for each in gradebook.assignments}
        known = {name: read_standings(connection, name, each) for name, each in maxima.items()}
        points = {name: each for name, each in maxima.items() if _is_chosen(name, self.assignment)}
        self.weights = dict(Course(config=self.config).weights)
        begun = [name for name, standings in known.items() if standings]

        def by_name(student: Student) -> tuple[str, str, str]:
            return (student.last_name or "", student.first_name or "", student.id)

        rows = []
        for student in sorted(gradebook.students, key=by_name):
            if _is_chosen(student.id, self.student):
                standings = {
                    name: known[name].get(student.id) or Standing(student.id, name, maximum)
                    for name, maximum in maxima.items()
                }
                total = compute_total([standings[name] for name in begun], self.weights)
                rows.append(Row(student, tuple(standings[name] for name in points), total))
        self.notes: list[str] = []
        if self.weights:
            self.notes.append(describe_weights(begun, self.weights))
        with Path(self.to or self.default_file).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(self.table(points, rows))
        for note in self.notes:
            self.log.warning(note)

    def table(self, points: dict[str, float], rows: Sequence[Row]) -> Iterable[Sequence[object]]:
        """Return all lines of the file, header first; `points` are the maxima of the chapters."""
        raise NotImplementedError

    def keep_identified(self, rows: Sequence[Row], names: Sequence[str], what: str) -> list[Row]:
        """Return the rows whose name for the other system can be written; add notes on the rest."""
        named = list(zip(rows, names, strict=True))
        missing = [row.student.id for row, name in named if not name]
        formulas = [row.student.id for row, name in named if name.startswith(FORMULA)]
        if missing:
            self.notes.append(
                f"left out: {join_names(missing)} without {what} in the gradebook. "
                f"Add it with `{program()} roster FILE` and export again."
            )
        if formulas:
            self.notes.append(
                f"left out: {join_names(formulas)}, whose {what} a spreadsheet would take for a "
                "formula. Enter these grades by hand."
            )
        return [row for row, name in named if name and not name.startswith(FORMULA)]


def _is_chosen(name: str, names: Sequence[object]) -> bool:
    return not names or name in map(str, names)


class GradesCsv(GradesFile):
    """`grades.csv`: a line for each student and assignment, with all that the gradebook knows.

    `could_not_run` names the grade cells that have no automatic score because the grader failed; a
    human must look at them. An assignment that was not handed in has no timestamp and score 0.

    With `detail` a column for each graded cell follows, `<assignment>/<cell>`, with its points. It
    is empty, and not 0, if they are not decided or the line is about another assignment.
    """

    detail = Bool(False, help="Whether to write a column for each graded cell.").tag(config=True)

    columns = (
        "assignment",
        "student_id",
        "timestamp",
        "raw_score",
        "late_submission_penalty",
        "score",
        "max_score",
        "needs_manual_grade",
        "could_not_run",
    )

    def export(self, gradebook: Gradebook) -> None:
        """Write the file."""
        connection = gradebook.db.connection()
        self._cells = [
            (each.name, cell)
            for each in gradebook.assignments
            if self.detail and _is_chosen(each.name, self.assignment)
            for cell in list_cells(connection, each.name)
        ]
        super().export(gradebook)

    def table(self, points: dict[str, float], rows: Sequence[Row]) -> Iterable[Sequence[object]]:
        """Return a header and, chapter by chapter, a line for each student."""
        totals = [TOTAL] if self.weights else []
        yield (*self.columns, *totals, *(f"{chapter}/{cell}" for chapter, cell in self._cells))
        for number, (chapter, maximum) in enumerate(points.items()):
            for row in rows:
                each = row.standings[number]
                yield (
                    chapter,
                    format_text(row.student.id),
                    each.timestamp,
                    each.raw_score,
                    each.penalty,
                    max(0.0, each.raw_score - each.penalty),
                    maximum,
                    "yes" if each.undecided not in ("", NOT_HANDED_IN) else "",
                    " ".join(each.broken),
                    *(format_points(row.total) for _ in totals),
                    *(each.cells.get(cell) if of == chapter else "" for of, cell in self._cells),
                )


class CanvasCsv(GradesFile):
    """`grades-canvas.csv`, for Canvas: Grades, Import.

    Canvas reads the columns Student, ID, SIS User ID, SIS Login ID, Section and then one for each
    assignment, whose title must be the assignment's name in Canvas (or that and its number in
    brackets, as Canvas exports it); a title that it does not know becomes a new assignment. The
    line "Points Possible" gives the maxima. A student is found by ID, else by the login, else by
    the name (`GradebookImporter` in instructure/canvas-lms, lib/gradebook_importer.rb; an empty
    Section will do, PrairieLearn/PrairieLearn issue 4547).

    ID is nbgrader's `lms_user_id`; the login is the student's id for nbgrader, or the address with
    `c.CanvasCsv.login = "email"`. A student needs one of the two.
    """

    default_file = "grades-canvas.csv"
    login = Enum(
        ["id", "email"], default_value="id", help="The field that is a student's login in Canvas."
    ).tag(config=True)

    def table(self, points: dict[str, float], rows: Sequence[Row]) -> Iterable[Sequence[object]]:
        """Return the header, the maxima, and a line for each student."""
        maxima = points | ({TOTAL: MAXIMUM} if self.weights else {})
        yield ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", *maxima)
        yield ("    Points Possible", "", "", "", "", *map(format_points, maxima.values()))
        names = [row.student.lms_user_id or self._login(row.student) for row in rows]
        kept = self.keep_identified(rows, names, f"lms_user_id or {self.login}")
        self.notes += describe_undecided(each for row in kept for each in row.standings)
        for row in kept:
            student, login = row.student, self._login(row.student)
            full_name = ", ".join(filter(None, (student.last_name, student.first_name)))
            yield (
                format_text(full_name or student.id),
                student.lms_user_id or "",
                "",
                "" if login.startswith(FORMULA) else login,
                "",
                *(format_points(each.score) for each in row.standings),
                *([format_points(row.total)] if self.weights else []),
            )

    def _login(self, student: Student) -> str:
        return str(getattr(student, self.login) or "")


class MoodleCsv(GradesFile):
    """`grades-moodle.csv`, for Moodle: Grades, Import, CSV file.

    Moodle asks for the meaning of each column. Map the first to the field of its title, each
    assignment to its grade item, and the next column to that item's feedback. Map both: feedback
    alone would remove the grades (docs.moodle.org, Grade import). The maximum of a grade item must
    be the assignment's points. A student whom Moodle does not know stops the import, and a line
    with an empty field goes to the previous student (`gradeimport_csv_load_data` in
    moodle/moodle): neither is written.

    `c.MoodleCsv.identity` is "email" (the default), "username" (the student's id for nbgrader) or
    "idnumber" (nbgrader's `lms_user_id`).
    """

    default_file = "grades-moodle.csv"
    identity = Enum(
        list(MOODLE_FIELDS),
        default_value="email",
        help="The field of a user in Moodle that identifies a student.",
    ).tag(config=True)

    def table(self, points: dict[str, float], rows: Sequence[Row]) -> Iterable[Sequence[object]]:
        """Return the header, and a line for each student."""
        items = [title for chapter in points for title in (chapter, f"{chapter} (feedback)")]
        title, field = MOODLE_FIELDS[self.identity]
        yield (title, "First name", "Last name", *items, *([TOTAL] if self.weights else []))
        names = [str(getattr(row.student, field) or "") for row in rows]
        kept = self.keep_identified(rows, names, field)
        self.notes += describe_undecided(each for row in kept for each in row.standings)
        for row in kept:
            cells = [
                cell
                for each in row.standings
                for cell in (format_points(each.score), format_text(each.feedback))
            ]
            name = (format_text(row.student.first_name), format_text(row.student.last_name))
            total = [format_points(row.total)] if self.weights else []
            yield (getattr(row.student, field), *name, *cells, *total)


EXPORTERS = {"canvas": CanvasCsv, "moodle": MoodleCsv, "csv": GradesCsv}


def write_grades_csv(folder: CourseFolder, path: Path) -> None:
    """Write the whole gradebook as CSV; the file appears whole or not at all.

    Raises:
        CourseError: the gradebook cannot be read, or the file cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    with explain_failures(CourseDirectory(config=folder.config).db_url):
        try:
            with folder.gradebook() as gradebook:
                GradesCsv(to=str(unfinished), config=folder.config).export(gradebook)
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
