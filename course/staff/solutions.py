"""Reads the right and wrong answers to a chapter's exercises from the files in `answers/`.

A file holds the answers to one exercise, a block each. Comments above a block say whether it is
right and, if it is wrong, which properties it loses. Tests grade every block, and the sample class
hands some of them in. `answers/README.md` describes the format.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbproctor.errors import CourseError

HEADER = re.compile(r"^# (right|wrong): (\S.*)$")
LOSES = re.compile(r"^# loses: (\S.*)$")
DIAGNOSIS = re.compile(r"^# diagnosis: (\S.*)$")


class SolutionError(CourseError):
    """A file of answers breaks the format; the message names file, line and reason."""


@dataclass(frozen=True)
class Solution:
    """One answer to an exercise, as a student would type it into the answer cell.

    Attributes:
        exercise: name of the exercise, and of the function or class that the source defines.
        right: whether it earns full marks.
        title: its style if it is right, its mistake if it is wrong.
        loses: names of the properties whose points it loses; empty if it is right.
        source: the code, ending in a newline.
        diagnosis: what the check should call the mistake; empty if it need not know it.
    """

    exercise: str
    right: bool
    title: str
    loses: tuple[str, ...]
    source: str
    diagnosis: str = ""


def read_solutions(folder: Path) -> list[Solution]:
    """Read the answers in a chapter's folder, files in the order of their names.

    Raises:
        SolutionError: a block has no code, a wrong answer loses nothing, a right one loses
            something, or two blocks of a file have the same title.
    """
    return [each for path in sorted(folder.glob("*.py")) for each in _read_file(path)]


def _read_file(path: Path) -> Iterator[Solution]:
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [at for at, line in enumerate(lines) if HEADER.match(line)]
    titles = set()
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        solution = _parse_block(path, start + 1, lines[start:end])
        if solution.title in titles:
            raise SolutionError(f"{path.name}, line {start + 1}: this title stands above already.")
        titles.add(solution.title)
        yield solution


def _parse_block(path: Path, number: int, block: list[str]) -> Solution:
    header = HEADER.match(block[0])
    assert header is not None
    right = header[1] == "right"
    loses = tuple(each[1] for line in block if (each := LOSES.match(line)))
    diagnosis = "".join(each[1] for line in block if (each := DIAGNOSIS.match(line)))
    source = "\n".join(
        line for line in block[1:] if not LOSES.match(line) and not DIAGNOSIS.match(line)
    )
    if not source.strip():
        raise SolutionError(f"{path.name}, line {number}: no code follows.")
    if right and loses:
        raise SolutionError(f"{path.name}, line {number}: a right answer loses nothing.")
    if not right and not loses:
        raise SolutionError(
            f"{path.name}, line {number}: name what this answer loses, `# loses: <property>`."
        )
    return Solution(path.stem, right, header[2], loses, source.strip("\n") + "\n", diagnosis)
