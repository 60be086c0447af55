"""Runs a grade cell of the instructor's in this process, and says what it earns and shows.

A name that the cell uses and neither defines nor imports stands for the student's object. What
becomes the cell's output is what a kernel would have shown for it, but for frames of ours.
"""

import ast
import builtins
import contextlib
import io
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from types import CodeType
from typing import Any

from nbformat import NotebookNode

from nbproctor.checks.hidden import NOT_SHOWN, shows_hidden
from nbproctor.checks.report import CheckBroken, collected
from nbproctor.grading.apart.run_record import CellRecord
from nbproctor.notebooks import new_output

LINE_LIMIT = 300  # characters
VISIBLE_GPUS = "CUDA_VISIBLE_DEVICES"
FOR_THE_STUDENT = "This is a failure of the grader, not of your answer: somebody will look at it."


class GraderFailed(Exception):
    """Grading cannot go on, and nothing that was handed in is to blame."""


class StudentsError(Exception):
    """A call of a student's function came to no result; the message is the kind of its error."""


@dataclass(frozen=True)
class GradedCell:
    """What came of a grade cell, and what it shows."""

    record: CellRecord
    outputs: list[NotebookNode] = field(default_factory=list)

    def with_reason(self, reasons: Iterable[str]) -> "GradedCell":
        """The same with what happened meanwhile as its reason, where it has none and failed."""
        if self.record.outcome != "failed" or self.record.reason:
            return self
        told = replace(self.record, reason="; ".join(dict.fromkeys(filter(None, reasons))))
        return replace(self, record=told)


def run_grade_cell(source: str, name: str, points: float, look: Callable[[str], Any]) -> GradedCell:
    """Execute a grade cell; the value of its last expression is its score.

    Args:
        source: code of the instructor's; it runs here, with all that this process may do.
        name: of the cell, for errors.
        points: what it can earn.
        look: gives what a student's name stands for; raises `KeyError` where it is not defined.
    """
    names = _Names(look)
    shown: list[Any]
    with collected() as shown, _printing_to(shown), _on_the_cpu():
        try:
            graded = _scored(_run(source, name, names), points)
        except GraderFailed as error:
            graded = could_not_run(str(error))
        except (Exception, SystemExit) as error:
            graded = _failed(error, names.looked)
    return GradedCell(graded.record, [_output(each) for each in shown] + graded.outputs)


def run_check_cell(
    source: str, name: str, look: Callable[[str], Any], imported: Mapping[str, str]
) -> list[NotebookNode]:
    """Execute a cell that tries an answer on public cases, and return what it shows.

    Nothing hidden has come to the student's kernel by then: an error is shown in the student's own
    words.

    Args:
        source, name, look: see `run_grade_cell`.
        imported: what the course's own cells import, by name; modules are the same here.

    Raises:
        GraderFailed: the cell is not Python, or no kernel can be started.
    """

    def find(wanted: str) -> Any:
        with contextlib.suppress(KeyError, ImportError):
            return import_module(imported[wanted])
        return look(wanted)

    outputs: list[NotebookNode] = []
    shown: list[Any]
    with collected() as shown, _printing_to(shown), _on_the_cpu():
        try:
            _run(source, name, _Names(find))
        except GraderFailed:
            raise
        except (Exception, SystemExit) as error:
            outputs = [error_output(type(error).__name__, str(error))]
    return [*map(_output, shown), *outputs]


class _Names(dict[str, Any]):
    """The cell's names; one that is missing is looked for among the student's."""

    def __init__(self, look: Callable[[str], Any]) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins)
        self._look = look
        self.looked = False

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            raise KeyError(name)  # Python looks there next
        self.looked = True
        self[name] = self._look(name)
        return self[name]


class _Printed(io.TextIOBase):
    """Puts what is printed among what is shown, in order."""

    def __init__(self, shown: list[Any]) -> None:
        self._shown = shown

    def write(self, text: str) -> int:
        if self._shown and isinstance(self._shown[-1], str):
            self._shown[-1] += text
        else:
            self._shown.append(text)
        return len(text)


@contextlib.contextmanager
def _printing_to(shown: list[Any]) -> Iterator[None]:
    """Collect what is printed; warnings of ours are nobody's failure, and are dropped."""
    with contextlib.redirect_stdout(_Printed(shown)), contextlib.redirect_stderr(io.StringIO()):
        yield


@contextlib.contextmanager
def _on_the_cpu() -> Iterator[None]:
    """Hide GPUs from the libraries that references are computed with.

    A library may take all memory of a GPU in every process. It looks for GPUs at its first
    operation, and never again.
    """
    kept = os.environ.get(VISIBLE_GPUS)
    os.environ[VISIBLE_GPUS] = "-1"
    try:
        yield
    finally:
        if kept is None:
            del os.environ[VISIBLE_GPUS]
        else:
            os.environ[VISIBLE_GPUS] = kept


def _run(source: str, name: str, names: _Names) -> Any:
    try:
        body, last = _compiled(source, f"<{name}>")
    except (SyntaxError, ValueError) as error:
        raise GraderFailed(f"{name} is not Python: {error}") from None
    exec(body, names)
    return eval(last, names) if last else None


def _compiled(source: str, file: str) -> tuple[CodeType, CodeType | None]:
    """A cell's code, and apart from it the expression that it ends with."""
    tree = ast.parse(source, file)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        expression = tree.body.pop()
        assert isinstance(expression, ast.Expr)
        last = compile(ast.Expression(expression.value), file, "eval")
    return compile(tree, file, "exec"), last


def _output(shown: Any) -> NotebookNode:
    if isinstance(shown, str):
        return new_output("stream", name="stdout", text=shown)
    return new_output("display_data", data=shown)


def _scored(score: Any, points: float) -> GradedCell:
    """The record of a score; what is not one earns nothing and is no zero either."""
    number = isinstance(score, int | float) and not isinstance(score, bool)
    if not number or not math.isfinite(score) or not 0 <= score <= points:
        shown = repr(score)[:LINE_LIMIT]
        return could_not_run(f"the cell ended with {shown}, not with a score from 0 to {points:g}")
    earned = float(score)
    record = CellRecord("passed" if earned == points else "failed", "", earned)
    data = {"text/plain": repr(earned)}
    return GradedCell(record, [new_output("execute_result", data=data, execution_count=None)])


def _failed(error: BaseException, looked: bool) -> GradedCell:
    """A cell that raised an error: it earns nothing where the answer can be the cause.

    Python's message about a student's data may repeat the data, and so a hidden input.
    """
    kind, line = type(error).__name__, first_line(str(error))
    if isinstance(error, ImportError | CheckBroken) or not looked:
        return could_not_run(f"{kind}: {line}")
    told = isinstance(error, AssertionError | NameError | StudentsError) or shows_hidden()
    return failed(kind, line if told else NOT_SHOWN)


def failed(kind: str, line: str) -> GradedCell:
    """A cell that earns nothing, for a reason that becomes an error among its outputs."""
    record = CellRecord("failed", f"{kind}: {line}" if line else kind, 0.0)
    return GradedCell(record, [error_output(kind, line)])


def could_not_run(reason: str) -> GradedCell:
    """A cell that the grader failed at; the reason is for staff."""
    record = CellRecord("could not run", first_line(reason))
    return GradedCell(record, [error_output("CouldNotRun", FOR_THE_STUDENT)])


def error_output(kind: str, text: str) -> NotebookNode:
    """An error among a cell's outputs, without any frame."""
    return new_output("error", ename=kind, evalue=text, traceback=f"{kind}: {text}".splitlines())


def first_line(text: str) -> str:
    """The first line of a text that says anything, of bounded length."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0][:LINE_LIMIT] if lines else ""
