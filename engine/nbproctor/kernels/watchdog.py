"""Watch what all processes of a sandboxed kernel use together.

Limits of a single process cannot bound the sum of many. Every quarter of a second the zygote asks,
and kills a kernel that is over a limit, with all processes that it started. Memory that a process
hides from the zygote counts at its largest possible size.
"""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from nbproctor.kernels.limits import ProcessLimits

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
SOCKET_MIB = 0.5  # data that waits in one counts neither as a limit nor as size of a process


@dataclass
class Watchdog:
    """Watches one kernel from the process that forked it."""

    limits: ProcessLimits
    started: float = field(default_factory=time.monotonic)
    spent_before_s: float = field(default_factory=time.process_time)
    inherited_mib: float = field(default_factory=lambda: _resident_mib("self"))

    def find_excess(self) -> str:
        """Return a sentence about the limit that the kernel exceeds; empty if there is none."""
        wall_s = time.monotonic() - self.started
        if wall_s > self.limits.wall_s:
            return f"it ran for more than {self.limits.wall_s} seconds"
        processes = _processes()
        watching_s = time.process_time() - self.spent_before_s  # many processes make it costly
        if sum(map(_cpu_s, processes)) + watching_s > self.limits.cpu_s:
            return self.describe_cpu_excess()
        if self._memory_mib(processes) > self.limits.memory_mib:
            return f"it used more than {self.limits.memory_mib} MiB of memory"
        return ""

    def describe_cpu_excess(self) -> str:
        """Return the sentence about processor time."""
        return f"it used more than {self.limits.cpu_s} seconds of processor time"

    def _memory_mib(self, processes: list[str]) -> float:
        """Return the memory of all processes without the pages of the zygote."""
        at_most = {pid: max(0.0, _resident_mib(pid) - self.inherited_mib) for pid in processes}
        total_mib = sum(at_most.values()) + _sockets() * SOCKET_MIB
        for pid in sorted(processes, key=lambda pid: -at_most[pid]):
            if total_mib <= self.limits.memory_mib:
                break  # to read what a process shares takes milliseconds
            total_mib -= max(0.0, at_most[pid] - _proportional_mib(pid))
        return total_mib


def _processes() -> list[str]:
    """Return the ids of all visible processes except 1, the zygote."""
    return [name for name in os.listdir("/proc") if name.isdigit() and name != "1"]


def _read(pid: str, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""  # it has ended, or may not be read


def _fields(pid: str, name: str) -> dict[str, str]:
    lines = (line.partition(":") for line in _read(pid, name).splitlines())
    return {key: value for key, _, value in lines}


def _sum_mib(fields: dict[str, str], *names: str) -> float:
    return sum(int(fields[name].split()[0]) for name in names if name in fields) / 1024


def _cpu_s(pid: str) -> float:
    """Return the processor time of a process and of its children that have ended."""
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS_PER_S if fields else 0.0


def _resident_mib(pid: str) -> float:
    """Return the memory of a process, shared or not, swapped out or not."""
    return _sum_mib(_fields(pid, "status"), "VmRSS", "VmSwap", "VmPTE")


def _proportional_mib(pid: str) -> float:
    """Return the memory of a process; shared pages count in equal parts for each sharer."""
    fields = _fields(pid, "smaps_rollup")
    return _sum_mib(fields, "Pss", "SwapPss") if "Pss" in fields else _resident_mib(pid)


def _sockets() -> int:
    """Count the Unix sockets in the sandbox; a kernel can have no others."""
    lines = (line.split() for line in _read("self", "net/protocols").splitlines())
    return sum(int(fields[2]) for fields in lines if fields[0].startswith("UNIX"))
