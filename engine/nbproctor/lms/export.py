"""nbgrader export plugins: the gradebook as CSV, our own and as Canvas and Moodle import it.

`course export --to canvas` and `nbgrader export --exporter=nbproctor.lms.export.CanvasCsv` do the
same. Names, addresses and the numbers that a system gives its users come from the gradebook's
students: `nbgrader db student import FILE`.

A cell that a spreadsheet would take for a formula gets an apostrophe in front (CWE-1236). Where
that cell is what the other system knows the student by, it would no longer match, and in Moodle
stop the whole import: such a student is left out, and a note says so.
"""

import csv
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, Student
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import ExportPlugin
from traitlets import Enum

from nbproctor.course_folder import CourseFolder
from nbproctor.gradebook.failures import explain_failures
from nbproctor.lms.standing import (
    NOT_HANDED_IN,
    Standing,
    listed,
    read_standings,
    undecided_notes,
)

# What Moodle calls a field of its users in a file, and what nbgrader calls it.
MOODLE_FIELDS = {
    "email": ("Email address", "email"),
    "username": ("Username", "id"),
    "idnumber": ("ID number", "lms_user_id"),
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Row:
    """A student, and how the student stands in each chapter that is exported."""

    student: Student
    standings: tuple[Standing, ...]


def text_cell(text: str | None) -> str:
    """Text as a cell that no spreadsheet takes for a formula.

    >>> text_cell("=1+1"), text_cell("Zoë"), text_cell(None)
    ("'=1+1", 'Zoë', '')
    """
    text = text or ""
    return f"'{text}" if text.startswith(FORMULA) else text


def points_cell(points: float | None) -> str:
    """Points, with two digits at most after the point; empty where they are not decided.

    >>> points_cell(17.0), points_cell(4.125), points_cell(None)
    ('17', '4.12', '')
    """
    return "" if points is None else f"{round(points, 2):g}"


class GradesFile(ExportPlugin):  # type: ignore[misc]
    """What the plugins share: which students and chapters, the file, and notes for the instructor.

    `--assignment` and `--student` choose, `--to FILE` names the file, as with nbgrader's own. After
    `export`, `notes` says in a line each what was left out or left empty; nbgrader logs them.
    """

    default_file = "grades.csv"

    def export(self, gradebook: Gradebook) -> None:
        """Write the file."""
        chapters = [each for each in gradebook.assignments if _chosen(each.name, self.assignment)]
        points = {each.name: float(each.max_score) for each in chapters}
        connection = gradebook.db.connection()
        known = {name: read_standings(connection, name, each) for name, each in points.items()}
        rows = [
            Row(student, tuple(_standing(known, student.id, *each) for each in points.items()))
            for student in sorted(gradebook.students, key=_by_name)
            if _chosen(student.id, self.student)
        ]
        self.notes: list[str] = []
        with Path(self.to or self.default_file).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(self.table(points, rows))
        for note in self.notes:
            self.log.warning(note)

    def table(self, points: dict[str, float], rows: Sequence[Row]) -> Iterable[Sequence[object]]:
        """All lines of the file, the header first; `points` are the maxima of the chapters."""
        raise NotImplementedError

    def identified(self, rows: Sequence[Row], names: Sequence[str], what: str) -> list[Row]:
        """The rows whose name for the other system can be written; notes on those left out."""
        named = list(zip(rows, names, strict=True))
        missing = [row.student.id for row, name in named if not name]
        formulas = [row.student.id for row, name in named if name.startswith(FORMULA)]
        if missing:
            self.notes.append(
                f"left out: {listed(missing)} without {what} in the gradebook. "
                "Add it with `nbgrader db student import FILE` and export again."
            )
        if formulas:
            self.notes.append(
                f"left out: {listed(formulas)}, whose {what} a spreadsheet would take for a "
                "formula. Enter these grades by hand."
            )
        return [row for row, name in named if name and not name.startswith(FORMULA)]


def _standing(
    known: dict[str, dict[str, Standing]], student: str, chapter: str, maximum: float
) -> Standing:
    return known[chapter].get(student) or Standing(student, chapter, maximum)


def _by_name(student: Student) -> tuple[str, str, str]:
    return (student.last_name or "", student.first_name or "", student.id)


def _chosen(name: str, names: Sequence[object]) -> bool:
    return not names or name in map(str, names)


class GradesCsv(GradesFile):
    """`grades.csv`: a line for each student and chapter, with all that the gradebook knows.

    `could_not_run` names the grade cells that have no automatic score because grading them broke:
    a human looks at those. A chapter that was not handed in has an empty timestamp and score 0.
    """

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

    def table(self, points: dict[str, float], rows: Sequence[Row]) -> Iterable[Sequence[object]]:
        """A header, then chapter by chapter a line for each student."""
        yield self.columns
        for number, (chapter, maximum) in enumerate(points.items()):
            for row in rows:
                each = row.standings[number]
                yield (
                    chapter,
                    text_cell(row.student.id),
                    each.timestamp,
                    each.raw_score,
                    each.penalty,
                    max(0.0, each.raw_score - each.penalty),
                    maximum,
                    "yes" if each.undecided not in ("", NOT_HANDED_IN) else "",
                    " ".join(each.broken),
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
        ["id", "email"], default_value="id", help="What a student's login in Canvas is."
    ).tag(config=True)

    def table(self, points: dict[str, float], rows: Sequence[Row]) -> Iterable[Sequence[object]]:
        """The header, the maxima, and a line for each student."""
        yield ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", *points)
        yield ("    Points Possible", "", "", "", "", *map(points_cell, points.values()))
        names = [row.student.lms_user_id or self._login(row.student) for row in rows]
        kept = self.identified(rows, names, f"lms_user_id or {self.login}")
        self.notes += undecided_notes(each for row in kept for each in row.standings)
        for row in kept:
            student, login = row.student, self._login(row.student)
            full_name = ", ".join(filter(None, (student.last_name, student.first_name)))
            yield (
                text_cell(full_name or student.id),
                student.lms_user_id or "",
                "",
                "" if login.startswith(FORMULA) else login,
                "",
                *(points_cell(each.score) for each in row.standings),
            )

    def _login(self, student: Student) -> str:
        return str(getattr(student, self.login) or "")


class MoodleCsv(GradesFile):
    """`grades-moodle.csv`, for Moodle: Grades, Import, CSV file.

    Moodle asks which column says who a student is and what the others are: map the first to the
    field that it is named after, each chapter to its grade item, and the column behind it to that
    item's feedback; map both, since feedback alone would take the grades away
    (docs.moodle.org, Grade import). A grade item needs the chapter's points as its maximum. One
    student whom Moodle does not know stops the import, and one with an empty field would give the
    line to the student before (`gradeimport_csv_load_data` in moodle/moodle): neither is written.

    `c.MoodleCsv.identity` is "email" (the default), "username" (the student's id for nbgrader) or
    "idnumber" (nbgrader's `lms_user_id`).
    """

    default_file = "grades-moodle.csv"
    identity = Enum(
        list(MOODLE_FIELDS),
        default_value="email",
        help="Which field of a user in Moodle says who a student is.",
    ).tag(config=True)

    def table(self, points: dict[str, float], rows: Sequence[Row]) -> Iterable[Sequence[object]]:
        """The header, and a line for each student."""
        items = [title for chapter in points for title in (chapter, f"{chapter} (feedback)")]
        title, field = MOODLE_FIELDS[self.identity]
        yield (title, "First name", "Last name", *items)
        names = [str(getattr(row.student, field) or "") for row in rows]
        kept = self.identified(rows, names, field)
        self.notes += undecided_notes(each for row in kept for each in row.standings)
        for row in kept:
            cells = [
                cell
                for each in row.standings
                for cell in (points_cell(each.score), text_cell(each.feedback))
            ]
            name = (text_cell(row.student.first_name), text_cell(row.student.last_name))
            yield (getattr(row.student, field), *name, *cells)


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
                GradesCsv(to=str(unfinished)).export(gradebook)
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
