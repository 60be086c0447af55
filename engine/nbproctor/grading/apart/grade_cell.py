"""Runs a grade cell of the instructor's in this process, and records its score and outputs.

A name that the cell neither defines nor imports is Python's own, that of a locked cell, or else
stands for the student's object. The outputs are those that a kernel would show for the cell,
without the grader's own stack frames. nbgrader's contract holds: no error is full points, a number
is partial credit, text on stderr is nothing. A cell that asks for more than can be done apart could
not run: neither its error nor its success says anything about the answer.
"""

import ast
import builtins
import contextlib
import ctypes
import io
import math
import numbers
import os
import threading
import traceback
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode

from nbproctor.checks.hidden import NOT_SHOWN, reduce_error, shows_hidden
from nbproctor.checks.report import CheckBroken, collect_outputs
from nbproctor.grading.apart.cell_code import CellCode, read_code
from nbproctor.grading.apart.course_names import CourseNames, Surroundings, find_missing_name
from nbproctor.grading.apart.obstacles import find_classes, find_obstacle
from nbproctor.grading.apart.student_object import (
    FROM_STUDENT,
    LONGEST_CALL_S,
    Refused,
    StudentsError,
    Visit,
)
from nbproctor.grading.cell_result import (
    LINE_LIMIT,
    CellResult,
    GraderFailed,
    build_error,
    get_first_line,
    record_breakdown,
    record_failure,
)
from nbproctor.grading.run_record import CellRecord
from nbproctor.notebooks import new_output

VISIBLE_GPUS = "CUDA_VISIBLE_DEVICES"
LONGEST_RESULT = 10_000  # characters of the value at the end of a cell
WATCH_S = 1.0  # how often to see whether a cell has used up its time


class OutOfTime(BaseException):
    """The grade cell itself, not a call of a student's function, does not end."""


def run_grade_cell(source: str, name: str, points: float, visit: Visit) -> CellResult:
    """Execute a grade cell; the value of its last expression is its score, if it is a number.

    Args:
        source: the instructor's code; it runs here, with all rights of this process.
        name: name of the cell, for errors.
        points: points that it can earn.
        visit: looks up and calls what belongs to the student.
    """
    shown: list[Any]
    written = io.StringIO()
    with collect_outputs() as shown, _capture_prints(shown, written), _hide_gpus():
        try:
            value = _run(source, name, visit)
            graded = _record_value(value, points)
            if visit.raised is not None:
                visit.refused = visit.refused or "catches an error of a class that is not Python's"
            elif visit.wrote_to_stderr:
                graded = record_failure("Stderr", "the answer writes to stderr")
            elif written.getvalue() and not visit.around.is_trusted(source):
                visit.refused = visit.refused or "writes to stderr"
        except GraderFailed as error:
            graded = record_breakdown(str(error))
        except OutOfTime:
            graded = record_breakdown(f"`{name}` took too long by itself")
        except Refused:
            graded = record_breakdown("")
        except (Exception, SystemExit) as error:
            if visit.raised not in (None, error):
                visit.refused = visit.refused or "catches an error of a class that is not Python's"
            graded = _record_error(error, visit)
        if not visit.refused and graded.record.outcome != "could not run":
            _look_again(source, visit, graded)
    if visit.refused:
        graded = record_breakdown(
            f"`{name}` {visit.refused}: grade it beside, without the tag `apart`"
        )
    return CellResult(graded.record, [_build_output(each) for each in shown] + graded.outputs)


def _look_again(source: str, visit: Visit, graded: CellResult) -> None:
    """Refuse a cell that saw data before a call changed it, or that missed a name that exists.

    Python does not ask `_Names` for the names in the body of a class.
    """
    with contextlib.suppress(GraderFailed, Refused):
        if changed := visit.find_changed():
            visit.refuse(changed)
        if "class " in source and graded.record.reason.startswith("NameError: "):
            with contextlib.suppress(KeyError):  # as it should be
                name = find_missing_name(graded.record.reason)
                visit.look_up(name, may_be_object=False)
                visit.refuse(f"uses `{name}` where it cannot be looked up")


def run_check_cell(source: str, name: str, visit: Visit) -> list[NotebookNode]:
    """Execute a cell that tries an answer on public cases, and return its outputs.

    The student's kernel has not received hidden inputs yet, so errors are shown in full.

    Args:
        source, name, visit: see `run_grade_cell`.

    Raises:
        GraderFailed: the cell is not Python, or no kernel can be started.
    """
    outputs: list[NotebookNode] = []
    shown: list[Any]
    with collect_outputs() as shown, _capture_prints(shown, io.StringIO()), _hide_gpus():
        try:
            _run(source, name, visit)
        except GraderFailed:
            raise
        except Refused as error:
            outputs = record_breakdown(str(error)).outputs
        except OutOfTime:
            outputs = record_breakdown(f"`{name}` took too long by itself").outputs
        except NameError as error:
            outputs = [build_error("NameError", visit.explain_missing(str(error)))]
        except (Exception, SystemExit) as error:
            outputs = [build_error(type(error).__name__, str(error))]
    return [*map(_build_output, shown), *outputs]


class _Names(dict[str, Any]):
    """The cell's names; a missing one is the course's or the student's."""

    def __init__(self, visit: Visit, tree: ast.Module) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins)
        self._visit = visit
        self._course = CourseNames(visit.around, visit.refuse, visit.look_up)
        self._classes = set(find_classes(tree.body))

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            if self._visit.around.is_made_again(name):
                self._visit.refuse(f"uses Python's `{name}`, which the student's notebook replaces")
            raise KeyError(name)  # Python looks there next
        if self._course.knows(name):
            self[name] = self._course.make(name)
            return self[name]
        self[name] = self._visit.look_up(name, may_be_object=name not in self._classes)
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
def _capture_prints(shown: list[Any], written: io.StringIO) -> Iterator[None]:
    """Collect printed text among what is shown, and text on stderr by itself."""
    with contextlib.redirect_stdout(_Printed(shown)), contextlib.redirect_stderr(written):
        yield


@contextlib.contextmanager
def _limit_time(visit: Visit) -> Iterator[None]:
    """Raise `OutOfTime` in the block once it has taken too long, but not while a kernel is asked.

    The block must be Python code that runs in this thread: a call of a C function is not ended.
    """
    limit_s = min(visit.kernel.cell_limit_s, LONGEST_CALL_S) + visit.kernel.limits.exercise_limit_s
    thread, done, spent_s = threading.get_ident(), threading.Event(), 0.0

    def watch() -> None:
        nonlocal spent_s
        while not done.wait(WATCH_S):
            spent_s += 0.0 if visit.kernel.is_asked else WATCH_S
            if spent_s > limit_s and not visit.kernel.is_asked:
                error = ctypes.py_object(OutOfTime)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), error)
                return

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()


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


def _run(source: str, name: str, visit: Visit) -> Any:
    """Execute a cell, and return the value of the expression at its end, or None.

    Raises:
        Refused: the cell cannot run apart.
        GraderFailed: it is not code at all.
    """
    file = f"<{name}>"
    try:
        tree = ast.parse(source, file)
    except (SyntaxError, ValueError) as error:
        if read_code(source) is None:
            raise GraderFailed(f"{name} is not Python: {error}") from None
        visit.refuse("uses a command of IPython")
    if what := find_obstacle(tree.body, visit.around.trusted):
        visit.refuse(what)
    if shared := _find_shared(source, tree, visit.around):
        visit.refuse(f"sets or changes `{shared}`, which a function of the notebook looks up")
    last, whole = None, ast.Module(list(tree.body), [])
    if tree.body and isinstance(expression := tree.body[-1], ast.Expr):
        tree.body.pop()
        last = compile(ast.Expression(expression.value), file, "eval")
    names = _Names(visit, whole)
    with _limit_time(visit):
        exec(compile(tree, file, "exec"), names)
        return eval(last, names) if last else None


def _find_shared(source: str, tree: ast.Module, around: Surroundings) -> str:
    """Find a global name that the cell makes, or changes, and that a function outside looks up."""
    code = read_code(source) or CellCode()
    changed = {name for node in ast.walk(tree) for name in _find_changed(node)}
    made = code.made | changed - code.imports.keys()
    for other in (*around.others, *around.locked):
        if present := sorted(name for name in made if name in other):
            theirs = read_code(other)
            if theirs and (shared := [name for name in present if name in theirs.kept]):
                return shared[0]
    return ""


def _find_changed(node: ast.AST) -> Iterator[str]:
    """Find the name of an object that is changed: an item or attribute set, a method called."""
    place: ast.AST | None = None
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        place = node.value
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        place = node.value.func if isinstance(node.value.func, ast.Attribute) else None
    while isinstance(place, ast.Attribute | ast.Subscript | ast.Call):
        place = place.func if isinstance(place, ast.Call) else place.value
    if isinstance(place, ast.Name):
        yield place.id


def _build_output(shown: Any) -> NotebookNode:
    if isinstance(shown, str):
        return new_output("stream", name="stdout", text=shown)
    return new_output("display_data", data=shown)


def _record_value(value: Any, points: float) -> CellResult:
    """Record the value at the end of a cell: a number is a score, anything else full points.

    A number that nbgrader does not take for a score counts as a breakdown.
    """
    kind: Any = type(value)
    if kind is bool or not issubclass(kind, numbers.Number):
        shown = [] if value is None else [_build_result(repr(value)[:LONGEST_RESULT])]
        return CellResult(CellRecord("passed", "", points), shown)
    score = float(value) if kind in (int, float) else math.nan
    if not 0 <= score <= points:
        return record_breakdown(
            f"the cell ended with {repr(value)[:LINE_LIMIT]}, not with a score from 0 to "
            f"{points:g}: grade it beside, or end it with a number of Python's own"
        )
    record = CellRecord("passed" if score == points else "failed", "", score)
    return CellResult(record, [_build_result(repr(score))])


def _build_result(text: str) -> NotebookNode:
    return new_output("execute_result", data={"text/plain": text}, execution_count=None)


def _record_error(error: BaseException, visit: Visit) -> CellResult:
    """Record an error of a cell, which earns nothing if the answer can be the cause.

    Messages of a student's errors, and Python's about a student's data, may repeat a hidden input.
    """
    kind, line = type(error).__name__, get_first_line(str(error))
    is_students = isinstance(error, StudentsError) or getattr(error, FROM_STUDENT, False)
    of_grader = isinstance(error, ImportError | CheckBroken) or _failed_in_import(error)
    if (of_grader and not is_students) or not visit.looked_up:
        return record_breakdown(f"{kind}: {line}")
    if shows_hidden():
        return record_failure(kind, line)
    if isinstance(error, StudentsError):
        return record_failure(kind, reduce_error(line))
    if isinstance(error, NameError) and not is_students:
        return record_failure(kind, visit.explain_missing(line))
    shows = isinstance(error, AssertionError) and not is_students
    return record_failure(kind, line if shows else NOT_SHOWN)


def _failed_in_import(error: BaseException) -> bool:
    """Whether a module that the cell imports raised an error; the answer is not the cause."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    bodies = [frame for frame in frames if frame.f_code.co_name == "<module>"]
    return any(frame.f_globals.get("__name__") != "__main__" for frame in bodies)
