"""Which students' answers are nearly identical: a reason to look at both, never a proof.

Answers are fingerprinted by `copydetect`, which sees through other names, spacing and comments.
Whoever solves a small exercise well may write what others write: as in MOSS (Schleimer, Wilkerson
and Aiken, "Winnowing", SIGMOD 2003), a passage that many students have says nothing, and only pairs
that share rare passages are compared, so that the work grows with the class, not with its square.
"""

import functools
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product

from copydetect import CodeFingerprint, compare_files

from nbproctor.report.filtered_code import filtered

# Code as copydetect filters it: a letter for each name and text, no spaces, no comments.
PASSAGE = 10  # characters of filtered code that a passage has
SHORTEST = 50  # characters of filtered code below which an answer is too short to tell
RARE_PASSAGES = 10  # that two answers must share
NEARLY_IDENTICAL = 0.85
# A passage is rare when at most a fifth of the class has it, and never more than 10 students.
RARE_SHARE, RARE_STUDENTS = 0.2, 10


@dataclass(frozen=True)
class Resemblance:
    """Two students' answers to one exercise.

    Attributes:
        likeness: the share of each answer that the other has, the smaller of both, from 0 to 1.
        same_words: the two differ in spacing at most.
        rare: passages that both have and hardly anybody else.
        texts: both answers.
    """

    chapter: str
    exercise: str
    likeness: float
    same_words: bool
    rare: int
    texts: tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """Two students and all their answers that are nearly identical."""

    students: tuple[str, str]
    resemblances: tuple[Resemblance, ...]


@dataclass(frozen=True)
class Shared:
    """One answer, word for word, of more students than a pair or a group of friends."""

    chapter: str
    exercise: str
    students: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Given:
    """What every student has been given or may have seen: the released stub, the solution."""

    stub: str
    solution: str


@dataclass(frozen=True)
class _Version:
    """One wording of an answer, and who wrote it."""

    text: str
    prints: CodeFingerprint
    students: list[str] = field(default_factory=list)


Found = tuple[tuple[str, str], Resemblance]


def compare_answers(
    chapter: str, exercise: str, answers: Mapping[str, str], given: Given
) -> tuple[list[Found], list[Shared]]:
    """Compare all students' answers to one exercise.

    Args:
        answers: source of the answer by student.

    Returns:
        Pairs of students with what their answers have in common, and answers of many.
    """
    versions = _versions(answers, given)
    most = rare_limit(sum(len(version.students) for version in versions))
    shared = [
        Shared(chapter, exercise, tuple(sorted(version.students)), version.text)
        for version in versions
        if len(version.students) > most
    ]
    holders = _holders(versions, most)
    found: list[Found] = []
    for version in versions:
        if 1 < len(version.students) <= most:
            rare = len(version.prints.hashes)
            alike = Resemblance(chapter, exercise, 1.0, True, rare, (version.text, version.text))
            found += [(pair, alike) for pair in combinations(sorted(version.students), 2)]
    for (i, j), rare in _meetings(holders).items():
        if rare >= RARE_PASSAGES:
            found += _between(chapter, exercise, versions[i], versions[j], rare)
    return found, shared


def pair_up(found: Iterable[Found]) -> tuple[Pair, ...]:
    """Put together what each pair has in common; the pairs with most to look at first."""
    pairs: dict[tuple[str, str], list[Resemblance]] = {}
    for students, resemblance in found:
        pairs.setdefault(students, []).append(resemblance)
    made = [Pair(students, tuple(alike)) for students, alike in pairs.items()]
    return tuple(sorted(made, key=_weight))


def rare_limit(students: int) -> int:
    """How many students may have something that is still rare.

    >>> rare_limit(4), rare_limit(30), rare_limit(500)
    (2, 6, 10)
    """
    return min(RARE_STUDENTS, max(2, int(students * RARE_SHARE)))


def _weight(pair: Pair) -> tuple[int, int, tuple[str, str]]:
    return (-len(pair.resemblances), -sum(each.rare for each in pair.resemblances), pair.students)


def _versions(answers: Mapping[str, str], given: Given) -> list[_Version]:
    """The wordings that can tell something, each once."""
    stub = frozenset(line.strip() for line in given.stub.splitlines())
    solution = _fingerprint(_own_lines(given.solution, stub)).filtered_code
    known: dict[str, _Version | None] = {}
    for student, text in answers.items():
        own = _own_lines(text, stub)
        words = "".join(own.split())
        if len(words) < SHORTEST:  # filtering would make it shorter still, and takes a while
            continue
        if words not in known:
            prints = _fingerprint(own)
            tells = len(prints.filtered_code) >= SHORTEST and prints.filtered_code != solution
            known[words] = _Version(text, prints) if tells else None
        version = known[words]
        if version:
            version.students.append(student)
    return [version for version in known.values() if version]


def _own_lines(text: str, stub: frozenset[str]) -> str:
    """The lines that are not in the stub: its docstring is most of many a file."""
    return "\n".join(line for line in text.splitlines() if line.strip() not in stub)


def _fingerprint(text: str) -> CodeFingerprint:
    return _prints(filtered(text))


@functools.lru_cache(maxsize=1000)
def _prints(code: str) -> CodeFingerprint:
    # A window of 1 keeps every passage: answers are short, and hashes then need not be the same
    # in every process for the result to be.
    return CodeFingerprint("answer.py", PASSAGE, 1, filter=False, fp=io.StringIO(code))


def _holders(versions: list[_Version], most: int) -> list[list[int]]:
    """For each rare passage the versions that have it."""
    having: dict[int, list[int]] = {}
    for number, version in enumerate(versions):
        for passage in version.prints.hashes:
            having.setdefault(passage, []).append(number)
    return [
        numbers
        for numbers in having.values()
        if len(numbers) > 1 and sum(len(versions[n].students) for n in numbers) <= most
    ]


def _meetings(holders: list[list[int]]) -> Counter[tuple[int, int]]:
    """How many rare passages two versions share."""
    return Counter(pair for numbers in holders for pair in combinations(numbers, 2))


def _between(chapter: str, exercise: str, a: _Version, b: _Version, rare: int) -> Iterable[Found]:
    _, likenesses, _ = compare_files(a.prints, b.prints)
    likeness = min(1.0, float(min(likenesses)))
    if likeness < NEARLY_IDENTICAL:
        return
    for one, other in product(a.students, b.students):
        texts = (a.text, b.text) if one < other else (b.text, a.text)
        pair = (min(one, other), max(one, other))
        yield pair, Resemblance(chapter, exercise, likeness, False, rare, texts)
