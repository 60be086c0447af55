"""What a sandboxed process may use: `c.KernelLimits`, `c.GraderLimits` in nbgrader_config.py.

The forked process sets the limits of a single process here. `nbproctor.kernels.watchdog` enforces
the limits of all its processes together.
"""

from typing import Any

from traitlets import Integer
from traitlets.config import Configurable

from nbproctor.errors import CourseError

CPU_GRACE_S = 2  # the watchdog ends the kernel first and reports why
# How errors begin that Python raises at a limit of its process, and the limit.
ERRORS = {
    "OSError: [Errno 24]": "open_files",
    "OSError: [Errno 27]": "file_mib",
    "OSError: [Errno 28]": "scratch_mib",
    "BlockingIOError: [Errno 11]": "processes",
    "MemoryError": "heap_mib",
    "numpy._core._exceptions._ArrayMemoryError": "heap_mib",
}


def _limit(meaning: str) -> Any:
    return Integer(None, allow_none=True, min=1, help=meaning).tag(config=True)


class ProcessLimits(Configurable):
    """What a process and those that it starts may use."""

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
        """Return all limits by name; `ProcessLimits(**limits)` is the inverse."""
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


class KernelLimits(ProcessLimits):
    """What one kernel may use; a course must set every limit."""


class GraderLimits(ProcessLimits):
    """What one grader may use; `file_mib` also limits its result."""

    memory_mib = Integer(1024, min=1).tag(config=True)
    heap_mib = Integer(1536, min=1).tag(config=True)
    address_space_mib = Integer(8192, min=1).tag(config=True)
    cpu_s = Integer(30, min=1).tag(config=True)
    wall_s = Integer(900, min=1).tag(config=True)
    processes = Integer(64, min=1).tag(config=True)
    open_files = Integer(512, min=1).tag(config=True)
    file_mib = Integer(64, min=1).tag(config=True)
    scratch_mib = Integer(256, min=1).tag(config=True)
    shared_memory_mib = Integer(16, min=1).tag(config=True)


class MissingLimit(CourseError):
    """A limit has no number; the message says which one, and where to set it."""


def find_reached_limit(error: str) -> str:
    """Return the name of the limit of this process that an error means, or "".

    Args:
        error: kind and message of an error.
    """
    import resource  # not on Windows, where there is no sandbox

    if resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY:
        return ""  # outside of a sandbox it is the machine's limit
    return next((name for start, name in ERRORS.items() if error.startswith(start)), "")


def require_limits(limits: KernelLimits) -> KernelLimits:
    """Return the limits if each has a number.

    Raises:
        MissingLimit: a limit has no number.
    """
    for name, value in limits.to_dict().items():
        if value is None:
            raise MissingLimit(f"c.KernelLimits.{name} is missing in nbgrader_config.py.")
    return limits
