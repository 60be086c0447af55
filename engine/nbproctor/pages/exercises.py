"""Arrange a graded notebook for the feedback page: exercises first, then the chapter's text.

An exercise is what the student answers and what grades it: answer cells and the grade cell that
follows them, a written answer, an optional answer, or a task.
"""

import contextlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from nbproctor.checks.diagnosis import OTHER_VALUES
from nbproctor.checks.report import find_result
from nbproctor.notebooks import LEFT_OUT, NOTES_CELL, OPTIONAL, nbgrader_metadata
from nbproctor.pages.plain_text import cut, plain

LONGEST_ADVICE_KIB = 1


@dataclass
class Exercise:
    """An exercise on the feedback page.

    Attributes:
        name: the name of the cell that has the points, or else of the answer.
        answers: the student's cells.
        test: the grade cell that follows them.
        score, points: None if the exercise has no points.
        waits: whether a human still has to grade it.
        by_hand: whether a human grades it.
        advice: what to look at, in a sentence; empty if the exercise earned all its points.
        models: the model answers by the name of the answer cell, if they are shown.
    """

    name: str
    answers: list[NotebookNode] = field(default_factory=list)
    test: NotebookNode | None = None
    score: float | None = None
    points: float | None = None
    waits: bool = False
    by_hand: bool = False
    advice: str = ""
    models: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The name of the exercise for readers."""
        return self.name.removeprefix("test_")

    @property
    def is_commented(self) -> bool:
        """Whether there is a comment on an answer."""
        return any(nbgrader_metadata(cell).get("comment") for cell in self.answers)

    @property
    def has_test_to_read(self) -> bool:
        """Whether the grade cell has code; hidden tests are removed from those that ran apart."""
        lines = self.test.source.splitlines() if self.test else []
        return any(line.strip() and not line.lstrip().startswith("#") for line in lines)


@dataclass
class Page:
    """The content of a feedback page.

    Attributes:
        notes: cells that tell the student what was put right before grading.
        text: all other cells; a string in place of answers names their exercise.
        left_out: whether grading left out demonstrations.
        short_answers: Markdown; empty if there are none, or if they are not shown.
    """

    exercises: list[Exercise] = field(default_factory=list)
    notes: list[NotebookNode] = field(default_factory=list)
    text: list[NotebookNode | str] = field(default_factory=list)
    left_out: bool = False
    short_answers: str = ""

    @property
    def graded(self) -> list[Exercise]:
        """The exercises that have points."""
        return [each for each in self.exercises if each.points is not None]

    @property
    def waiting_points(self) -> float:
        """The points of answers that a human still has to grade."""
        return sum(each.points or 0.0 for each in self.graded if each.waits)

    @property
    def waiting_score(self) -> float:
        """The part of the score that these answers already have, from an earlier reading."""
        return sum(each.score or 0.0 for each in self.graded if each.waits)


def arrange(
    notebook: NotebookNode,
    waiting: Collection[str] = (),
    models: Mapping[str, str] | None = None,
    advice: Mapping[str, str] | None = None,
    short_answers: str = "",
) -> Page:
    """Arrange the cells of a graded and cleaned notebook.

    Args:
        notebook: with the scores and comments that nbgrader adds for its pages.
        waiting: names of the cells that a human still has to grade.
        models: model answers by the name of the answer cell.
        advice: see `find_advice`.
        short_answers: see `Page`.
    """
    page, answers = Page(short_answers=short_answers), list[NotebookNode]()

    def add(name: str, cells: list[NotebookNode], test: NotebookNode | None = None) -> None:
        here = {nbgrader_metadata(cell).get("grade_id", "") for cell in cells}
        exercise = Exercise(name, cells, test)
        exercise.models = {key: text for key, text in (models or {}).items() if key in here}
        _read_points(exercise, waiting, advice or {})
        page.exercises.append(exercise)

    for cell in notebook.cells:
        known = nbgrader_metadata(cell)
        name = str(known.get("grade_id", ""))
        if cell.get("id") == NOTES_CELL:
            page.notes.append(cell)
        elif known.get("task") or (known.get("solution") and known.get("grade")):
            if answers:
                add(_name_of(answers[0]), answers)
            answers = []
            add(name, [cell])
            page.text.append(name)
        elif known.get("solution"):
            if OPTIONAL in cell.metadata.get("tags", ()):
                add(name, [cell])
            else:
                answers.append(cell)
            page.text.append(name)
        elif known.get("grade"):
            add(name, answers, cell)
            answers = []
        else:
            page.left_out |= _drop_left_out(cell)
            page.text.append(cell)
    if answers:
        add(_name_of(answers[0]), answers)
    return page


def _name_of(cell: NotebookNode) -> str:
    return str(nbgrader_metadata(cell).get("grade_id", ""))


def _drop_left_out(cell: NotebookNode) -> bool:
    """Remove the output of a demonstration that grading left out; return whether it was one."""
    outputs = cell.get("outputs", [])
    if [each.get("text") for each in outputs] != [LEFT_OUT]:
        return False
    cell.outputs = []
    return True


def _read_points(exercise: Exercise, waiting: Collection[str], advice: Mapping[str, str]) -> None:
    """Read the points of an exercise, and what to look at if it lost some."""
    graded = exercise.test or exercise.answers[0]
    known = nbgrader_metadata(graded)
    exercise.by_hand = exercise.test is None
    if not (known.get("grade") or known.get("task")):
        return
    exercise.score = float(known.get("score") or 0.0)
    exercise.points = float(known.get("points") or 0.0)
    exercise.waits = exercise.name in waiting
    _drop_score(graded, exercise.score)
    if exercise.waits or exercise.score >= exercise.points:
        return
    lost = "lost points"
    if exercise.test is not None:
        lost = advice.get(exercise.name) or _describe_error(exercise.test)
    exercise.advice = f"{lost}; read the comment" if exercise.is_commented else lost


def _drop_score(graded: NotebookNode, score: float) -> None:
    """Remove the number that only tells nbgrader the score from the outputs of a grade cell."""
    outputs = graded.get("outputs", [])
    if len(outputs) > 1 and list(outputs[-1].get("data", {})) == ["text/plain"]:
        with contextlib.suppress(ValueError):
            if float(outputs[-1].data["text/plain"]) == score:
                graded.outputs = outputs[:-1]


def _describe_error(test: NotebookNode) -> str:
    """Describe the error that a grade cell stopped with, from outputs that are cleaned."""
    for output in test.outputs:
        if output.output_type == "error":
            first = output.evalue.splitlines()[0] if output.evalue else ""
            return _shorten(f"{output.ename}: {first}" if first else output.ename)
    return "lost points"


def find_advice(notebook: NotebookNode) -> dict[str, str]:
    """Find the known mistake or the first property that fails, by the name of the grade cell.

    Args:
        notebook: before pages are cleaned, which removes the data of results.
    """
    found = {}
    for cell in notebook.cells:
        known = nbgrader_metadata(cell)
        if cell.cell_type == "code" and known.get("grade"):
            sentences = (_describe_result(data) for data in _find_results(cell))
            if sentence := next(filter(None, sentences), ""):
                found[str(known.get("grade_id", ""))] = _shorten(sentence)
    return found


def _find_results(cell: NotebookNode) -> Iterator[dict[str, Any]]:
    for output in cell.outputs:
        data = find_result(output.get("data", {}))
        if isinstance(data, dict):
            yield data


def _describe_result(data: dict[str, Any]) -> str:
    """Describe what a result says, which an earlier version may have written; or ""."""
    if data.get("attempted") is False:
        return "not attempted"
    if data.get("forbidden"):
        return f"not by hand: {data['forbidden']}"
    if data.get("diagnosis") not in (None, "", OTHER_VALUES):
        return str(data["diagnosis"])
    properties = data.get("properties")
    for each in properties if isinstance(properties, list) else []:
        if isinstance(each, dict) and not each.get("passed"):
            return f"fails: {each['name']}" if each.get("name") else ""
    return ""


def _shorten(text: str) -> str:
    return " ".join(plain(cut(text, 3, LONGEST_ADVICE_KIB)).split())
