"""Reads the cells of a table that a spreadsheet saved as text.

Spreadsheets save in several encodings, with several separators, and mark text that they would take
for a number or a formula.
"""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from nbproctor.errors import CourseError

SEPARATORS = (",", ";", "\t", "|")
NOT_TEXT = {  # by the first bytes of a file
    b"PK\x03\x04": "a workbook",
    b"\xd0\xcf\x11\xe0": "a workbook",
    b"%PDF": "a PDF",
}


def decode(data: bytes, encoding: str) -> tuple[str, list[str]]:
    """Decode a file; return its text, and a note if the encoding is a guess.

    Raises:
        CourseError: it is not a text, or not in this encoding.
    """
    for start, what in NOT_TEXT.items():
        if data.startswith(start):
            raise CourseError(f"the file is {what}, not CSV. Save it as CSV UTF-8.")
    guess = encoding or _guess_encoding(data)
    try:
        text = data.decode(guess, "replace" if guess == "cp1252" and not encoding else "strict")
    except (LookupError, UnicodeError):
        raise CourseError(f"the file cannot be read as {guess}.") from None
    if "\0" in text or "<html" in text[:1000].lower():
        raise CourseError("the file is not a table in a text file. Save it as CSV UTF-8.")
    if encoding or guess.startswith("utf"):
        return text, []
    name = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman"}[guess]
    return text, [
        f"the file is not in UTF-8 and was read as {name}: check letters such as ä and é; "
        "`--encoding` chooses another"
    ]


def _guess_encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding, zeros in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        if zeros.count(0) > len(data) // 4:
            return encoding
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Letters with accents are from 0xC0 on in Windows-1252, and mostly below 0xA0 on old Macs.
        high = [each for each in data if each >= 0x80]
        return "mac_roman" if min(high) < 0xA0 and max(high) < 0xC0 else "cp1252"
    return "utf-8-sig"


@dataclass(frozen=True)
class Row:
    """A line that is not empty.

    Attributes:
        line: its number in the file.
        cells: clean, without the empty ones at the end.
        broken: why it is probably several lines, or "".
    """

    line: int
    cells: list[str]
    broken: str = ""


def read_rows(text: str, separator: str) -> Iterator[Row]:
    """Yield the lines that are not empty.

    Raises:
        CourseError: a line is not CSV.
    """
    lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline="")
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    number = 1
    try:
        for row in reader:
            cells = [clean(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells and not re.fullmatch("sep=.?", row[0]):  # Excel's line for the separator
                broken = any("\n" in cell and separator in cell for cell in row)
                last = f"lines {number} to {reader.line_num} are one cell: is a quote missing?"
                yield Row(number, cells, last if broken else "")
            number = reader.line_num + 1
    except csv.Error as error:
        raise CourseError(f"line {number} cannot be read: {error}.") from None


def clean(cell: str) -> str:
    """Return the content of a cell without what spreadsheets put around it.

    >>> clean(' ="00123" '), clean("'-minus"), clean("4711.0"), clean("Zoe\u0308\u00a0")
    ('00123', '-minus', '4711', 'Zoë')
    """
    text = " ".join(unicodedata.normalize("NFC", cell).split())
    text = "".join(each for each in text if each.isprintable())
    if match := re.fullmatch(r'="?([^"]*)"?|\'([=+\-@].*)|(\d+)\.0+', text):
        text = next(each for each in match.groups() if each is not None)
    return text
