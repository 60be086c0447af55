"""Looks at a machine: what it lacks to work with nbgrader's notebooks, and the cure of each fault.

A look is a function of a folder that returns a `Finding`. `LOOKS` suit any course; a course that
needs more, or other versions, lists looks of its own with `functools.partial` and names the list
in `c.Doctor.looks`. Machines of staff get those of `nbproctor.safety` as well.
"""

import contextlib
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

MEMORY_MIB = 1024
DISK_MIB = 1024
NBGRADER = "@jupyter/nbgrader"
SERVER_PARTS = ("assignment_list", "validate_assignment")
LAB_PARTS = (f"{NBGRADER}:assignment-list", f"{NBGRADER}:validate-assignment")


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and what to do where it is not fine.

    >>> print(Finding(False, "Python 3.8", "Install Python 3.11 to 3.13."))
    ✗ Python 3.8: Install Python 3.11 to 3.13.
    """

    fine: bool
    what: str
    cure: str = ""

    def __str__(self) -> str:
        return f"✓ {self.what}" if self.fine else f"✗ {self.what}: {self.cure}"


Look = Callable[[Path], Finding]


def examine(folder: Path, looks: Iterable[Look]) -> Iterator[Finding]:
    """The finding of each look at a course folder, in their order."""
    return (look(folder) for look in looks)


def find_faults(folder: Path, looks: Iterable[Look]) -> list[Finding]:
    """The findings that are not fine; a look that raises an exception is left out."""
    found = []
    for look in looks:
        with contextlib.suppress(Exception):
            found.append(look(folder))
    return [finding for finding in found if not finding.fine]


def check_python(
    folder: Path, oldest: tuple[int, int] = (3, 11), newest: tuple[int, int] = (3, 13)
) -> Finding:
    """Whether this Python is one of the versions from `oldest` to `newest`."""
    first, last = (f"{major}.{minor}" for major, minor in (oldest, newest))
    fine = oldest <= sys.version_info[:2] <= newest
    return Finding(
        fine, f"Python {platform.python_version()}", f"Install Python {first} to {last}."
    )


def locked_versions(lock: str) -> dict[str, str]:
    """Versions pinned by a lock file for this interpreter.

    >>> locked_versions("rich==15.0.0\\ncolorama==0.4.6 ; sys_platform == 'nowhere'")
    {'rich': '15.0.0'}
    """
    from packaging.requirements import Requirement

    pins = (line.removesuffix("\\").strip() for line in lock.splitlines())
    requirements = [Requirement(pin) for pin in pins if re.match(r"[\w.-]+==", pin)]
    return {
        each.name: str(each.specifier).removeprefix("==")
        for each in requirements
        if each.marker is None or each.marker.evaluate()
    }


def check_packages(
    folder: Path,
    cure: str = "Install the versions that requirements.lock pins.",
    lock_needed: bool = False,
) -> Finding:
    """Whether the installed packages are those of the folder's `requirements.lock`.

    Args:
        folder: of the course.
        cure: what to do where they are not.
        lock_needed: whether a folder without a lock file is a fault.
    """
    lock = folder / "requirements.lock"
    if not lock.exists():
        what = "packages" if lock_needed else "no requirements.lock to compare packages with"
        return Finding(not lock_needed, what, f"{lock} is missing; run this in the course folder.")
    wrong = []
    for name, wanted in locked_versions(lock.read_text()).items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "missing"
        if found != wanted:
            wrong.append(f"{name} is {found}, locked is {wanted}")
    what = "packages as in requirements.lock" if not wrong else "; ".join(wrong[:5])
    return Finding(not wrong, what, cure)


def check_required(folder: Path, distribution: str, names: Collection[str], cure: str) -> Finding:
    """Whether packages have versions that an installed distribution asks for; needs no lock file.

    Args:
        folder: of the course.
        distribution: its name.
        names: of the packages to look at, among those it asks for.
        cure: what to do where they have not.
    """
    from packaging.requirements import Requirement

    wrong = []
    for wanted in map(Requirement, requires(distribution) or ()):
        if wanted.name in names and not wanted.specifier.contains(version(wanted.name)):
            wrong.append(f"{wanted.name} is {version(wanted.name)}, needed is {wanted.specifier}")
    return Finding(not wrong, "; ".join(wrong) or "packages", cure)


def check_kernel(folder: Path, code: str = "print(6 * 7)", printed: str = "42") -> Finding:
    """Whether a kernel starts, and prints `printed` when it runs `code`."""
    from jupyter_client.manager import start_new_kernel

    cure = "Run `python -m ipykernel install --sys-prefix` in the course's environment."
    try:
        manager, client = start_new_kernel(kernel_name="python3", stderr=subprocess.DEVNULL)
    except Exception as error:  # whatever keeps a kernel from starting is the finding
        return Finding(False, f"a kernel does not start ({error})", cure)
    try:
        texts: list[str] = []
        client.execute_interactive(
            code,
            timeout=120,
            output_hook=lambda message: texts.append(message["content"].get("text", "")),
        )
        return Finding(printed in "".join(texts), "a kernel starts and computes", cure)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def check_extensions(
    folder: Path,
    further: Mapping[str, str] | None = None,
    what: str = "JupyterLab has nbgrader's extensions",
) -> Finding:
    """Whether JupyterLab and its server load nbgrader's extensions, and further ones of JupyterLab.

    Args:
        folder: of the course.
        further: the package of each further extension, by the extension's name.
        what: what to say where nothing is wrong.
    """
    packages = {NBGRADER: "nbgrader", **(further or {})}
    wrong = [*_server_extensions(), *_lab_extensions(packages)]
    return wrong[0] if wrong else Finding(True, what)


def _server_extensions() -> Iterator[Finding]:
    from jupyter_core.paths import jupyter_config_path
    from jupyter_server.extension.config import ExtensionConfigManager

    enabled: dict[str, bool] = {}
    for path in reversed(jupyter_config_path()):
        manager = ExtensionConfigManager(read_config_path=[path])
        enabled |= manager.get_jpserver_extensions()  # type: ignore[no-untyped-call]
    for name in (f"nbgrader.server_extensions.{part}" for part in SERVER_PARTS):
        if not enabled.get(name):
            cure = f"Run `jupyter server extension enable --sys-prefix {name}`."
            yield Finding(False, f"Jupyter's server does not load {name}", cure)


def _lab_extensions(packages: Mapping[str, str]) -> Iterator[Finding]:
    from jupyter_core.paths import jupyter_path
    from jupyterlab_server.config import get_page_config

    page = get_page_config(jupyter_path("labextensions"))
    there = {extension["name"] for extension in page["federated_extensions"]}
    for name, package in packages.items():
        if name not in there:
            cure = f"Run `pip install --force-reinstall --no-deps {package}`."
            yield Finding(False, f"JupyterLab does not have {name}", cure)
    for name in (*packages, *LAB_PARTS):
        if name in page["disabledExtensions"]:
            cure = f"Run `jupyter labextension enable {name}`."
            yield Finding(False, f"{name} is disabled in JupyterLab", cure)


def check_memory(folder: Path) -> Finding:
    """Whether `MEMORY_MIB` are free."""
    import psutil

    free = psutil.virtual_memory().available // 2**20
    return Finding(free >= MEMORY_MIB, f"{free} MiB of memory free", "Close other programs.")


def check_disk(folder: Path) -> Finding:
    """Whether `DISK_MIB` are free where the folder lies."""
    free = shutil.disk_usage(folder).free // 2**20
    return Finding(free >= DISK_MIB, f"{free} MiB of disk free", f"Free {DISK_MIB} MiB or more.")


# In the order in which a fault should be mended.
LOOKS: tuple[Look, ...] = (
    *(check_python, check_packages, check_kernel),
    *(check_extensions, check_memory, check_disk),
)
