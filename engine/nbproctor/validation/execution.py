"""Runs a source notebook as its author does, and checks for errors and stated outputs.

Several notebooks may run at a time, each in its own kernel, without a sandbox: they are the
instructor's. An error does not stop a notebook, so that one run finds all faults.
"""

import copy
import os
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

from nbproctor.notebooks import CHECKED_OUTPUT, MAY_RAISE, cell_name
from nbproctor.validation import Fault

TIMEOUT_S = 60


@dataclass(frozen=True)
class Execution:
    """A notebook with the outputs of its run; `faults` tell why the run did not finish."""

    notebook: NotebookNode
    faults: tuple[Fault, ...] = ()


async def execute(notebook: NotebookNode, folder: Path, config: Config) -> Execution:
    """Run all cells of a notebook, in place.

    Args:
        notebook: the notebook; its outputs become those of the run.
        folder: the working directory of the kernel.
        config: the course's configuration; `Execute.timeout` is the wall-clock limit of a cell.
    """
    timeout_s = config.Execute.get("timeout", TIMEOUT_S)
    config = copy.deepcopy(config)
    config.WarmKernels.sandbox = "none"  # the sandbox hides the hidden tests
    client = NotebookClient(
        notebook,
        config=config,
        timeout=timeout_s,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )
    at = ""

    async def remember(cell: NotebookNode, **_: Any) -> None:
        nonlocal at
        at = cell_name(cell)

    client.on_cell_start = remember
    try:
        # Without this variable figures are drawn.
        grading = "NBGRADER_EXECUTION"
        env = {name: value for name, value in os.environ.items() if name != grading}
        await client.async_execute(env=env)
    except CellTimeoutError:
        return Execution(notebook, (Fault(at, f"runs for more than {timeout_s} s"),))
    except DeadKernelError:
        return Execution(notebook, (Fault(at, "the kernel died"),))
    return Execution(notebook)


def find_errors(executed: NotebookNode) -> list[Fault]:
    """Find cells that raised an error, with the first line of its message."""
    found = []
    for cell in executed.cells:
        if MAY_RAISE not in cell.metadata.get("tags", []):
            for output in cell.get("outputs", []):
                if output.output_type == "error":
                    first = next(iter(output.evalue.splitlines()), "")
                    found.append(Fault(cell_name(cell), f"raises {output.ename}: {first}"))
    return found


def check_stated_outputs(stated: NotebookNode, executed: NotebookNode) -> tuple[int, list[Fault]]:
    """Count marked cells, and find those whose run differs from the output that they keep."""
    marked = [
        (kept, run)
        for kept, run in zip(stated.cells, executed.cells, strict=True)
        if CHECKED_OUTPUT in kept.metadata.get("tags", [])
    ]
    differences = ((kept, _find_difference(kept.outputs, run.outputs)) for kept, run in marked)
    faults = [Fault(cell_name(cell), difference) for cell, difference in differences if difference]
    return len(marked), faults


def _find_difference(stated: list[NotebookNode], got: list[NotebookNode]) -> str:
    """Describe the first difference between two lists of outputs; "" if there is none."""
    if not stated:
        return f"is tagged {CHECKED_OUTPUT} and keeps no output to compare with"
    lines = zip_longest(_list_lines(stated), _list_lines(got), fillvalue="nothing")
    for number, (want, have) in enumerate(lines, start=1):
        if want != have:
            return f"line {number} of its output is {have!r}, the source states {want!r}"
    return ""


def _list_lines(outputs: list[NotebookNode]) -> list[str]:
    """List the lines of outputs, however a stream was divided into messages."""
    text = ""
    for output in outputs:
        if output.output_type == "stream":
            text += output.text
        elif output.output_type == "error":
            text += f"\n{output.ename}: {output.evalue}\n"
        else:
            text += f"\n{output.data.get('text/plain', '')}\n"
    return [line.rstrip() for line in text.splitlines() if line.strip()]
