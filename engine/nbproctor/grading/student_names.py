"""Names of students, which are names of folders: what one may be, and when two are the same."""

import re
import unicodedata

NAME_LIMIT = 128  # characters, the width of the database's column
# nbgrader and formgrader write names of students into pages as they are.
_ODD_IN_NAME = re.compile(r"[<>\"\\\[\]*?\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")


def fold_student(folder: str) -> str:
    r"""Return the name of a folder with composed accents, and without spaces around it.

    >>> fold_student("Zoe\u0308 ")
    'Zoë'
    """
    return unicodedata.normalize("NFC", folder).strip()


def why_odd(student: str) -> str:
    r"""Return why a folder's name cannot be a student's, and what to do; "" if it can.

    >>> why_odd("O'Hara & Söhne")
    ''
    >>> print(why_odd("<b>"))
    the folder '<b>' cannot be a student's name: rename it without '<' and '>'.
    >>> print(why_odd(".ada"))
    the folder '.ada' cannot be a student's name: rename it without the dot at its beginning.
    """
    if len(student) > NAME_LIMIT:
        return (
            f"the folder {student!r} cannot be a student's name: "
            f"rename it to at most {NAME_LIMIT} characters."
        )
    odd = list(dict.fromkeys(map(repr, _ODD_IN_NAME.findall(student))))
    if student.startswith("."):
        odd.append("the dot at its beginning")
    if not odd:
        return ""
    without = " and ".join(filter(None, [", ".join(odd[:-1]), odd[-1]]))
    return f"the folder {student!r} cannot be a student's name: rename it without {without}."
