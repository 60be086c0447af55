"""Chooses under which names a student's files are collected.

Files keep the names and the folders that the student gave them, and grading decides what they are.
But only a download tells which of two files is newer, and what Canvas added to a name. A notebook
that is alone in a folder or an archive moves to the top, with the files beside it.
"""

import filecmp
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbproctor.grading.submissions import TIMESTAMP, make_printable
from nbproctor.lms.archives import ARCHIVES, find_fault

# Suffixes that Canvas adds to a file that is handed in again, and browsers to a second download.
COPY = re.compile(r"(?<=.)(?:-\d+| ?\(\d+\))+$")
CANVAS_COPY = re.compile(r"(.+?)-\d+(\.[^.]*)?")
SHOWN = 5  # names in a remark


@dataclass(frozen=True)
class Upload:
    """A file of a student in a download.

    Attributes:
        student: the student's id in the gradebook.
        name: its path in the student's folder, as handed in.
        number: a higher one is newer; 0 if the download has no numbers.
        downloaded: the time of the download, in seconds since 1970.
    """

    path: Path
    student: str
    name: str
    number: int = 0
    downloaded: float = 0.0


@dataclass(frozen=True)
class Source:
    """The names of the files that an assignment has: notebooks, without ending, and others."""

    notebooks: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


def choose(uploads: Sequence[Upload], source: Source) -> tuple[dict[Upload, str], list[str]]:
    """Choose the files of one student to collect.

    Returns:
        Their names in `submitted/<student>/<assignment>/`; and remarks for the instructor.
    """
    named: dict[Upload, str] = {}
    parts = defaultdict(list)
    for each in uploads:
        parts[each.downloaded, each.number].append(each)
    for part in parts.values():
        names = {each: each.name for each in part if each.name != TIMESTAMP}
        _lift_notebooks(names, source)
        named |= names
    text = b"".join(each.path.read_bytes() for each, name in named.items() if is_notebook(name))
    rivals = defaultdict(list)
    for each, name in named.items():
        rivals[_restore_name(name, each.number, source, text)].append(each)
    chosen: dict[Upload, str] = {}
    remarks = []
    for name, same in sorted(rivals.items()):
        newest = max((each.number, each.downloaded) for each in same)
        same = [each for each in same if (each.number, each.downloaded) == newest]
        different = _leave_out_copies(same)
        chosen[different[0]] = name if len(different) == 1 else named[different[0]]
        for number, each in enumerate(different[1:], 1):
            stem, ending = os.path.splitext(name)
            taken = named[each] in chosen.values()
            chosen[each] = f"{stem} ({number}){ending}" if taken else named[each]
        if len(different) > 1:
            shown = _list_names(chosen[each] for each in different)
            remarks.append(f"{shown} differ, and nothing tells which is newer: look at them.")
        elif len(same) > 1:
            shown = _list_names(sorted({named[each] for each in same}))
            remarks.append(f"{shown}: {len(same)} files with the same content.")
    latest = max((each.downloaded for each in chosen), default=0.0)
    if older := sorted(name for each, name in chosen.items() if each.downloaded < latest):
        remarks.append(f"{_list_names(older)}: only in an older download.")
    return chosen, remarks + _remark_on_notebooks(chosen)


def _remark_on_notebooks(chosen: Mapping[Upload, str]) -> list[str]:
    remarks = []
    top = {name: each for each, name in chosen.items() if is_notebook(name) and "/" not in name}
    for each, name in chosen.items():
        other = top.get(os.path.basename(name), each)
        if other != each and not filecmp.cmp(each.path, other.path, shallow=False):
            first = os.path.basename(name)
            remarks.append(f"{make_printable(name)} differs from {first}: look at them.")
    for each, name in chosen.items():
        if fault := find_fault(each.path):
            remarks.append(f"{make_printable(name)} {fault}.")
    if not any(is_notebook(name) for name in chosen.values()):
        remarks.append(f"There is no notebook, only {_list_names(chosen.values())}.")
    return remarks


def is_notebook(name: str) -> bool:
    """Whether a file has the name of a notebook; some browsers append another ending to it."""
    return bool(re.search(r"\.ipynb([^/]{0,8})$", name, re.IGNORECASE))


def _lift_notebooks(names: dict[Upload, str], source: Source) -> None:
    """Move notebooks that are missing at the top out of folders, with the files beside them."""
    while folders := sorted({each for name in names.values() if (each := _find_archive(name))}):
        for folder in folders:
            _lift(names, folder, os.path.dirname(folder))
        if folders == sorted({each for name in names.values() if (each := _find_archive(name))}):
            break
    notebooks = [name for name in names.values() if is_notebook(name)]
    top = {clean_stem(name) for name in notebooks if "/" not in name}
    for expected in sorted(source.notebooks - top):
        folders = sorted({os.path.dirname(n) for n in notebooks if clean_stem(n) == expected})
        if len(folders) == 1:
            _lift(names, folders[0], "")
    folders = sorted({os.path.dirname(name) for name in names.values() if is_notebook(name)})
    if len(folders) == 1:
        _lift(names, folders[0], "")


def _find_archive(name: str) -> str:
    """Return the outermost folder in a path that was an archive; "" if there is none.

    >>> _find_archive("a/b.zip/c.zip/d.ipynb"), _find_archive("a/b.zip")
    ('a/b.zip', '')
    """
    parts = name.split("/")
    for place, part in enumerate(parts[:-1], 1):
        if part.lower().endswith(ARCHIVES):
            return "/".join(parts[:place])
    return ""


def _lift(names: dict[Upload, str], folder: str, to: str) -> None:
    """Move what is in a folder to another one; a file whose name is taken there stays."""
    if not folder:
        return
    taken = set(names.values())
    for each, name in names.items():
        if name.startswith(f"{folder}/"):
            new = os.path.join(to, name.removeprefix(f"{folder}/"))
            if new not in taken:
                names[each] = new
                taken.add(new)


def clean_stem(name: str) -> str:
    """Return the name of a notebook without its folder, its ending and marks of a copy.

    >>> clean_stem("old/sums (1)-2.ipynb")
    'sums'
    """
    return COPY.sub("", os.path.splitext(os.path.basename(name))[0])


def _restore_name(name: str, number: int, source: Source, text: bytes) -> str:
    """Remove what Canvas or a browser added to the name of a file.

    Args:
        number: 0 if the file is not from Canvas.
        text: the student's notebooks, which may mention files.
    """
    folder, base = os.path.split(name)
    stem, ending = os.path.splitext(base)
    if ending.lower() == ".ipynb":
        clean = clean_stem(base)
        known = {each.casefold() for each in source.notebooks}
        if stem.casefold() not in known and (not known or clean.casefold() in known):
            return os.path.join(folder, f"{clean}{ending}")
    elif number and (match := CANVAS_COPY.fullmatch(base)) and base.encode() not in text:
        original = f"{match[1]}{match[2] or ''}"
        # A module with such a name cannot be imported.
        if ending == ".py" or original in source.others or original.encode() in text:
            return os.path.join(folder, original)
    return name


def _leave_out_copies(uploads: Sequence[Upload]) -> list[Upload]:
    """Return the first file of each content."""
    different: list[Upload] = []
    for each in uploads:
        if not any(filecmp.cmp(each.path, other.path, shallow=False) for other in different):
            different.append(each)
    return different


def _list_names(names: Iterable[str]) -> str:
    shown = [make_printable(name) for name in names]
    more = f" and {len(shown) - SHOWN} more" if len(shown) > SHOWN else ""
    return ", ".join(shown[:SHOWN]) + more
