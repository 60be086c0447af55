"""Isolate a forked kernel: namespaces, mounts, and rights that it gives up for good.

This runs in the child of a sandboxed zygote, before any code of a student. The zygote is process 1
of bubblewrap's namespaces and may mount there. A kernel gets process, mount and IPC namespaces of
its own inside them, and then loses the right to create more. Linux only.
"""

import contextlib
import ctypes
import os
import signal
import struct
import sys
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from nbproctor.kernels.limits import ProcessLimits
from nbproctor.kernels.system_calls import refuse_system_calls

HOME = "/home/student"
# Files that describe the machine and that no notebook needs; they read as empty.
COVERED = ("/proc/kallsyms", "/proc/kcore", "/proc/keys", "/proc/key-users", "/proc/timer_list")
TERMINALS = 16  # that a kernel may open; `!command` runs in one

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWPID = 0x00020000, 0x08000000, 0x20000000
CLONE_NEWUTS, CLONE_NEWUSER, CLONE_NEWNET = 0x04000000, 0x10000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
CAPABILITY_VERSION_3 = 0x20080522


class IsolationError(Exception):
    """A step failed; the kernel must not run."""


def enter(limits: ProcessLimits) -> None:
    """Isolate this process, which must be the first of a process namespace of its own.

    Raises:
        IsolationError, NoFilter, OSError, ValueError: a step failed; no code of a student may run.
    """
    _call("prctl", PR_SET_DUMPABLE, 1, 0, 0, 0)  # for its own /proc, and for the watchdog
    _call("unshare", CLONE_NEWNS | CLONE_NEWIPC)
    _call("mount", None, b"/", None, MS_REC | MS_PRIVATE, None)
    Path("/proc/self/oom_score_adj").write_text("1000")  # the first to be killed
    _mount("proc", "/proc", "", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)
    for place in filter(os.path.exists, COVERED):
        _call("mount", b"/dev/null", place.encode(), None, MS_BIND, None)
    for place, size_mib in (
        (HOME, limits.scratch_mib),
        ("/tmp", limits.scratch_mib),
        ("/dev/shm", limits.shared_memory_mib),
    ):
        with _python_kept(place):
            options = f"size={size_mib}m,nr_inodes=16384,mode=0777"
            _mount("tmpfs", place, options, MS_NOSUID | MS_NODEV)
    # All sandboxes of a system share some 3,000 terminals.
    _mount("devpts", "/dev/pts", f"max={TERMINALS},ptmxmode=0666", MS_NOSUID | MS_NOEXEC)
    limits.apply()
    _drop_capabilities()
    refuse_system_calls()


def new_process_namespace(own: int) -> None:
    """Make the next child of this process the first of a new process namespace.

    Args:
        own: file descriptor of this process's own namespace, from which each call starts.
    """
    _call("setns", own, CLONE_NEWPID)
    _call("unshare", CLONE_NEWPID)


def unshare_sandbox() -> None:
    """Leave the parent's sandbox for a new one with the same files; the next child starts in it.

    The new one has its own users and their quotas, processes, mounts, IPC and empty network.

    Raises:
        IsolationError, OSError: this system does not allow it.
    """
    user, group = os.getuid(), os.getgid()
    new = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS
    _call("unshare", new)
    for name, content in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(content)


def enter_sandbox() -> None:
    """Set up the sandbox that the parent has created, as its process 1.

    Raises:
        IsolationError, OSError: a step failed; no code of a student may run.
    """
    _mount("proc", "/proc", "", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    protect_memory()
    forbid_user_namespaces()


def die_with_parent() -> None:
    """Have the system kill this process when its parent ends."""
    _call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def close_all_but(kept: Collection[int]) -> None:
    """Close all file descriptors above 2 except the given ones."""
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2 and int(name) not in kept:
            with contextlib.suppress(OSError):  # the descriptor that listed the folder
                os.close(int(name))


def protect_memory() -> None:
    """Keep other processes of this user from reading or tracing this process."""
    _call("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0)


def forbid_user_namespaces() -> None:
    """Forbid new namespaces in this user namespace, where the system allows that."""
    try:
        with open("/proc/sys/user/max_user_namespaces", "w") as file:
            file.write("0")
    except OSError:
        pass  # the filter of system calls refuses them as well


_libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: object) -> None:
    function: Callable[..., int] = getattr(_libc, name)
    if function(*arguments) != 0:
        number = ctypes.get_errno()
        raise IsolationError(f"{name}: {os.strerror(number)}")


def _mount(kind: str, place: str, options: str, flags: int) -> None:
    source = kind.encode()
    try:
        _call("mount", source, place.encode(), source, ctypes.c_ulong(flags), options.encode())
    except IsolationError as error:
        raise IsolationError(f"mounting {place}: {error}") from None


@contextlib.contextmanager
def _python_kept(place: str) -> Iterator[None]:
    """Mount the parts of Python in a folder again after the block has mounted over it."""
    prefixes = {each for each in (sys.prefix, sys.base_prefix) if each.startswith(f"{place}/")}
    opened = {each: os.open(each, os.O_PATH) for each in sorted(prefixes)}
    yield
    for path, descriptor in opened.items():
        os.makedirs(path, exist_ok=True)
        source = f"/proc/self/fd/{descriptor}".encode()
        _call("mount", source, path.encode(), None, MS_BIND | MS_REC, None)  # read-only, as before
        os.close(descriptor)


def _drop_capabilities() -> None:
    with open("/proc/sys/kernel/cap_last_cap") as file:
        last = int(file.read())
    for capability in range(last + 1):
        _call("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
    _call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    _call("capset", header, bytes(24))  # effective, permitted, inheritable: none
    _call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
