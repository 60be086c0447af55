"""Find students whose answers are nearly identical: a reason to look at both, never a proof.

Answers are compared without their names, strings, comments and spacing. As in MOSS (Schleimer,
Wilkerson and Aiken, "Winnowing", SIGMOD 2003), a passage that many students have says nothing:
those who solve a small exercise well write similar code. Only answers that share rare passages are
compared with each other, so the work grows with the class and not with its square.
"""

import builtins
import copy
import io
import keyword
import re
import tokenize
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product

from nbgrader.preprocessors import ClearSolutions

from nbproctor.course_folder import CourseFolder
from nbproctor.gradebook.grades import label_cell
from nbproctor.notebooks import nbgrader_metadata, read_notebook
from nbproctor.report.class_data import ClassData

# Lengths are in characters of reduced code, see `reduce_code`.
PASSAGE = 10
SHORTEST = 50  # below it an answer is too short to tell
RARE_PASSAGES = 10  # that two answers must share
NEARLY_IDENTICAL = 0.85
# A passage is rare when at most a fifth of the class has it, and never more than 10 students.
RARE_SHARE, RARE_STUDENTS = 0.2, 10
KEPT_NAMES = frozenset([*keyword.kwlist, *dir(builtins)])
NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Resemblance:
    """Two students' answers to one exercise.

    Attributes:
        likeness: the share of each answer that the other contains, the smaller of both, 0 to 1.
        same_words: the two differ in spacing at most.
        rare: number of passages that both have and hardly anybody else.
        texts: both answers, in the order of `students`.
    """

    students: tuple[str, str]
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
    """One answer that many students have word for word: more than a pair or a group of friends."""

    chapter: str
    exercise: str
    students: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Likenesses:
    """Which answers of the class are nearly identical, and which many students share."""

    pairs: tuple[Pair, ...] = ()
    shared: tuple[Shared, ...] = ()


@dataclass(frozen=True)
class Given:
    """What every student is given, the released stub, and may have seen, the solution."""

    stub: str = ""
    solution: str = ""


@dataclass(frozen=True)
class _Version:
    """One wording of an answer, its reduced code, and the students who wrote it."""

    text: str
    code: str
    passages: frozenset[str]
    students: list[str] = field(default_factory=list)


def compare_class(folder: CourseFolder, data: ClassData) -> Likenesses:
    """Compare the answers to every exercise that is answered in code."""
    resemblances: list[Resemblance] = []
    shared: list[Shared] = []
    for chapter in data.chapters:
        given = read_given(folder, chapter.name)
        for exercise in chapter.exercises:
            answers = {
                each.student: each.answers[exercise.name]
                for each in chapter.submissions
                if exercise.name in each.answers
            }
            name = exercise.name
            found = compare_answers(chapter.name, name, answers, given.get(name, Given()))
            resemblances += found[0]
            shared += found[1]
    shared.sort(key=lambda each: -len(each.students))
    return Likenesses(pair_up(resemblances), tuple(shared))


def read_given(folder: CourseFolder, chapter: str) -> dict[str, Given]:
    """Read the stub and the solution of every answer in code from the source, by exercise.

    The stub is what nbgrader's `ClearSolutions` leaves.
    """
    clear = ClearSolutions(config=folder.config)
    marks = (clear.begin_solution_delimeter, clear.end_solution_delimeter)
    notebooks = folder.notebooks(chapter)
    given = {}
    for notebook in notebooks:
        source = read_notebook(folder.source(chapter, notebook))
        released, _ = clear.preprocess(copy.deepcopy(source), {})
        for cell, stub in zip(source.cells, released.cells, strict=True):
            metadata = nbgrader_metadata(cell)
            if cell.cell_type == "code" and metadata.get("solution"):
                lines = cell.source.splitlines()
                solution = [line for line in lines if not any(mark in line for mark in marks)]
                name = label_cell(str(metadata["grade_id"]), notebook, notebooks)
                given[name] = Given(stub.source, "\n".join(solution))
    return given


def compare_answers(
    chapter: str, exercise: str, answers: Mapping[str, str], given: Given
) -> tuple[list[Resemblance], list[Shared]]:
    """Compare all students' answers to one exercise.

    Args:
        answers: source of the answer by student.

    Returns:
        What answers of two students have in common, and answers that many share.
    """
    versions = _find_versions(answers, given)
    most = rare_limit(sum(len(version.students) for version in versions))
    shared = [
        Shared(chapter, exercise, tuple(sorted(version.students)), version.text)
        for version in versions
        if len(version.students) > most
    ]
    found = []
    for version in versions:
        if len(version.students) <= most:
            rare, texts = len(version.passages), (version.text, version.text)
            for pair in combinations(sorted(version.students), 2):
                found.append(Resemblance(pair, chapter, exercise, 1.0, True, rare, texts))
    for (i, j), rare in _count_rare_passages(versions, most).items():
        a, b = versions[i], versions[j]
        if rare < RARE_PASSAGES:
            continue
        common = a.passages & b.passages
        likeness = min(share_within(each.code, common) for each in (a, b))
        if likeness < NEARLY_IDENTICAL:
            continue
        for pair in product(a.students, b.students):
            (one, text), (other, other_text) = sorted(zip(pair, (a.text, b.text), strict=True))
            both, texts = (one, other), (text, other_text)
            found.append(Resemblance(both, chapter, exercise, likeness, False, rare, texts))
    return found, shared


def pair_up(resemblances: Iterable[Resemblance]) -> tuple[Pair, ...]:
    """Group resemblances by pair of students; the pairs with most to look at come first."""
    pairs: dict[tuple[str, str], list[Resemblance]] = {}
    for each in resemblances:
        pairs.setdefault(each.students, []).append(each)

    def weigh(pair: Pair) -> tuple[int, int, tuple[str, str]]:
        rare = sum(each.rare for each in pair.resemblances)
        return (-len(pair.resemblances), -rare, pair.students)

    grouped = (Pair(students, tuple(alike)) for students, alike in pairs.items())
    return tuple(sorted(grouped, key=weigh))


def rare_limit(students: int) -> int:
    """How many students may have something that is still rare.

    >>> rare_limit(4), rare_limit(30), rare_limit(500)
    (2, 6, 10)
    """
    return min(RARE_STUDENTS, max(2, int(students * RARE_SHARE)))


def reduce_code(text: str) -> str:
    """Reduce code to its structure: V for each name, "S" for each string, no comments, no spaces.

    Code that is not Python keeps its comments and the words of its strings.

    >>> reduce_code("def double(x):\\n    return 2 * len('x')  # twice")
    'defV(V):return2*len("S")'
    """

    def alike(name: str) -> str:
        return name if name in KEPT_NAMES else "V"

    reduced = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NAME:
                reduced.append(alike(token.string))
            elif token.type == tokenize.STRING:
                reduced.append('"S"')
            elif token.type != tokenize.COMMENT:
                reduced.append(token.string.strip())
    except (tokenize.TokenError, SyntaxError):
        return "".join(NAME.sub(lambda name: alike(name[0]), text).split())
    return "".join(reduced)


def share_within(code: str, passages: frozenset[str]) -> float:
    """The share of a code's characters that stand in one of these passages, from 0 to 1.

    >>> share_within("0123456789abcdefghij", frozenset(["0123456789", "123456789a"]))
    0.55
    """
    covered, end = 0, 0
    for start in range(len(code) - PASSAGE + 1):
        if code[start : start + PASSAGE] in passages:
            covered += start + PASSAGE - max(start, end)
            end = start + PASSAGE
    return covered / len(code)


def _find_versions(answers: Mapping[str, str], given: Given) -> list[_Version]:
    """Each wording of an answer that is long enough to tell, and not the solution."""
    stub = frozenset(line.strip() for line in given.stub.splitlines())

    def own_lines(text: str) -> str:  # the stub's docstring is most of many an answer
        return "\n".join(line for line in text.splitlines() if line.strip() not in stub)

    solution = reduce_code(own_lines(given.solution))
    known: dict[str, _Version | None] = {}
    for student, text in answers.items():
        own = own_lines(text)
        words = "".join(own.split())
        if words not in known:
            code = reduce_code(own)
            starts = range(len(code) - PASSAGE + 1)
            passages = frozenset(code[start : start + PASSAGE] for start in starts)
            tells = len(code) >= SHORTEST and code != solution
            known[words] = _Version(text, code, passages) if tells else None
        version = known[words]
        if version:
            version.students.append(student)
    return [version for version in known.values() if version]


def _count_rare_passages(versions: list[_Version], most: int) -> Counter[tuple[int, int]]:
    """How many passages two versions share that at most so many students have, by indices."""
    holders: dict[str, list[int]] = {}
    for number, version in enumerate(versions):
        for passage in version.passages:
            holders.setdefault(passage, []).append(number)
    counts: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if sum(len(versions[number].students) for number in numbers) <= most:
            counts.update(combinations(numbers, 2))
    return counts
