"""Rosters as spreadsheets, Canvas and Moodle export them; nothing in them is dropped silently."""

import pytest

from nbproctor.errors import CourseError
from nbproctor.lms.roster import compare, describe, format_template, read_roster

PLAIN = """id,first_name,last_name,email,lms_user_id
ada,Ada,Byron,ada@example.org,4711
zoë,Zoë Ann,Müller,zoe@example.org,4712
"""
ADA = {"first_name": "Ada", "last_name": "Byron", "email": "ada@example.org", "lms_user_id": "4711"}
ZOE = {
    "first_name": "Zoë Ann",
    "last_name": "Müller",
    "email": "zoe@example.org",
    "lms_user_id": "4712",
}
CANVAS = """Student,ID,SIS User ID,SIS Login ID,Root Account,Section,sums (12),Current Score
,,,,,,Manual Posting,
    Points Possible,,,,,,20,(read only)
"Byron, Ada",4711,S1,ada,inst.edu,A,,
"Müller, Zoë Ann",4712,S2,zoë,inst.edu,A and B,,
"Student, Test",99,,0b7e6b5e63,inst.edu,A,,
"""
MOODLE = """"First name","Last name","Email address",Roles,Groups,Status
Ada,Byron,ada@example.org,Student,,Active
Tina,Teach,tina@example.org,Teacher,,Active
"Zoë Ann",Müller,zoe@example.org,Student,"A, B",Active
"""


def read(text, **options):
    data = text if isinstance(text, bytes) else text.encode()
    roster = read_roster(data, **options)
    return {each.student: each.fields for each in roster.entries}, roster.notes


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.replace(",", ";").encode("utf-8-sig"),
        PLAIN.replace(",", "\t").encode("utf-16"),
        PLAIN.replace(",", "\t").encode("utf-16-be"),
        PLAIN.replace(",", ", ").replace("ada,", " ada ,").encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        ("\n" + PLAIN.replace("\n", "\n,,,,\n\n")).encode(),
        PLAIN.replace("id,first", "ID,First", 1).replace("_name", " Name").encode(),
        ("sep=;\n" + PLAIN.replace(",", ";")).encode(),
        ("The class of 2026,,,,\n" + PLAIN).encode(),
        PLAIN.replace(",", '","').replace("\n", '"\n"').join('""').encode()[:-2],
        PLAIN.replace("Zoë", "Zoe\u0308").replace("4711", '="4711"').encode(),
        PLAIN.replace("zoë", "\u200bzoë\u00a0").replace("4711", "4711.0").encode(),
    ],
    ids=[
        *("plain", "byte order mark", "semicolons", "Excel's Unicode text", "UTF-16 without mark"),
        *("spaces", "Windows", "empty lines", "titles in other case", "sep line", "title above"),
        *("quoted", "Mac", "invisible characters and a float"),
    ],
)
def test_what_spreadsheets_export_is_read(data):
    assert read(data) == ({"ada": ADA, "zoë": ZOE}, ())


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp1252", "Windows-1252"), ("mac_roman", "Mac Roman")]
)
def test_a_guessed_encoding_is_said_and_can_be_chosen(encoding, name):
    found, [note] = read(PLAIN.encode(encoding))
    assert found == {"ada": ADA, "zoë": ZOE}
    assert f"was read as {name}" in note
    assert read(PLAIN.encode(encoding), encoding=encoding) == ({"ada": ADA, "zoë": ZOE}, ())


def test_canvas_own_gradebook_is_a_roster():
    found, notes = read(CANVAS)
    assert found == {
        "ada": {"first_name": "Ada", "last_name": "Byron", "lms_user_id": "4711"},
        "zoë": {"first_name": "Zoë Ann", "last_name": "Müller", "lms_user_id": "4712"},
    }
    assert [note[:29] for note in notes] == [
        "line 2 was left out: no id: M",
        "line 3 was left out: 'Points ",
        "line 6 was left out: 'Student",
    ]


def test_canvas_without_logins_has_its_own_number():
    found, _ = read('Student,ID,Section\n"Byron, Ada",4711,A\n')
    assert found == {"4711": {"first_name": "Ada", "last_name": "Byron", "lms_user_id": "4711"}}


def test_moodles_participants_are_known_by_their_addresses():
    roster = read_roster(MOODLE.encode())
    known = {"ada": dict(ADA, last_name="Lovelace")}
    changes = compare(roster, known)
    assert changes.changed == {"ada": {"last_name": "Byron"}}
    assert list(changes.added) == ["zoe@example.org"]
    note, teacher = roster.notes
    assert "so Email address is; `--id COLUMN` chooses another" in note
    assert teacher.startswith("line 3 was left out: Tina, Teach, tina@example.org")


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Username,First name,Surname,ID number", ("ada", "Ada", "Byron", "4711")),
        ("Matrikelnummer;Vorname;Nachname;ID-Nummer", ("ada", "Ada", "Byron", "4711")),
        ("Kennung;Vorname;Name;LMS ID", ("ada", "Ada", "Byron", "4711")),
        ("Identifiant;Prénom;Nom;Canvas ID", ("ada", "Ada", "Byron", "4711")),
        ("LOGIN_ID,Full Name,,lms-user-id", ("ada", "Ada Byron", "", "4711")),
    ],
)
def test_columns_have_many_titles(header, fields):
    separator = ";" if ";" in header else ","
    found, _ = read(f"{header}\n{separator.join(fields)}\n")
    assert found == {"ada": {"first_name": "Ada", "last_name": "Byron", "lms_user_id": "4711"}}


def test_any_column_can_be_the_id():
    found, notes = read(MOODLE, id_column="email address")
    assert found["ada@example.org"]["email"] == "ada@example.org"
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",Lost,Soul,l@example.org,", "no id: Lost, Soul, l@example.org"),
        ("kim,Lee, Jr.,Kim,k@example.org,4713", "6 cells, but the header has 5: kim, Lee, Jr."),
        ("1.23457E+11,Kim,Lee,,", "a spreadsheet has rounded the id 1.23457E+11"),
        ("kim,Kim,Lee,,4.7E+09", "a spreadsheet has rounded the lms_user_id 4.7E+09"),
        ("a/b,Kim,Lee,,", "the id 'a/b' cannot be the name of a folder"),
        ("<kim>,Kim,Lee,,", "the id '<kim>' cannot be a student's name"),
        ("ada,Ada,Byron,ada@example.org,4711", "ada is also in line 2"),
        ("ada,Augusta,Byron,,", "ada is also in line 2, with other data"),
        (f"kim,{'x' * 129},,,", "its first_name is longer than 128 characters"),
        ('kim,"Kim,Lee,,\nlea,Lea,Lee,,', "lines 4 to 5 are one cell: is a quote missing?"),
    ],
)
def test_a_line_that_cannot_be_imported_is_named_and_stops_no_others(line, reason):
    found, [note] = read(PLAIN + line + "\n")
    assert found == {"ada": ADA, "zoë": ZOE}
    assert note.startswith(f"line 4 was left out: {reason}")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04...", "the file is a workbook, not CSV. Save it as CSV UTF-8."),
        (b"name;points\nAda;1\n", "no line names the columns. The file starts with 'name;points'"),
        (b"", "no line names the columns"),
        (b"<!doctype html><html><table>", "not a table"),
    ],
)
def test_what_is_no_roster_is_refused(data, words):
    with pytest.raises(CourseError, match=words):
        read_roster(data)


def test_an_unknown_encoding_or_column_is_refused():
    with pytest.raises(CourseError, match="cannot be read as klingon"):
        read(PLAIN, encoding="klingon")
    with pytest.raises(CourseError, match="no line names the columns"):
        read(PLAIN, id_column="matriculation")


def test_the_changes_are_said_and_a_second_import_has_none():
    empty = dict.fromkeys(ADA, "")
    known = {"ada": dict(ADA, email="old@example.org"), "left": empty}
    roster = read_roster(PLAIN.replace(",zoe@example.org", ",").encode())
    changes = compare(roster, known)
    assert list(describe(roster, changes)) == [
        "read id from 'id', first_name from 'first_name', last_name from 'last_name', email from "
        "'email', lms_user_id from 'lms_user_id'.",
        "added: 1",
        "  zoë, Zoë Ann, Müller, 4712",
        "changed: 1",
        "  ada: email old@example.org → ada@example.org",
        "unchanged: 0",
        "in the gradebook but not in the file, and left as they are: 1",
        "  left",
    ]
    known["ada"] |= changes.changed["ada"]
    known["zoë"] = empty | changes.added["zoë"] | {"email": "kept@example.org"}
    again = compare(roster, known)
    assert (again.added, again.changed, again.unchanged) == ({}, {}, ["ada", "zoë"])


def test_students_who_are_probably_the_same_are_noted():
    known = {"007": ADA, "Zoë": dict.fromkeys(ADA, "")}
    notes = compare(read_roster(PLAIN.replace("ada,", "7,", 1).encode()), known).notes
    assert notes[0].startswith("line 2: 7 is new, and 007 is in the gradebook.")
    assert notes[1].startswith("line 3: zoë is new, and Zoë is in the gradebook.")
    assert notes[2] == "007, 7 have the same lms_user_id, 4711"


def test_the_template_can_be_read_again():
    known = {"ada": ADA, "-lisa": dict.fromkeys(ADA, "") | {"first_name": "=Lisa"}}
    found, notes = read(format_template(known))
    assert (found, notes) == ({"ada": ADA, "-lisa": {"first_name": "=Lisa"}}, ())
