"""What a sandboxed kernel may use, `c.KernelLimits` in nbgrader_config.py.

The forked kernel sets the limits of a single process here. `nbproctor.kernels.watchdog` enforces
the limits of all its processes together.
"""

from typing import Any

from traitlets import Integer
from traitlets.config import Configurable

CPU_GRACE_S = 2  # the watchdog ends the kernel first and reports why


def _limit(meaning: str) -> Any:
    return Integer(None, allow_none=True, min=1, help=meaning).tag(config=True)


class KernelLimits(Configurable):
    """What one kernel may use; a course must set every limit."""

    memory_mib = _limit("MiB of memory that all its processes may use together.")
    heap_mib = _limit("MiB that one process may allocate.")
    address_space_mib = _limit("MiB of addresses that one process may map.")
    cpu_s = _limit("Seconds of processor time of all its processes together.")
    wall_s = _limit("Seconds that it may live.")
    processes = _limit("Processes and threads.")
    open_files = _limit("Files that one process may have open.")
    file_mib = _limit("MiB of the largest file that it may write.")
    scratch_mib = _limit("MiB of all files in its folder, and as much in /tmp.")
    shared_memory_mib = _limit("MiB of all files in /dev/shm.")

    def to_dict(self) -> dict[str, int]:
        """Return all limits by name; `KernelLimits(**limits)` is the inverse."""
        return dict(self.trait_values(config=True))

    def apply(self) -> None:
        """Apply the limits of one process to this process and those that it will start."""
        import resource  # not on Windows, where there is no sandbox

        mib = 2**20
        for what, most in (
            (resource.RLIMIT_DATA, self.heap_mib * mib),
            (resource.RLIMIT_AS, self.address_space_mib * mib),
            (resource.RLIMIT_CPU, self.cpu_s + CPU_GRACE_S),
            (resource.RLIMIT_NPROC, self.processes),
            (resource.RLIMIT_NOFILE, self.open_files),
            (resource.RLIMIT_FSIZE, self.file_mib * mib),
            (resource.RLIMIT_SIGPENDING, self.processes),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_MEMLOCK, 0),
            (resource.RLIMIT_MSGQUEUE, 0),
            (resource.RLIMIT_NICE, 0),
            (resource.RLIMIT_RTPRIO, 0),
        ):
            _, allowed = resource.getrlimit(what)  # the grader itself may be limited, too
            value = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
            resource.setrlimit(what, (value, value))


class MissingLimit(Exception):
    """A limit has no number; the message says which one, and where to set it."""


def read_limits(parent: Configurable) -> KernelLimits:
    """Read the limits from the configuration of `parent`.

    Raises:
        MissingLimit: a limit has no number.
    """
    limits = KernelLimits(parent=parent)
    for name, value in limits.to_dict().items():
        if value is None:
            raise MissingLimit(f"c.KernelLimits.{name} is missing in nbgrader_config.py.")
    return limits
