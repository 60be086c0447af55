"""Shuts a forked kernel in: namespaces, mounts, and the rights it gives up for good.

Runs in the child of a sandboxed zygote, before any of a student's code. The zygote is process 1 of
bubblewrap's namespaces and may still mount there; a kernel gets process, mount and IPC namespaces
of its own inside, and may do nothing of the kind any more. Linux only.
"""

import contextlib
import ctypes
import os
import signal
import struct
import sys
from collections.abc import Callable, Collection, Iterator

from nbproctor.kernels.limits import Limits
from nbproctor.kernels.system_calls import refuse_system_calls

HOME = "/home/student"
# Files that tell of the machine and of no use to a notebook: they read as empty.
COVERED = ("/proc/kallsyms", "/proc/kcore", "/proc/keys", "/proc/key-users", "/proc/timer_list")
TERMINALS = 16  # that a kernel may have open: `!command` runs in one

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWPID = 0x00020000, 0x08000000, 0x20000000
CLONE_NEWUTS, CLONE_NEWUSER, CLONE_NEWNET = 0x04000000, 0x10000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
CAPABILITY_VERSION_3 = 0x20080522


class IsolationError(Exception):
    """A step failed; the kernel must not run."""


def enter(limits: Limits) -> None:
    """Isolate this process, which must be the first of a process namespace of its own.

    Raises:
        IsolationError, NoFilter, OSError, ValueError: a step failed; nothing of the student's may
            run then.
    """
    _call("prctl", PR_SET_DUMPABLE, 1, 0, 0, 0)  # its own /proc, and what the zygote sees there
    _call("unshare", CLONE_NEWNS | CLONE_NEWIPC)
    _call("mount", None, b"/", None, MS_REC | MS_PRIVATE, None)
    _first_to_be_killed()
    _mount("proc", "/proc", "", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)
    for place in filter(os.path.exists, COVERED):
        _call("mount", b"/dev/null", place.encode(), None, MS_BIND, None)
    for place, size_mib in (
        (HOME, limits.scratch_mib),
        ("/tmp", limits.scratch_mib),
        ("/dev/shm", limits.shared_memory_mib),
    ):
        with _still_seen(place):
            options = f"size={size_mib}m,nr_inodes=16384,mode=0777"
            _mount("tmpfs", place, options, MS_NOSUID | MS_NODEV)
    # A system has some 3,000 terminals for all its sandboxes together.
    _mount("devpts", "/dev/pts", f"max={TERMINALS},ptmxmode=0666", MS_NOSUID | MS_NOEXEC)
    limits.hold()
    _drop_capabilities()
    refuse_system_calls()


def new_process_namespace(own: int) -> None:
    """Let the next child of this process be the first of a new process namespace.

    Args:
        own: file descriptor of this process's own namespace; a second call starts from there.
    """
    _call("setns", own, CLONE_NEWPID)
    _call("unshare", CLONE_NEWPID)


def unshare_sandbox() -> None:
    """Leave the sandbox of the parent for another of the same look; the next child begins in it.

    All that counts or can be seen by others is new: users, with what they may use, processes, the
    network, which has nothing in it, mounts and IPC.

    Raises:
        IsolationError, OSError: this system does not allow it.
    """
    user, group = os.getuid(), os.getgid()
    new = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS
    _call("unshare", new)
    for name, said in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(said)


def enter_sandbox() -> None:
    """As process 1 of a sandbox that a parent has left for: see it, and protect it as bubblewrap's.

    Raises:
        IsolationError, OSError: a step failed; nothing of the student's may run then.
    """
    _mount("proc", "/proc", "", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    protect_memory()
    forbid_user_namespaces()


def die_with_parent() -> None:
    """Have this process killed when its parent ends."""
    _call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def close_all_but(kept: Collection[int]) -> None:
    """Close every file descriptor of this process above 2, but those that are kept."""
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2 and int(name) not in kept:
            with contextlib.suppress(OSError):  # the one that this list was read with
                os.close(int(name))


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
    source = kind.encode()
    try:
        _call("mount", source, place.encode(), source, ctypes.c_ulong(flags), options.encode())
    except IsolationError as error:
        raise IsolationError(f"mounting {place}: {error}") from None


@contextlib.contextmanager
def _still_seen(place: str) -> Iterator[None]:
    """Have what of Python lies in a place there again, when something was mounted over it."""
    prefixes = {each for each in (sys.prefix, sys.base_prefix) if each.startswith(f"{place}/")}
    opened = {each: os.open(each, os.O_PATH) for each in sorted(prefixes)}
    yield
    for path, descriptor in opened.items():
        os.makedirs(path, exist_ok=True)
        source = f"/proc/self/fd/{descriptor}".encode()
        _call("mount", source, path.encode(), None, MS_BIND | MS_REC, None)  # read-only, as it was
        os.close(descriptor)


def _first_to_be_killed() -> None:
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def _drop_capabilities() -> None:
    with open("/proc/sys/kernel/cap_last_cap") as file:
        last = int(file.read())
    for capability in range(last + 1):
        _call("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
    _call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    _call("capset", header, bytes(24))  # effective, permitted, inheritable: none
    _call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
