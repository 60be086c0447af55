"""Runs a source notebook as its author does, and says what came of it: errors, stated outputs.

Several may run at a time, each in a kernel of its own, without a sandbox: what is in `source/` is
the instructor's. An error does not stop a notebook: one run tells all that is wrong with it.
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
from nbproctor.validation.faults import Fault

TIMEOUT_S = 60


@dataclass(frozen=True)
class Execution:
    """A notebook with the outputs of its run; `faults` says why the run did not come to its end."""

    notebook: NotebookNode
    faults: tuple[Fault, ...] = ()


async def execute(notebook: NotebookNode, folder: Path, config: Config) -> Execution:
    """Run all cells of a notebook, in place.

    Args:
        notebook: it is changed: its outputs are those of the run.
        folder: where the kernel starts.
        config: the course's; `Execute.timeout` is the wall seconds that one cell may run.
    """
    timeout_s = config.Execute.get("timeout", TIMEOUT_S)
    config = copy.deepcopy(config)
    config.WarmKernels.sandbox = "none"  # hidden tests are not in the sandbox
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
        await client.async_execute(env=_environment())
    except CellTimeoutError:
        return Execution(notebook, (Fault(at, f"runs for more than {timeout_s} s"),))
    except DeadKernelError:
        return Execution(notebook, (Fault(at, "the kernel died"),))
    return Execution(notebook)


def _environment() -> dict[str, str]:
    """Figures are drawn."""
    return {name: value for name, value in os.environ.items() if name != "NBGRADER_EXECUTION"}


def errors(executed: NotebookNode) -> list[Fault]:
    """Cells that raised, with the first line of what they raised."""
    found = []
    for cell in executed.cells:
        if MAY_RAISE not in cell.metadata.get("tags", []):
            for output in cell.get("outputs", []):
                if output.output_type == "error":
                    first = next(iter(output.evalue.splitlines()), "")
                    found.append(Fault(cell_name(cell), f"raises {output.ename}: {first}"))
    return found


def stated_outputs(stated: NotebookNode, executed: NotebookNode) -> tuple[int, list[Fault]]:
    """How many marked cells there are, and those whose run differs from the output they keep."""
    marked = [
        (kept, run)
        for kept, run in zip(stated.cells, executed.cells, strict=True)
        if CHECKED_OUTPUT in kept.metadata.get("tags", [])
    ]
    differences = ((kept, _difference(kept.outputs, run.outputs)) for kept, run in marked)
    faults = [Fault(cell_name(cell), difference) for cell, difference in differences if difference]
    return len(marked), faults


def _difference(stated: list[NotebookNode], got: list[NotebookNode]) -> str:
    """Where two lists of outputs differ first, or nothing."""
    if not stated:
        return f"is tagged {CHECKED_OUTPUT} and keeps no output to compare with"
    lines = zip_longest(_lines(stated), _lines(got), fillvalue="nothing")
    for number, (want, have) in enumerate(lines, start=1):
        if want != have:
            return f"line {number} of its output is {have!r}, the chapter states {want!r}"
    return ""


def _lines(outputs: list[NotebookNode]) -> list[str]:
    """Outputs as lines of text; how a stream was cut into messages makes no difference."""
    text = ""
    for output in outputs:
        if output.output_type == "stream":
            text += output.text
        elif output.output_type == "error":
            text += f"\n{output.ename}: {output.evalue}\n"
        else:
            text += f"\n{output.data.get('text/plain', '')}\n"
    return [line.rstrip() for line in text.splitlines() if line.strip()]
