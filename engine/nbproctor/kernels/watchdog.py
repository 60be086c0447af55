"""Watches what all processes of a sandboxed kernel use together.

Limits of a single process cannot bound the sum of many. The zygote asks every quarter of a second;
a kernel over a limit is killed, with everything that it started. What a process can hide from the
zygote, as one that forbids to be looked into, is counted at its largest.
"""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from nbproctor.kernels.limits import Limits

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
SOCKET_MIB = 0.5  # what may wait in one, and neither a process's limits nor its size show


@dataclass
class Watchdog:
    """Looks at one kernel from the process that forked it."""

    limits: Limits
    started: float = field(default_factory=time.monotonic)
    spent_before_s: float = field(default_factory=time.process_time)
    inherited_mib: float = field(default_factory=lambda: _resident_mib("self"))

    def complaint(self) -> str:
        """What the kernel uses too much of, in a sentence; empty when all is well."""
        wall_s = time.monotonic() - self.started
        if wall_s > self.limits.wall_s:
            return f"it ran for more than {self.limits.wall_s} seconds"
        processes = _processes()
        watching_s = time.process_time() - self.spent_before_s  # many processes make it costly
        if sum(map(_cpu_s, processes)) + watching_s > self.limits.cpu_s:
            return self.too_much_cpu()
        if self._memory_mib(processes) > self.limits.memory_mib:
            return f"it used more than {self.limits.memory_mib} MiB of memory"
        return ""

    def too_much_cpu(self) -> str:
        """The complaint about processor time."""
        return f"it used more than {self.limits.cpu_s} seconds of processor time"

    def _memory_mib(self, processes: list[str]) -> float:
        """Memory of all processes, without what they have from the zygote."""
        at_most = {pid: max(0.0, _resident_mib(pid) - self.inherited_mib) for pid in processes}
        total_mib = sum(at_most.values()) + _sockets() * SOCKET_MIB
        for pid in sorted(processes, key=lambda pid: -at_most[pid]):
            if total_mib <= self.limits.memory_mib:
                break  # a look at what a process shares with others takes milliseconds
            total_mib -= max(0.0, at_most[pid] - _proportional_mib(pid))
        return total_mib


def _processes() -> list[str]:
    """All processes in sight but the zygote itself, which is the first."""
    return [name for name in os.listdir("/proc") if name.isdigit() and name != "1"]


def _read(pid: str, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""  # it has ended, or cannot be looked into


def _fields(pid: str, name: str) -> dict[str, str]:
    lines = (line.partition(":") for line in _read(pid, name).splitlines())
    return {key: value for key, _, value in lines}


def _sum_mib(fields: dict[str, str], *names: str) -> float:
    return sum(int(fields[name].split()[0]) for name in names if name in fields) / 1024


def _cpu_s(pid: str) -> float:
    """Processor time of a process and of those of its children that have ended."""
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS_PER_S if fields else 0.0


def _resident_mib(pid: str) -> float:
    """Memory in which a process has pages, shared or not, swapped out or not."""
    return _sum_mib(_fields(pid, "status"), "VmRSS", "VmSwap", "VmPTE")


def _proportional_mib(pid: str) -> float:
    """Memory of a process, what it shares divided by the number of those who share it."""
    fields = _fields(pid, "smaps_rollup")
    return _sum_mib(fields, "Pss", "SwapPss") if "Pss" in fields else _resident_mib(pid)


def _sockets() -> int:
    """Unix sockets in the sandbox; a kernel can have no others."""
    lines = (line.split() for line in _read("self", "net/protocols").splitlines())
    return sum(int(fields[2]) for fields in lines if fields[0].startswith("UNIX"))
