"""How the class run grows: `make bench-scale`.

Classes of 200, 1,000 and 5,000 small notebooks on this machine's cores: seconds a notebook and the
caller's memory, the last tenth of a run beside its first, and what the one writer spends. Then one
class on two and on four worker processes that share nothing but a scheduler's address. There the
cores are mostly idle, so the writer waits for none.
`docs/scale.md` works out what the figures say of many machines.
"""

import argparse
import contextlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.class_run.writer import GradebookWriter
from nbproctor.course_folder import CourseFolder
from nbproctor.gradebook.results import GradeResult
from nbproctor.grading.submissions import find_submissions
from nbproctor.testing.dask_processes import start_scheduler, start_worker
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course

SECONDS_OF_A_NOTEBOOK = "import time\ntime.sleep({seconds})"


def make_class(root: Path, count: int, seconds: float) -> CourseFolder:
    """A course in which so many students handed in; a notebook waits so long, beside its work."""
    before = SECONDS_OF_A_NOTEBOOK.format(seconds=seconds) if seconds else "pass"
    folder = small_course(root, before, kernels="cnn-course")
    for number in range(count):
        hand_in(folder, f"student_{number:05}")
    return folder


def run(root: Path, address: str) -> dict[str, Any]:
    """Grade the class in this process: when each was done, what it took, memory then."""
    times, cpu, memory, written = [], [], [], []
    record = GradebookWriter.record

    def watched(*given: Any, **settings: Any) -> GradeResult:
        start, cpu_start = time.perf_counter(), time.thread_time()
        result = record(*given, **settings)
        written.append((time.perf_counter() - start, time.thread_time() - cpu_start))
        return result

    GradebookWriter.record = watched  # type: ignore[method-assign]
    folder = CourseFolder.find(root)
    found = find_submissions(root / "submitted", [CHAPTER])
    start = time.perf_counter()

    def note(result: GradeResult) -> None:
        times.append(time.perf_counter() - start)
        cpu.append(result.cpu_seconds)
        memory.append(_resident_mib())

    results = grade_class(folder, found, note, RunSettings(scheduler=address, feedback=False))
    assert all(result.score == 2.0 for result in results), results[0]
    return {
        "times": times,
        "cpu": cpu,
        "memory": memory,
        "wall": time.perf_counter() - start,
        "writer_ms": [1000 * sum(each) / len(written) for each in zip(*written, strict=True)],
    }


def _resident_mib() -> float:
    text = Path("/proc/self/status").read_text()
    return int(text.partition("VmRSS:")[2].split()[0]) / 1024


def measured(root: Path, address: str = "") -> dict[str, Any]:
    """`run` in a process of its own."""
    command = [sys.executable, __file__, "--run", str(root), address]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def tenths(values: list[float]) -> tuple[float, float]:
    """Means of the first tenth of a list, the very first few left out, and of the last."""
    size = max(1, len(values) // 10)
    skip = min(size // 2, 10)
    return sum(values[skip : skip + size]) / size, sum(values[-size:]) / size


def growing(counts: list[int]) -> Table:
    """Classes of these sizes, one after the other."""
    table = Table("notebooks")
    for what in ("s each", "CPU s each, kernel and grader", "caller's MiB"):
        table.add_column(f"{what}: first tenth")
        table.add_column("last")
    table.add_column("writer ms")
    table.add_column("its CPU ms")
    for count in counts:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            make_class(Path(name), count, 0)
            figures = measured(Path(name))
        times = figures["times"]
        gaps = [later - sooner for sooner, later in itertools.pairwise(times)]
        seconds = (*tenths(gaps), *tenths(figures["cpu"]))
        table.add_row(
            f"{count:,}",
            *(f"{each:.3f}" for each in seconds),
            *(f"{each:.0f}" for each in tenths(figures["memory"])),
            *(f"{each:.1f}" for each in figures["writer_ms"]),
        )
    return table


def spreading(count: int, seconds: float) -> Table:
    """One class on two and on four workers by address, each notebook waiting for a while."""
    table = Table("workers by address", "wall s", "s each", "speed-up", "writer ms")
    first = 0.0
    for workers in (1, 2, 4):
        with tempfile.TemporaryDirectory(prefix="bench-") as name, contextlib.ExitStack() as stack:
            make_class(Path(name) / "course", count, seconds)
            address = stack.enter_context(start_scheduler(Path(name) / "scheduler"))
            for number in range(workers):
                stack.enter_context(start_worker(Path(name) / f"worker_{number}", address))
            figures = measured(Path(name) / "course", address)
        # From the first finished notebook on: starting up is not what grows.
        spent = figures["times"][-1] - figures["times"][workers - 1]
        each = spent / (count - workers)
        first = first or each
        table.add_row(
            f"{workers}",
            f"{figures['wall']:.1f}",
            f"{each:.2f}",
            f"{first / each:.2f}",
            f"{figures['writer_ms'][0]:.1f}",
        )
    return table


def main() -> None:
    """Read the command line."""
    if sys.argv[1:2] == ["--run"]:
        print("\n" + json.dumps(run(Path(sys.argv[2]), sys.argv[3])))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", nargs="*", type=int, default=[200, 1000, 5000])
    parser.add_argument("--spread", type=int, default=60, help="notebooks for the speed-up")
    parser.add_argument("--wait", type=float, default=2.0, help="seconds such a notebook waits")
    options = parser.parse_args()
    console = Console(width=100)
    if options.counts:
        console.print(f"On {os.cpu_count()} cores:", growing(options.counts))
    if options.spread:
        console.print(
            f"{options.spread} notebooks that wait {options.wait:g} s each beside their work, so "
            "that workers which share this machine's cores show what workers of their own would:",
            spreading(options.spread, options.wait),
        )


if __name__ == "__main__":
    main()
