"""Shuts a forked kernel in: namespaces, mounts, limits, and the rights it gives up for good.

Runs in the child of a sandboxed zygote, before any of a student's code. The zygote is process 1 of
bubblewrap's namespaces and may still mount there; a kernel gets process, mount and IPC namespaces
of its own inside, and may do nothing of the kind any more. Linux only; see `course.grading.sandbox`.
"""

import ctypes
import os
import platform
import resource
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HOME = "/home/student"

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWPID = 0x00020000, 0x08000000, 0x20000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 2, 4, 8, 16384, 1 << 18
PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 4, 22, 24, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
SECCOMP_MODE_FILTER = 2
CAPABILITY_VERSION_3 = 0x20080522

# System calls that reach for the host's kernel or around the limits, by machine. A program of
# NumPy, TensorFlow and matplotlib makes none of them.
REFUSED = {
    "x86_64": (0xC000003E, {
        "ptrace": 101, "shmget": 29, "msgget": 68, "mount": 165, "umount2": 166, "pivot_root": 155,
        "add_key": 248, "request_key": 249, "keyctl": 250, "unshare": 272, "perf_event_open": 298,
        "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310, "process_vm_writev": 311,
        "kcmp": 312, "memfd_create": 319, "bpf": 321, "userfaultfd": 323, "io_uring_setup": 425,
        "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsmount": 432, "memfd_secret": 447,
    }),
    "aarch64": (0xC00000B7, {
        "ptrace": 117, "shmget": 194, "msgget": 186, "mount": 40, "umount2": 39, "pivot_root": 41,
        "add_key": 217, "request_key": 218, "keyctl": 219, "unshare": 97, "perf_event_open": 241,
        "open_by_handle_at": 265, "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271,
        "kcmp": 272, "memfd_create": 279, "bpf": 280, "userfaultfd": 282, "io_uring_setup": 425,
        "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsmount": 432, "memfd_secret": 447,
    }),
}  # fmt: skip
CLONE = {"x86_64": 56, "aarch64": 220}
CLONE3 = (
    435  # on both; its flags stand in memory, out of a filter's sight: libc falls back to clone
)
NEW_NAMESPACES = 0x7E020000  # the flags of clone that ask for one
X32 = 0x40000000  # numbers from here on are the same calls under other names
EPERM, ENOSYS = 1, 38


class IsolationError(Exception):
    """A step failed; the kernel must not run."""


@dataclass(frozen=True)
class Limits:
    """What one kernel may use; `course.kernels.provisioner.KernelLimits` says what each is for."""

    memory_mib: int = 3072
    heap_mib: int = 2048
    address_space_mib: int = 8192
    cpu_s: int = 120
    wall_s: int = 300
    processes: int = 256
    open_files: int = 512
    file_mib: int = 64
    scratch_mib: int = 128
    shared_memory_mib: int = 64


def enter(limits: Limits) -> None:
    """Isolate this process, which must be the first of a process namespace of its own.

    Raises:
        IsolationError: a step failed; nothing of the student's may run then.
    """
    _call("prctl", PR_SET_DUMPABLE, 1, 0, 0, 0)  # its own /proc, and what the zygote sees there
    _call("unshare", CLONE_NEWNS | CLONE_NEWIPC)
    _call("mount", None, b"/", None, MS_REC | MS_PRIVATE, None)
    _mount("proc", "/proc", "", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    for place, size_mib in (
        (HOME, limits.scratch_mib),
        ("/tmp", limits.scratch_mib),
        ("/dev/shm", limits.shared_memory_mib),
    ):
        options = f"size={size_mib}m,nr_inodes=16384,mode=0777"
        _mount("tmpfs", place, options, MS_NOSUID | MS_NODEV)
    _first_to_be_killed()
    _set_limits(limits)
    _drop_capabilities()
    _refuse_system_calls()


def new_process_namespace(own: int) -> None:
    """Let the next child of this process be the first of a new process namespace.

    Args:
        own: file descriptor of this process's own namespace; a second call starts from there.
    """
    _call("setns", own, CLONE_NEWPID)
    _call("unshare", CLONE_NEWPID)


def protect_memory() -> None:
    """Keep processes of the same user from reading or tracing this one."""
    _call("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0)


def forbid_user_namespaces() -> None:
    """Keep everything in this user namespace from making another, where the system allows it."""
    try:
        with open("/proc/sys/user/max_user_namespaces", "w") as file:
            file.write("0")
    except OSError:
        pass  # the kernel's filter of system calls refuses them as well


_libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: object) -> None:
    function: Callable[..., int] = getattr(_libc, name)
    if function(*arguments) != 0:
        number = ctypes.get_errno()
        raise IsolationError(f"{name}: {os.strerror(number)}")


def _mount(kind: str, place: str, options: str, flags: int) -> None:
    try:
        _call(
            "mount",
            kind.encode(),
            place.encode(),
            kind.encode(),
            ctypes.c_ulong(flags),
            options.encode(),
        )
    except IsolationError as error:
        raise IsolationError(f"mounting {place}: {error}") from None


def _first_to_be_killed() -> None:
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def _set_limits(limits: Limits) -> None:
    mib = 2**20
    for what, value in (
        (resource.RLIMIT_DATA, limits.heap_mib * mib),
        (resource.RLIMIT_AS, limits.address_space_mib * mib),
        (resource.RLIMIT_CPU, limits.cpu_s),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, limits.file_mib * mib),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(what, (value, value))


def _drop_capabilities() -> None:
    with open("/proc/sys/kernel/cap_last_cap") as file:
        last = int(file.read())
    for capability in range(last + 1):
        _call("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
    _call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    _call("capset", header, bytes(24))  # effective, permitted, inheritable: none
    _call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _refuse_system_calls() -> None:
    """Install a filter that answers the refused calls with an error; none on other machines."""
    machine = platform.machine()
    if machine not in REFUSED:
        return
    architecture, refused = REFUSED[machine]
    program = b"".join(_filter(architecture, tuple(refused.values()), CLONE[machine]))
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    _call("prctl", PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0)


def _filter(architecture: int, refused: tuple[int, ...], clone: int) -> Iterator[bytes]:
    """A Berkeley packet filter over a call's number, architecture and arguments."""

    def instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("=HBBI", code, if_true, if_false, value)

    load, equal, at_least, any_bit, answer = 0x20, 0x15, 0x35, 0x45, 0x06
    kill, allow, error = 0x80000000, 0x7FFF0000, 0x00050000
    number, calls_architecture, first_argument = 0, 4, 16  # offsets in struct seccomp_data
    yield instruction(load, calls_architecture)
    yield instruction(equal, architecture, if_true=1)
    yield instruction(answer, kill)
    yield instruction(load, number)
    yield instruction(at_least, X32, if_false=1)
    yield instruction(answer, error | EPERM)
    for each in refused:
        yield instruction(equal, each, if_false=1)
        yield instruction(answer, error | EPERM)
    yield instruction(equal, CLONE3, if_false=1)
    yield instruction(answer, error | ENOSYS)
    yield instruction(equal, clone, if_false=3)
    yield instruction(load, first_argument)
    yield instruction(any_bit, NEW_NAMESPACES, if_false=1)
    yield instruction(answer, error | EPERM)
    yield instruction(answer, allow)
