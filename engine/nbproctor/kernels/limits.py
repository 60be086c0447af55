"""What a sandboxed kernel may use, and those of its limits that the system itself holds.

The numbers are a course's own: `c.KernelLimits` in nbgrader_config.py. Limits of one process are
set here, in the forked kernel; those of all its processes together are for the watchdog.
"""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from traitlets import Integer
from traitlets.config import Configurable

CPU_GRACE_S = 2  # the watchdog is first, and says why


def _limit(meaning: str) -> Any:
    return field(metadata={"meaning": meaning})


@dataclass(frozen=True)
class Limits:
    """What one kernel may use."""

    memory_mib: int = _limit("MiB of memory that all its processes may use together.")
    heap_mib: int = _limit("MiB that one process may allocate.")
    address_space_mib: int = _limit("MiB of addresses that one process may map.")
    cpu_s: int = _limit("Seconds of processor time of all its processes together.")
    wall_s: int = _limit("Seconds that it may live.")
    processes: int = _limit("Processes and threads.")
    open_files: int = _limit("Files that one process may have open.")
    file_mib: int = _limit("MiB of the largest file that it may write.")
    scratch_mib: int = _limit("MiB of all files in its folder, and as much in /tmp.")
    shared_memory_mib: int = _limit("MiB of all files in /dev/shm.")

    def hold(self) -> None:
        """Hold this process, and all that it starts, to the limits of one process."""
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
            _, allowed = resource.getrlimit(what)  # who runs the grader may be limited, too
            value = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
            resource.setrlimit(what, (value, value))


class MissingLimit(Exception):
    """A limit has no number; the message says which, and where to put it."""


# `c.KernelLimits.memory_mib` and the others: a trait for each field of `Limits`.
KernelLimits: type[Configurable] = type(
    "KernelLimits",
    (Configurable,),
    {
        each.name: Integer(None, allow_none=True, min=1, help=each.metadata["meaning"]).tag(
            config=True
        )
        for each in fields(Limits)
    },
)


def configured(parent: Configurable) -> Limits:
    """The limits that the configuration of `parent` names.

    Raises:
        MissingLimit: it names no number for one of them.
    """
    settings = KernelLimits(parent=parent)
    limits = Limits(**{each.name: getattr(settings, each.name) for each in fields(Limits)})
    for name, value in asdict(limits).items():
        if value is None:
            raise MissingLimit(f"c.KernelLimits.{name} is missing in nbgrader_config.py.")
    return limits
