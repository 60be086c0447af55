"""A command with everything that it starts: wall seconds, CPU seconds, memory at its peak."""

import ctypes
import os
import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
# Memory is looked at every second, but not for more than a fiftieth of the time: that of ten
# processes with TensorFlow takes a tenth of a second, and stops them meanwhile.
SAMPLE_EVERY_S = 1.0
PAUSE = 50


@dataclass(frozen=True)
class Measured:
    """What a command took; `peak_mib` counts memory that processes share once."""

    wall_s: float
    cpu_s: float
    peak_mib: float
    output: str


def measured(command: Sequence[object], where: Path, environment: dict[str, str]) -> Measured:
    """Run a command to the end of its last descendant.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    # Orphans come to this process, which waits for them, so that their CPU seconds are counted.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    before, start = _cpu_of_children(), time.perf_counter()
    process = subprocess.Popen(
        [*map(str, command)],
        cwd=where,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    ended, peaks = threading.Event(), [0.0]
    watch = threading.Thread(target=_watch, args=(ended, peaks))
    watch.start()
    output = process.communicate()[0]
    wall = time.perf_counter() - start
    ended.set()
    watch.join()
    _wait_for_orphans()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, [*map(str, command)], output)
    return Measured(wall, _cpu_of_children() - before, max(peaks), output)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _wait_for_orphans() -> None:
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass


def _watch(ended: threading.Event, peaks: list[float]) -> None:
    pause = SAMPLE_EVERY_S
    while not ended.wait(pause):
        start = time.perf_counter()
        peaks.append(sum(_mib(each) for each in descendants(os.getpid())))
        pause = max(SAMPLE_EVERY_S, PAUSE * (time.perf_counter() - start))


def _mib(pid: int) -> float:
    """A process's share of memory in MiB; what may not be read in full is taken as resident."""
    for name, field in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        try:
            for line in Path(f"/proc/{pid}/{name}").read_text().splitlines():
                if line.startswith(field):
                    return int(line.split()[1]) / 1024
        except OSError:
            continue
    return 0.0


def descendants(pid: int) -> set[int]:
    """Processes that a process started, and those that they started."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found: set[int] = set()
    new = [pid]
    while new:
        children = parents.get(new.pop(), [])
        found.update(children)
        new.extend(children)
    return found
