"""Read from an autograded notebook what the gradebook lacks: results of checks, answers, failures.

Plain nbgrader may have executed the notebook, and there a student's code writes any output. All of
it is data of unknown shape: whatever is not as expected is ignored.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from nbproctor.checks.report import find_result
from nbproctor.grading.repair_notes import NOTES
from nbproctor.grading.run_record import RUN
from nbproctor.report.class_data import Concern, ConcernKind

REFUSALS = (
    "Read-only file system",
    "Permission denied",
    "Operation not permitted",
    "Network is unreachable",
    "Name or service not known",
    "name resolution",
)
LIMITS = (
    "it used more than",
    "it shared more than",
    "it put out more than",
    "No space left on device",
    "File too large",
    "Too many open files",
    "Resource temporarily unavailable",
    "Cannot allocate memory",
)
OVERTIME = ("still running", "it ran for more than", "earlier calls took too long")
ALREADY_TOLD = "kernel was started again"
LIMIT_CHARACTERS = 300
ANSWER_LIMIT_CHARACTERS = 20_000  # the process that writes the report compares answers


@dataclass(frozen=True)
class CheckResult:
    """The data that a check publishes with its text, see `Result.data` of `nbproctor.checks`."""

    attempted: bool
    forbidden: str
    diagnosis: str
    failing: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Findings:
    """What one notebook says about a submission.

    Attributes:
        results: by grade cell.
        errors: the name of the first error of each cell that has one.
        answers: source of every code cell that nbgrader knows, or its beginning if it is long.
        reasons: why a grade cell could not run.
    """

    results: Mapping[str, CheckResult] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    concerns: tuple[Concern, ...] = ()


def read_findings(content: bytes) -> Findings:
    """Read an autograded notebook from the bytes of its file; empty if that is no notebook."""
    try:
        notebook = json.loads(content)
    except (ValueError, RecursionError):
        return Findings()
    metadata = _dict(_dict(notebook).get("metadata"))
    cells = [_dict(cell) for cell in _list(_dict(notebook).get("cells"))]
    named = {name: cell for cell in cells if (name := _name(cell))}
    run = _dict(metadata.get(RUN))
    deaths = [_dict(each) for each in _list(run.get("kernel_deaths"))]
    results = {name: each for name, cell in named.items() if (each := _result(cell))}
    errors = {name: kind for name, cell in named.items() for kind, _ in list(_errors(cell))[:1]}
    concerns = [
        *_deaths(deaths),
        *_overtime(results, named, {_line(each.get("cell")) for each in deaths}),
        *_refusals(results, cells),
        *(Concern("put right before grading", note) for note in _texts(metadata.get(NOTES))),
        *_notes(run),
    ]
    code = {name: cell for name, cell in named.items() if cell.get("cell_type") == "code"}
    return Findings(
        results,
        errors,
        {name: _text(cell.get("source"))[:ANSWER_LIMIT_CHARACTERS] for name, cell in code.items()},
        {
            name: _line(cell.get("reason"))
            for name, record in _dict(run.get("cells")).items()
            if (cell := _dict(record)).get("outcome") == "could not run"
        },
        tuple(dict.fromkeys(concerns)),
    )


def _result(cell: dict[str, Any]) -> CheckResult | None:
    for output in _list(cell.get("outputs")):
        data = find_result(_dict(_dict(output).get("data")))
        if not isinstance(data, dict) or not _dict(_nbgrader(cell)).get("points"):
            continue
        properties = [_dict(each) for each in _list(data.get("properties"))]
        wrong = [each for each in properties if not each.get("passed")]
        return CheckResult(
            bool(data.get("attempted", True)),
            _line(data.get("forbidden")),
            _line(data.get("diagnosis")),
            tuple(_line(each.get("name")) for each in wrong),
            tuple(_line(each.get("problem")) for each in wrong),
        )
    return None


def _place(name: str) -> str:
    """Name a cell for staff; `RestoreCells` numbers those that students added."""
    return "a cell of their own" if re.fullmatch(r"own-\d+", name) else name


def _deaths(deaths: list[dict[str, Any]]) -> Iterator[Concern]:
    for each in deaths:
        reason = _line(each.get("reason"))
        kind: ConcernKind = "ended its kernel"
        if any(words in reason for words in LIMITS):
            kind = "over a limit"
        elif any(words in reason for words in OVERTIME):
            kind = "took too long"
        yield Concern(kind, f"{_place(_line(each.get('cell')))}: {reason}")


def _overtime(
    results: Mapping[str, CheckResult], cells: Mapping[str, dict[str, Any]], told: set[str]
) -> Iterator[Concern]:
    for name, result in results.items():
        if name in told:
            continue
        late = [problem for problem in result.problems if any(word in problem for word in OVERTIME)]
        if late:
            yield Concern("took too long", f"{name}: {late[0]}")
    for name, cell in cells.items():
        for kind, text in _errors(cell):
            if kind == "CellTimeoutError" and ALREADY_TOLD not in text:
                yield Concern("took too long", f"{name}: stopped at the time limit of a cell")


def _refusals(results: Mapping[str, CheckResult], cells: list[dict[str, Any]]) -> Iterator[Concern]:
    said = [(name, problem) for name, result in results.items() for problem in result.problems]
    for cell in cells:
        at = _name(cell) or _place(_line(cell.get("id")))
        # The result of the grade cell says the same as a failed check.
        said += [(at, f"{kind}: {text}") for kind, text in _errors(cell) if kind != "CheckFailed"]
    for at, text in said:
        told = f"{at}: {text}"[:LIMIT_CHARACTERS]
        if ALREADY_TOLD in text:
            continue
        if "MemoryError" in text or any(words in text for words in LIMITS):
            yield Concern("over a limit", told)
        elif "PermissionError" in text or any(words in text for words in REFUSALS):
            yield Concern("refused by the sandbox", told)


def _notes(run: dict[str, Any]) -> Iterator[Concern]:
    for note in _texts(run.get("notes")):
        if ALREADY_TOLD not in note:
            overtime = "seconds that it may take" in note
            yield Concern("took too long" if overtime else "other notes", note)


def _errors(cell: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for output in map(_dict, _list(cell.get("outputs"))):
        if output.get("output_type") == "error":
            yield _line(output.get("ename")), _line(output.get("evalue"))


def _nbgrader(cell: dict[str, Any]) -> dict[str, Any]:
    return _dict(_dict(cell.get("metadata")).get("nbgrader"))


def _name(cell: dict[str, Any]) -> str:
    name = _nbgrader(cell).get("grade_id")
    return name if isinstance(name, str) else ""


def _text(value: Any) -> str:
    """Read a text of the notebook format: a string or a list of lines."""
    lines = value if isinstance(value, list) else [value]
    return "".join(line for line in lines if isinstance(line, str))


def _line(value: Any) -> str:
    """Put a text on one line of bounded length."""
    return " ".join(value.split())[:LIMIT_CHARACTERS] if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    return [_line(each) for each in _list(value) if isinstance(each, str)]


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
