"""Finds hand-ins that a run cannot grade: in the wrong place, or missing.

nbgrader leaves both out without a word.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from nbproctor.gradebook.results import GradeResult
from nbproctor.grading.student_names import fold_student
from nbproctor.grading.submissions import (
    SYSTEM_FOLDERS,
    find_chapter_folder,
    is_by_product,
    list_files,
    looks_like_archive,
    looks_like_notebook,
    make_printable,
)

LISTED = 5


def find_misplaced(
    submitted: Path, chapters: Collection[str], students: Collection[str] | None = None
) -> list[str]:
    """Find notebooks and zips in `submitted/` that are in no folder of an assignment.

    Args:
        students: whose folders are searched; by default those of all, and what is beside them.

    Returns:
        Their paths, printable and sorted. Of a folder in the wrong place, only the first one.
    """
    found: list[str] = []
    for place in _scan(submitted):
        if students and place.name not in students and fold_student(place.name) not in students:
            continue
        if place.is_dir():
            found += _find_misplaced_of_student(place, chapters)
        elif _may_be_submission(place.name):
            found.append(place.name)
    return sorted(f"submitted/{make_printable(name)}" for name in found)


def _find_misplaced_of_student(place: Path, chapters: Collection[str]) -> Iterator[str]:
    entries = list(_scan(place))
    graded = {find_chapter_folder(place, chapter) for chapter in chapters} if entries else set()
    for entry in entries:
        if entry in graded:
            continue
        if not entry.is_dir():
            inside = [entry.name] if _may_be_submission(entry.name) else []
        else:
            names = filter(_may_be_submission, list_files(entry)[0])
            inside = [f"{entry.name}/{name}" for name in names]
        yield from (f"{place.name}/{name}" for name in inside[:1])


def _scan(folder: Path) -> Iterator[Path]:
    """Yield what lies in a folder, without links and what systems make; nothing if unreadable."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        path = folder / name
        if name not in SYSTEM_FOLDERS and not is_by_product(name) and not path.is_symlink():
            yield path


def _may_be_submission(name: str) -> bool:
    return looks_like_notebook(name) or looks_like_archive(name)


def describe_misplaced(paths: Collection[str]) -> str:
    """Describe hand-ins in the wrong place in one line; "" if there are none.

    >>> describe_misplaced(["submitted/ada/sums.ipynb"])[:58]
    'Not graded, because it is in no folder of an assignment: s'
    """
    if not paths:
        return ""
    those = "it is" if len(paths) == 1 else "they are"
    return (
        f"Not graded, because {those} in no folder of an assignment: {join_names(paths)}. "
        "Move each to submitted/<student>/<assignment>/."
    )


def find_missing(roster: Collection[str], results: Iterable[GradeResult]) -> dict[str, list[str]]:
    """Find who on the roster has not handed in, for each assignment that somebody handed in."""
    handed_in: dict[str, set[str]] = {}
    for result in results:
        handed_in.setdefault(result.chapter, set()).add(result.student)
    missing = {chapter: sorted(set(roster) - those) for chapter, those in handed_in.items()}
    return {chapter: students for chapter, students in missing.items() if students}


def describe_missing(missing: Mapping[str, Collection[str]], students: int) -> Iterator[str]:
    """Yield a line for each assignment that somebody on the roster has not handed in.

    >>> list(describe_missing({"sums": ["ada", "bo"]}, students=30))
    ['sums: not handed in by 2 of 30 students: ada, bo.']
    """
    for chapter, names in missing.items():
        share = f"{len(names)} of {students} students"
        yield f"{chapter}: not handed in by {share}: {join_names(names)}."


def join_names(names: Collection[str]) -> str:
    """Join the first names to a line, and add the number of the others."""
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join([*names][:LISTED]) + more
