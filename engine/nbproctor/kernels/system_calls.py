"""The filter of system calls for sandboxed kernels.

It refuses calls that reach the operating system's internals or avoid a kernel's limits. Numerical
libraries need none of them. There are tables for x86-64 and AArch64 only.
"""

import ctypes
import errno
import platform
import struct
from collections.abc import Iterator
from dataclasses import dataclass

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2

# By name: the numbers on x86-64 and AArch64, None where the call does not exist.
REFUSED: dict[str, tuple[int | None, int | None]] = {
    # Access to other processes.
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "kcmp": (312, 272), "pidfd_getfd": (438, 438),
    # Memory and other resources without limits; System V's outlive a process.
    "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186), "memfd_create": (319, 279),
    "memfd_secret": (447, 447), "io_setup": (206, 0), "io_uring_setup": (425, 425),
    "inotify_init": (253, None), "inotify_init1": (294, 26), "fanotify_init": (300, 262),
    # Namespaces and mounts.
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428), "fsopen": (430, 430),
    "move_mount": (429, 429), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "open_by_handle_at": (304, 265),
    # The operating system: its keys, log and programs.
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "syslog": (103, 116),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
}  # fmt: skip
# On both. Its flags are in memory, where a filter cannot read them; libc falls back to clone.
CLONE3 = 435
NEW_NAMESPACES = 0x7E020000  # flags of clone
# Requests of ioctl to a terminal: type into it, reach a console, load a line discipline. Line
# disciplines are seldom used modules of the operating system.
TERMINAL_REQUESTS = {"TIOCSTI": 0x5412, "TIOCLINUX": 0x541C, "TIOCSETD": 0x5423}
X32 = 0x40000000  # numbers from here on are other names of the same calls
AF_UNIX = 1  # the only family that stays on the machine and whose memory can be counted
MAP_SHARED, MAP_ANONYMOUS = 1, 0x20

# Instructions of a Berkeley packet filter.
LOAD, AND, EQUAL, AT_LEAST, ANY_BIT, ANSWER = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
KILL, ALLOW, ERROR = 0x80000000, 0x7FFF0000, 0x00050000
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data


@dataclass(frozen=True)
class Machine:
    """What a filter depends on: the column in `REFUSED`, and numbers of calls."""

    column: int
    architecture: int
    clone: int
    mmap: int
    ioctl: int
    sockets: tuple[int, int]


MACHINES = {
    "x86_64": Machine(0, architecture=0xC000003E, clone=56, mmap=9, ioctl=16, sockets=(41, 53)),
    "aarch64": Machine(
        1, architecture=0xC00000B7, clone=220, mmap=222, ioctl=29, sockets=(198, 199)
    ),
}


class NoFilter(Exception):
    """No filter exists for this machine, or the system refused it; no kernel may run."""


def refuse_system_calls() -> None:
    """Install the filter for this process and all its children, for good.

    Raises:
        NoFilter: there is no filter for this machine, or the system refused it.
    """
    machine = MACHINES.get(platform.machine())
    if machine is None:
        raise NoFilter(f"there is no sandbox for {platform.machine()}: only x86-64 and AArch64.")
    program = b"".join(_program(machine))
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0) != 0:
        raise NoFilter(f"the filter of system calls: {errno.errorcode[ctypes.get_errno()]}")


def _program(machine: Machine) -> Iterator[bytes]:
    """Yield the instructions, which read the architecture, number and arguments of a call."""
    yield _instruction(LOAD, ARCHITECTURE)
    yield _instruction(EQUAL, machine.architecture, if_true=1)
    yield _instruction(ANSWER, KILL)
    yield _instruction(LOAD, NUMBER)
    yield _instruction(AT_LEAST, X32, if_false=1)
    yield _instruction(ANSWER, ERROR | errno.EPERM)
    for numbers in REFUSED.values():
        number = numbers[machine.column]
        if number is not None:
            yield _instruction(EQUAL, number, if_false=1)
            yield _instruction(ANSWER, ERROR | errno.EPERM)
    yield _instruction(EQUAL, CLONE3, if_false=1)
    yield _instruction(ANSWER, ERROR | errno.ENOSYS)
    for number in machine.sockets:
        yield _instruction(EQUAL, number, if_false=4)
        yield _instruction(LOAD, _argument(0))
        yield _instruction(EQUAL, AF_UNIX, if_true=1)
        yield _instruction(ANSWER, ERROR | errno.EAFNOSUPPORT)
        yield _instruction(ANSWER, ALLOW)
    yield _instruction(EQUAL, machine.mmap, if_false=5)
    yield _instruction(LOAD, _argument(3))
    yield _instruction(AND, MAP_SHARED | MAP_ANONYMOUS)
    yield _instruction(EQUAL, MAP_SHARED | MAP_ANONYMOUS, if_false=1)
    yield _instruction(ANSWER, ERROR | errno.EPERM)
    yield _instruction(ANSWER, ALLOW)
    yield _instruction(EQUAL, machine.ioctl, if_false=2 + 2 * len(TERMINAL_REQUESTS))
    yield _instruction(LOAD, _argument(1))
    for request in TERMINAL_REQUESTS.values():
        yield _instruction(EQUAL, request, if_false=1)
        yield _instruction(ANSWER, ERROR | errno.EPERM)
    yield _instruction(ANSWER, ALLOW)
    yield _instruction(EQUAL, machine.clone, if_false=3)
    yield _instruction(LOAD, _argument(0))
    yield _instruction(ANY_BIT, NEW_NAMESPACES, if_false=1)
    yield _instruction(ANSWER, ERROR | errno.EPERM)
    yield _instruction(ANSWER, ALLOW)


def _argument(number: int) -> int:
    """Return the offset of the lower half of an argument, on a little-endian machine."""
    return ARGUMENTS + 8 * number


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
