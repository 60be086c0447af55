"""Read the notebooks of a class in graders: what a student wrote is parsed in no other process.

A grader reads many notebooks. If it is ended by a limit, its notebooks are read in halves, until
the one that is at fault is alone.
"""

import copy
import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from traitlets.config import Config

from nbproctor.grading.submissions import read_plain_file
from nbproctor.kernels.graders import order_work, read_setup, run_grader
from nbproctor.kernels.sandbox import SandboxError
from nbproctor.report.class_data import Concern
from nbproctor.report.findings import CheckResult, Findings, read_findings

BATCH_BYTES = 8_000_000
LIMIT_BYTES = 64_000_000  # of a notebook


def read_all(paths: Sequence[Path], config: Config) -> list[Findings]:
    """Read autograded notebooks; empty findings where one is missing or unreadable."""
    found: list[Findings] = []
    batch: list[bytes] = []
    for path in paths:
        content = _read(path)
        if batch and sum(map(len, batch)) + len(content) > BATCH_BYTES:
            found += _read_batch(batch, config)
            batch = []
        batch.append(content)
    return found + (_read_batch(batch, config) if batch else [])


def _read(path: Path) -> bytes:
    try:
        return read_plain_file(path) if path.stat().st_size <= LIMIT_BYTES else b""
    except OSError:
        return b""


def _read_batch(contents: list[bytes], config: Config) -> list[Findings]:
    if not any(contents):
        return [Findings() for _ in contents]
    try:
        report = run_grader(
            order_work(read_in_grader, contents, read_setup(config), uses_kernels=False)
        )
    except SandboxError:  # nothing of a student's is run
        config = copy.deepcopy(config)
        config.WarmKernels.sandbox = "none"
        report = run_grader(
            order_work(read_in_grader, contents, read_setup(config), uses_kernels=False)
        )
    if not report.problem:
        return [_build_findings(each) for each in json.loads(report.result)]
    if len(contents) == 1:
        return [Findings(concerns=(Concern("no notebook that can be read", report.problem),))]
    middle = len(contents) // 2
    return _read_batch(contents[:middle], config) + _read_batch(contents[middle:], config)


def read_in_grader(contents: list[bytes]) -> bytes:
    """Read notebooks from the bytes of their files; `_build_findings` reads the result."""
    return json.dumps([dataclasses.asdict(read_findings(each)) for each in contents]).encode()


def _build_findings(data: dict[str, Any]) -> Findings:
    results = {
        name: CheckResult(
            bool(each["attempted"]),
            str(each["forbidden"]),
            str(each["diagnosis"]),
            tuple(map(str, each["failing"])),
            tuple(map(str, each["problems"])),
        )
        for name, each in data["results"].items()
    }
    errors, answers, reasons = (
        {str(name): str(text) for name, text in data[part].items()}
        for part in ("errors", "answers", "reasons")
    )
    concerns = tuple(Concern(each["kind"], str(each["text"])) for each in data["concerns"])
    return Findings(results, errors, answers, reasons, concerns)
