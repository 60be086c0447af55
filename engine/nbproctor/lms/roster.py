"""Reads a roster: a table of students as a spreadsheet, Canvas or Moodle exports it.

`read_roster` finds out the encoding, the separator, the header and the meaning of each column, and
`compare` says what an import would change. A line that is not imported has a note with its number.

An empty cell says nothing, so it changes nothing. No student is ever removed.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nbproctor.errors import CourseError, program
from nbproctor.gradebook.students import FIELDS, WIDTH
from nbproctor.grading.student_names import why_odd
from nbproctor.lms.export import format_text
from nbproctor.lms.spreadsheet import SEPARATORS, Row, decode, read_rows

# Titles of columns by field, in the order of preference, in lower case and without punctuation.
TITLES = {
    "id": [
        *("id", "nbgrader id", "username", "user name", "login", "login id", "sis login id"),
        *("user id", "userid", "uid", "netid", "net id", "account", "student id", "studentid"),
        *("student number", "sis user id", "benutzername", "anmeldename", "kennung", "identifiant"),
        *("nom d utilisateur", "nombre de usuario", "matrikelnummer"),
    ],
    "first_name": [
        *("first name", "firstname", "given name", "givenname", "forename", "first names"),
        *("vorname", "vornamen", "prénom", "prenom", "nombre"),
    ],
    "last_name": [
        *("last name", "lastname", "surname", "family name", "familyname", "nachname"),
        *("familienname", "nom", "nom de famille", "apellido", "apellidos", "apellido s"),
    ],
    "name": [
        *("full name", "fullname", "student name", "student", "display name", "name"),
        *("vollständiger name", "nom complet", "nombre completo"),
    ],
    "email": [
        *("email", "e mail", "email address", "e mail address", "mail", "primary email"),
        *("student email", "e mail adresse", "emailadresse", "mailadresse", "adresse de courriel"),
        *("courriel", "correo", "correo electrónico", "dirección de correo"),
    ],
    "lms_user_id": [
        *("lms user id", "lms id", "canvas id", "canvas user id", "moodle id", "id number"),
        *("idnumber", "id nummer", "numéro d identification", "número de id"),
    ],
    "role": ["role", "roles", "rolle", "rollen", "rôle", "rôles", "rol"],
}
# The gradebook of Canvas: `Student` is "Last, First", `ID` is Canvas' own number.
CANVAS = {"id": ["sis login id", "sis user id"], "name": ["student"], "lms_user_id": ["id"]}
ROUNDED = re.compile(r"\d+([.,]\d+)?[eE]\+?\d+")  # a long number in a spreadsheet
HEADER_LINES = 20  # at the top, in which the header must be
SHOWN = 30  # students and lines in a list


@dataclass(frozen=True)
class Entry:
    """A student in a roster, with the fields that are not empty."""

    line: int
    student: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Roster:
    """The students of a file.

    Attributes:
        columns: the titles that were understood, by field.
        unused: the titles of the other columns.
        notes: a line for everything that was not imported, or that a human must check.
    """

    entries: tuple[Entry, ...]
    columns: Mapping[str, str]
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class Changes:
    """What a roster changes in the gradebook.

    Attributes:
        added, changed: the new values of fields, by student.
        lines: the changes of each student in `changed`, in words.
        absent: students who are in the gradebook but not in the roster.
    """

    added: dict[str, Mapping[str, str]] = field(default_factory=dict)
    changed: dict[str, Mapping[str, str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_roster(data: bytes, id_column: str = "", encoding: str = "") -> Roster:
    r"""Read a roster from the bytes of a file.

    Args:
        id_column: the title of the column with the students' names for nbgrader.
        encoding: of the file; by default it is found out.

    Raises:
        CourseError: it is not a table of students.

    >>> roster = read_roster(b"ID; First Name\n\nada; Ada\n")
    >>> roster.entries
    (Entry(line=3, student='ada', fields={'first_name': 'Ada'}),)
    """
    text, notes = decode(data, encoding)
    header, *rows = _find_table(text, id_column)
    titles = header.cells
    columns = _recognize(titles, id_column)
    if "id" not in columns:
        title = titles[columns["email"]]
        notes.append(f"no column is the students' id, so {title} is; `--id COLUMN` chooses another")
    entries: list[Entry] = []
    roles = [_get(row.cells, columns, "role") for row in rows]
    has_students = any("student" in role.casefold() for role in roles)
    for row, role in zip(rows, roles, strict=True):
        if has_students and "student" not in role.casefold():
            reason = f"{_describe(row.cells)} is not a student: {role or 'no role'}"
        elif len(row.cells) > len(titles):
            said = _describe(row.cells)
            reason = f"{len(row.cells)} cells, but the header has {len(titles)}: {said}"
        else:
            reason = row.broken or _read_entry(row, columns, entries)
        if reason:
            notes.append(f"line {row.line} was left out: {reason}")
    used = {name: titles[place] for name, place in columns.items()}
    unused = tuple(title for title in titles if title and title not in used.values())
    return Roster(tuple(entries), used, unused, tuple(notes))


def _read_entry(row: Row, columns: Mapping[str, int], entries: list[Entry]) -> str:
    """Add a line to the entries; return why it is left out, or "" if it is not."""
    values = {name: _get(row.cells, columns, name) for name in (*FIELDS, "id", "name")}
    if values["name"].casefold() in ("points possible", "student, test"):
        return f"{values['name']!r} is not a student"
    student = values.pop("id") or ("" if "id" in columns else values["email"])
    first, last = _split_name(values.pop("name"))
    values = {"first_name": first, "last_name": last} | {k: v for k, v in values.items() if v}
    fields = {name: value for name, value in values.items() if value}
    if not student:
        return f"no id: {_describe(row.cells)}"
    if reason := _why_no_id(student):
        return reason
    for name, value in fields.items():
        if ROUNDED.fullmatch(value):
            return f"a spreadsheet has rounded the {name} {value}: give the column the format Text"
        if len(value) > WIDTH:
            return f"its {name} is longer than {WIDTH} characters"
    for other in entries:
        if other.student == student:
            same = other.fields == fields
            return f"{student} is also in line {other.line}" + ("" if same else ", with other data")
    entries.append(Entry(row.line, student, fields))
    return ""


def _why_no_id(student: str) -> str:
    """Return why a name cannot be a student's in nbgrader; "" if it can."""
    if ROUNDED.fullmatch(student):
        return f"a spreadsheet has rounded the id {student}: give the column the format Text"
    if "/" in student or student.startswith("."):
        return f"the id {student!r} cannot be the name of a folder"
    return why_odd(student).replace("the folder", "the id")


def _get(row: Sequence[str], columns: Mapping[str, int], name: str) -> str:
    place = columns.get(name, len(row))
    return row[place] if place < len(row) else ""


def _describe(row: Sequence[str]) -> str:
    return ", ".join(filter(None, row))[:100]


def _split_name(name: str) -> tuple[str, str]:
    """Split a full name into first and last name.

    >>> _split_name("Müller, Zoë Ann"), _split_name("Zoë Ann Müller"), _split_name("Zoë")
    (('Zoë Ann', 'Müller'), ('Zoë Ann', 'Müller'), ('Zoë', ''))
    """
    last, comma, first = name.partition(",")
    if comma:
        return first.strip(), last.strip()
    first, space, last = name.rpartition(" ")
    return (first, last) if space else (name, "")


def _find_table(text: str, id_column: str) -> list[Row]:
    """Return the lines from the header on.

    Raises:
        CourseError: no line at the top is a header.
    """
    found: list[Row] = []
    best = (0, 0)
    for separator in SEPARATORS:
        rows = list(read_rows(text, separator))
        for place, row in enumerate(rows[:HEADER_LINES]):
            columns = _recognize(row.cells, id_column)
            rank = (len(columns), len(row.cells))
            if rank > best and {"id", "email"} & columns.keys():
                best, found = rank, rows[place:]
    if found:
        return found
    first = next((line for line in text.splitlines() if line.strip()), "")
    raise CourseError(
        f"no line names the columns. The file starts with {first[:100]!r}. The header is such "
        f"as {','.join(('id', *FIELDS))}; `{program()} roster FILE --template` writes one, "
        "and `--id COLUMN` names the column of the id."
    )


def _recognize(header: Sequence[str], id_column: str) -> dict[str, int]:
    """Find the columns whose titles are known: their places by field."""
    titles = [_fold(title) for title in header]
    known = TITLES
    canvas = "student" in titles and bool({"section", "sis login id"}.intersection(titles))
    if canvas:
        known = TITLES | CANVAS
    if "name" in titles and set(known["first_name"]).intersection(titles):
        known = known | {"last_name": [*known["last_name"], "name"], "name": []}
    columns: dict[str, int] = {}
    for name, choices in known.items():
        places = [titles.index(each) for each in choices if each in titles]
        if places := [place for place in places if place not in columns.values()]:
            columns[name] = places[0]
    if canvas and "id" not in columns and "lms_user_id" in columns:  # logins are not shown to all
        columns["id"] = columns["lms_user_id"]
    if id_column and _fold(id_column) not in titles:
        return {}
    if id_column:
        columns["id"] = titles.index(_fold(id_column))
    return columns


def _fold(title: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", title.casefold()).split())


def compare(roster: Roster, known: Mapping[str, Mapping[str, str]]) -> Changes:
    """Compare a roster with the students in the gradebook.

    Args:
        known: the fields of each student in the gradebook.
    """
    changes = Changes(notes=list(roster.notes))
    by_email = {
        fields["email"].casefold(): name for name, fields in known.items() if fields["email"]
    }
    similar = {_fold_id(name): name for name in known}
    entries = roster.entries
    if "id" not in roster.columns:  # a student of the gradebook is known by the address
        entries = tuple(
            replace(each, student=by_email.get(each.student.casefold(), each.student))
            for each in entries
        )
    for each in entries:
        old = known.get(each.student)
        if old is None:
            changes.added[each.student] = each.fields
            if (other := similar.get(_fold_id(each.student))) is not None:
                changes.notes.append(
                    f"line {each.line}: {each.student} is new, and {other} is in the gradebook. "
                    "If both are one student, correct the file"
                )
        elif new := {name: value for name, value in each.fields.items() if old[name] != value}:
            changes.changed[each.student] = new
            said = (f"{name} {old[name] or 'empty'} → {value}" for name, value in new.items())
            changes.lines.append(f"{each.student}: {', '.join(said)}")
        else:
            changes.unchanged.append(each.student)
    changes.absent = sorted(known.keys() - {each.student for each in entries})
    changes.notes += _find_shared(known, entries)
    return changes


def _fold_id(student: str) -> str:
    """Return what a spreadsheet or a typist leaves of an id: other case, no zeros in front."""
    return student.casefold().lstrip("0")


def _find_shared(known: Mapping[str, Mapping[str, str]], entries: Iterable[Entry]) -> Iterator[str]:
    """Yield a note for each number or address that several students would have."""
    merged = {name: dict(fields) for name, fields in known.items()}
    for each in entries:
        merged.setdefault(each.student, {}).update(each.fields)
    for name in ("lms_user_id", "email"):
        students = defaultdict(list)
        for student, fields in merged.items():
            if value := fields.get(name):
                students[value.casefold()].append(student)
        for value, same in students.items():
            if len(same) > 1:
                yield f"{', '.join(sorted(same))} have the same {name}, {value}"


def describe(roster: Roster, changes: Changes) -> Iterator[str]:
    """Yield lines that say what a roster changes."""
    columns = (f"{name} from {title!r}" for name, title in roster.columns.items())
    yield f"read {', '.join(columns)}."
    if roster.unused:
        yield f"not used: {', '.join(roster.unused)}."
    added = [", ".join((name, *each.values())) for name, each in changes.added.items()]
    absent = changes.absent
    for what, students in (("added", added), ("changed", changes.lines)):
        yield f"{what}: {len(students)}"
        yield from _list(students)
    yield f"unchanged: {len(changes.unchanged)}"
    yield f"in the gradebook but not in the file, and left as they are: {len(absent)}"
    yield from _list(absent)
    yield from changes.notes


def _list(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"  and {len(lines) - SHOWN} more"


def format_template(known: Mapping[str, Mapping[str, str]]) -> bytes:
    """Write a roster with the students of the gradebook, for a spreadsheet to complete."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(("id", *FIELDS))
    for student, fields in sorted(known.items()):
        writer.writerow(map(format_text, (student, *(fields[name] for name in FIELDS))))
    return file.getvalue().encode("utf-8-sig")  # the mark tells Excel the encoding
