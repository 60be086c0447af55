"""Reads right and wrong answers to a chapter's exercises.

A file holds the answers to one exercise in blocks. Comments above a block say whether it is right
and, if it is wrong, which properties it loses. The tests grade every block, and the sample class
hands in some of them. `answers/README.md` describes the format.
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
    """A file of answers has a wrong format; the message names the file, the line and the cause."""


@dataclass(frozen=True)
class Solution:
    """One answer to an exercise, as a student would type it into the answer cell.

    Attributes:
        exercise: name of the exercise, and of the function or class that the source defines.
        right: whether it earns full marks.
        title: the style of a right answer, or the mistake of a wrong one.
        loses: names of the properties whose points it loses; empty for a right answer.
        diagnosis: the mistake that the check should report; empty if it need not report one.
        source: the code, ending in a newline.
    """

    exercise: str
    right: bool
    title: str
    loses: tuple[str, ...]
    source: str
    diagnosis: str = ""


def read_solutions(folder: Path) -> list[Solution]:
    """Read the answers in a chapter's folder, sorted by file name and in the order of blocks.

    Raises:
        SolutionError: a block has no code, a wrong answer loses nothing, a right answer loses
            something, or two blocks of a file have the same title.
    """
    return [each for path in sorted(folder.glob("*.py")) for each in _read_file(path)]


def _read_file(path: Path) -> list[Solution]:
    solutions: list[Solution] = []
    for number, block in _split_blocks(path.read_text(encoding="utf-8").splitlines()):
        solution = _parse_block(path, number, block)
        if any(other.title == solution.title for other in solutions):
            raise SolutionError(f"{path.name}, line {number}: this title is already used above.")
        solutions.append(solution)
    return solutions


def _split_blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each block's first line, counted from 1, and its lines."""
    starts = [at for at, line in enumerate(lines) if HEADER.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start + 1, lines[start:end]


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
