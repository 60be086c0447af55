"""Watches what all processes of a sandboxed kernel use together.

Limits of a single process cannot bound the sum of many, and shared memory escapes them. The zygote
asks every quarter of a second; a kernel over a limit is killed, with everything that it started.
"""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from course.kernels.isolation import Limits

PAGE_MIB = os.sysconf("SC_PAGE_SIZE") / 2**20
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass
class Watchdog:
    """Looks at one kernel: `pid` is its first process, as the zygote sees it."""

    pid: int
    limits: Limits
    started: float = field(default_factory=time.monotonic)

    def complaint(self) -> str:
        """What the kernel uses too much of, in a sentence; empty when all is well."""
        wall_s = time.monotonic() - self.started
        if wall_s > self.limits.wall_s:
            return f"it ran for more than {self.limits.wall_s} seconds"
        processes = _processes()
        cpu_s = sum(_cpu_s(pid) for pid in processes)
        if cpu_s > self.limits.cpu_s:
            return f"it used more than {self.limits.cpu_s} seconds of processor time"
        if sum(_resident_mib(pid) for pid in processes) > self.limits.memory_mib:
            used = sum(_proportional_mib(pid) for pid in processes)
            if used > self.limits.memory_mib:
                return f"it used more than {self.limits.memory_mib} MiB of memory"
        shared = sum(_shared_mib(pid) for pid in processes)
        if shared > self.limits.memory_mib:
            return f"it shared more than {self.limits.memory_mib} MiB of memory"
        return ""


def _processes() -> list[int]:
    """All processes in sight but the zygote itself, which is the first."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""  # it has ended


def _cpu_s(pid: int) -> float:
    """Processor time of a process and of those of its children that have ended."""
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS_PER_S if fields else 0.0


def _resident_mib(pid: int) -> float:
    """Memory in which a process has pages, shared with its parent or not."""
    fields = _read(pid, "statm").split()
    return int(fields[1]) * PAGE_MIB if fields else 0.0


def _proportional_mib(pid: int) -> float:
    """Memory of a process, what it shares divided by the number of those who share it."""
    for line in _read(pid, "smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _shared_mib(pid: int) -> float:
    """Size of the writable shared mappings of a process: used or not, the most they can hold."""
    total = 0
    for line in _read(pid, "maps").splitlines():
        addresses, rights = line.split(maxsplit=2)[:2]
        if rights.endswith("s") and "w" in rights:
            low, high = addresses.split("-")
            total += int(high, 16) - int(low, 16)
    return total / 2**20
