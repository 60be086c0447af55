"""Right and wrong answers to a chapter's exercises, read from the files that keep them.

A file holds the answers to one exercise, block after block, each headed by comments that say
whether it is right and, where it is wrong, which properties it loses. The tests grade every block,
and the sample class hands some of them in. `answers/README.md` describes the format.
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
    """A file of answers is not in the format; the message says which file, which line, and why."""


@dataclass(frozen=True)
class Solution:
    """One answer to an exercise, as a student would type it into the answer cell.

    Attributes:
        exercise: name of the exercise, and of what the source defines.
        right: whether it earns full marks.
        title: its style where it is right, its mistake where it is wrong.
        loses: names of the properties whose points it loses; empty where it is right.
        diagnosis: what the check should call the mistake; empty where it need not know it.
        source: the code, ending in a newline.
    """

    exercise: str
    right: bool
    title: str
    loses: tuple[str, ...]
    source: str
    diagnosis: str = ""


def read_solutions(folder: Path) -> list[Solution]:
    """The answers in a chapter's folder: file by file in the order of names, block by block.

    Raises:
        SolutionError: a block has no code, a wrong one loses nothing, a right one something, or
            two blocks of a file have one title.
    """
    return [each for path in sorted(folder.glob("*.py")) for each in _read_file(path)]


def _read_file(path: Path) -> list[Solution]:
    solutions: list[Solution] = []
    for number, block in _blocks(path.read_text(encoding="utf-8").splitlines()):
        solution = _solution(path, number, block)
        if any(other.title == solution.title for other in solutions):
            raise SolutionError(f"{path.name}, line {number}: this title stands above already.")
        solutions.append(solution)
    return solutions


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """For each block the number of its first line, counted from 1, and its lines."""
    starts = [at for at, line in enumerate(lines) if HEADER.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start + 1, lines[start:end]


def _solution(path: Path, number: int, block: list[str]) -> Solution:
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
