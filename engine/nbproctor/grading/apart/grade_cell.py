"""Runs a grade cell of the instructor's in this process, and records its score and outputs.

A name that the cell uses and neither defines nor imports stands for the student's object. The
outputs are those that a kernel would show for the cell, without the grader's own stack frames.
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
from typing import Any

from nbformat import NotebookNode

from nbproctor.checks.hidden import NOT_SHOWN, shows_hidden
from nbproctor.checks.report import CheckBroken, collect_outputs
from nbproctor.grading.apart.run_record import CellRecord
from nbproctor.notebooks import new_output

LINE_LIMIT = 300  # characters
VISIBLE_GPUS = "CUDA_VISIBLE_DEVICES"
FOR_THE_STUDENT = "This is a failure of the grader, not of your answer: somebody will look at it."


class GraderFailed(Exception):
    """Grading cannot go on, and the submission is not the cause."""


class StudentsError(Exception):
    """A call of a student's function had no result; the message is the kind of its error."""


@dataclass(frozen=True)
class CellResult:
    """The record of a grade cell, and its outputs."""

    record: CellRecord
    outputs: list[NotebookNode] = field(default_factory=list)

    def add_reason(self, reasons: Iterable[str]) -> "CellResult":
        """Return the result with these reasons if the cell failed without a reason of its own."""
        if self.record.outcome != "failed" or self.record.reason:
            return self
        reason = "; ".join(dict.fromkeys(filter(None, reasons)))
        return replace(self, record=replace(self.record, reason=reason))


def run_grade_cell(
    source: str, name: str, points: float, look_up: Callable[[str], Any]
) -> CellResult:
    """Execute a grade cell; the value of its last expression is its score.

    Args:
        source: the instructor's code; it runs here, with all rights of this process.
        name: name of the cell, for errors.
        points: points that it can earn.
        look_up: returns the object for a student's name; raises `KeyError` if it is not defined.
    """
    names = _Names(look_up)
    shown: list[Any]
    with collect_outputs() as shown, _capture_prints(shown), _hide_gpus():
        try:
            graded = _record_score(_run(source, name, names), points)
        except GraderFailed as error:
            graded = record_breakdown(str(error))
        except (Exception, SystemExit) as error:
            graded = _record_error(error, names.looked_up)
    return CellResult(graded.record, [_build_output(each) for each in shown] + graded.outputs)


def run_check_cell(
    source: str, name: str, look_up: Callable[[str], Any], imported: Mapping[str, str]
) -> list[NotebookNode]:
    """Execute a cell that tries an answer on public cases, and return its outputs.

    The student's kernel has not received hidden inputs yet, so errors are shown in full.

    Args:
        source, name, look_up: see `run_grade_cell`.
        imported: full names of the modules and objects that the course's own cells import, by
            name.

    Raises:
        GraderFailed: the cell is not Python, or no kernel can be started.
    """

    def find(wanted: str) -> Any:
        with contextlib.suppress(KeyError, ImportError):
            return import_module(imported[wanted])
        return look_up(wanted)

    outputs: list[NotebookNode] = []
    shown: list[Any]
    with collect_outputs() as shown, _capture_prints(shown), _hide_gpus():
        try:
            _run(source, name, _Names(find))
        except GraderFailed:
            raise
        except (Exception, SystemExit) as error:
            outputs = [build_error(type(error).__name__, str(error))]
    return [*map(_build_output, shown), *outputs]


class _Names(dict[str, Any]):
    """The cell's names; a missing one is looked up among the student's."""

    def __init__(self, look_up: Callable[[str], Any]) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins)
        self._look_up = look_up
        self.looked_up = False

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            raise KeyError(name)  # Python looks there next
        self.looked_up = True
        self[name] = self._look_up(name)
        return self[name]


class _Printed(io.TextIOBase):
    """Puts printed text among the other outputs, in order."""

    def __init__(self, shown: list[Any]) -> None:
        self._shown = shown

    def write(self, text: str) -> int:
        if self._shown and isinstance(self._shown[-1], str):
            self._shown[-1] += text
        else:
            self._shown.append(text)
        return len(text)


@contextlib.contextmanager
def _capture_prints(shown: list[Any]) -> Iterator[None]:
    """Collect printed text, and drop stderr: warnings of the grader's are not the student's."""
    with contextlib.redirect_stdout(_Printed(shown)), contextlib.redirect_stderr(io.StringIO()):
        yield


@contextlib.contextmanager
def _hide_gpus() -> Iterator[None]:
    """Hide GPUs from the libraries that references are computed with.

    A library may take all memory of a GPU in every process. It looks for GPUs only once, at its
    first operation.
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
    """Execute a cell, and return the value of the expression at its end, or None."""
    file = f"<{name}>"
    try:
        tree = ast.parse(source, file)
        last = None
        if tree.body and isinstance(expression := tree.body[-1], ast.Expr):
            tree.body.pop()
            last = compile(ast.Expression(expression.value), file, "eval")
        code = compile(tree, file, "exec")
    except (SyntaxError, ValueError) as error:
        raise GraderFailed(f"{name} is not Python: {error}") from None
    exec(code, names)
    return eval(last, names) if last else None


def _build_output(shown: Any) -> NotebookNode:
    if isinstance(shown, str):
        return new_output("stream", name="stdout", text=shown)
    return new_output("display_data", data=shown)


def _record_score(score: Any, points: float) -> CellResult:
    """Record a score; anything that is not a score counts as a breakdown, not as a zero."""
    number = isinstance(score, int | float) and not isinstance(score, bool)
    if not number or not math.isfinite(score) or not 0 <= score <= points:
        shown = repr(score)[:LINE_LIMIT]
        return record_breakdown(
            f"the cell ended with {shown}, not with a score from 0 to {points:g}"
        )
    earned = float(score)
    record = CellRecord("passed" if earned == points else "failed", "", earned)
    data = {"text/plain": repr(earned)}
    return CellResult(record, [new_output("execute_result", data=data, execution_count=None)])


def _record_error(error: BaseException, looked_up: bool) -> CellResult:
    """Record an error of a cell, which earns nothing if the answer can be the cause.

    Python's message about a student's data may repeat the data, and so a hidden input.
    """
    kind, line = type(error).__name__, get_first_line(str(error))
    if isinstance(error, ImportError | CheckBroken) or not looked_up:
        return record_breakdown(f"{kind}: {line}")
    shows = isinstance(error, AssertionError | NameError | StudentsError) or shows_hidden()
    return record_failure(kind, line if shows else NOT_SHOWN)


def record_failure(kind: str, line: str) -> CellResult:
    """Record that a cell earns nothing; the reason becomes an error among its outputs."""
    record = CellRecord("failed", f"{kind}: {line}" if line else kind, 0.0)
    return CellResult(record, [build_error(kind, line)])


def record_breakdown(reason: str) -> CellResult:
    """Record that the grader could not run a cell; the reason is for staff."""
    record = CellRecord("could not run", get_first_line(reason))
    return CellResult(record, [build_error("CouldNotRun", FOR_THE_STUDENT)])


def build_error(kind: str, text: str) -> NotebookNode:
    """Build an error output without stack frames."""
    return new_output("error", ename=kind, evalue=text, traceback=f"{kind}: {text}".splitlines())


def get_first_line(text: str) -> str:
    """Return the first line of a text that is not blank, of bounded length."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0][:LINE_LIMIT] if lines else ""
