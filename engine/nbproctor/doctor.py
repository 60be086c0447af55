"""Checks that a machine can run nbgrader's notebooks, and says how to fix what is wrong.

A check is a function of the course folder that returns a `Finding`. `CHECKS` suit any course; a
course with other needs lists checks of its own, with settings from `functools.partial`, and names
the list in `c.Doctor.checks`. On machines of staff, `nbproctor.safety` adds its checks.
"""

import contextlib
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
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
    """What a check found, and how to fix it if it is not fine.

    >>> print(Finding(False, "Python 3.8", "Install Python 3.11 to 3.13."))
    ✗ Python 3.8: Install Python 3.11 to 3.13.
    """

    fine: bool
    what: str
    cure: str = ""

    def __str__(self) -> str:
        return f"✓ {self.what}" if self.fine else f"✗ {self.what}: {self.cure}"


Check = Callable[[Path], Finding]


def find_faults(folder: Path, checks: Iterable[Check]) -> list[Finding]:
    """Run checks and return the findings that are not fine; ignore a check that raises."""
    found = []
    for check in checks:
        with contextlib.suppress(Exception):
            found.append(check(folder))
    return [finding for finding in found if not finding.fine]


def check_python(
    folder: Path, oldest: tuple[int, int] = (3, 11), newest: tuple[int, int] = (3, 13)
) -> Finding:
    """Check that this Python's version is between `oldest` and `newest`."""
    first, last = (f"{major}.{minor}" for major, minor in (oldest, newest))
    fine = oldest <= sys.version_info[:2] <= newest
    return Finding(
        fine, f"Python {platform.python_version()}", f"Install Python {first} to {last}."
    )


def read_versions(lock: str) -> dict[str, str]:
    """Read the versions that a lock file pins for this interpreter.

    >>> read_versions("rich==15.0.0\\ncolorama==0.4.6 ; sys_platform == 'nowhere'")
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
    """Check that the installed packages are those of the folder's `requirements.lock`.

    Args:
        folder: the course folder.
        cure: how to fix it if they are not.
        lock_needed: whether a folder without a lock file is a fault.
    """
    lock = folder / "requirements.lock"
    if not lock.exists():
        what = "packages" if lock_needed else "no requirements.lock to compare packages with"
        return Finding(not lock_needed, what, f"{lock} is missing; run this in the course folder.")
    wrong = []
    for name, wanted in read_versions(lock.read_text()).items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "missing"
        if found != wanted:
            wrong.append(f"{name} is {found}, locked is {wanted}")
    what = "packages as in requirements.lock" if not wrong else "; ".join(wrong[:5])
    return Finding(not wrong, what, cure)


def check_required(folder: Path, distribution: str, names: Collection[str], cure: str) -> Finding:
    """Check that packages have the versions that an installed distribution requires.

    This needs no lock file.

    Args:
        folder: the course folder.
        distribution: name of the distribution.
        names: the packages to check, among those that it requires.
        cure: how to fix it if they have other versions.
    """
    from packaging.requirements import Requirement

    wrong = []
    for wanted in map(Requirement, requires(distribution) or ()):
        if wanted.name in names and not wanted.specifier.contains(version(wanted.name)):
            wrong.append(f"{wanted.name} is {version(wanted.name)}, required is {wanted.specifier}")
    return Finding(not wrong, "; ".join(wrong) or "packages", cure)


def check_kernel(folder: Path, code: str = "print(6 * 7)", printed: str = "42") -> Finding:
    """Check that a kernel starts and prints `printed` when it runs `code`."""
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


def check_extensions(folder: Path) -> Finding:
    """Check that JupyterLab and its server load nbgrader's extensions."""
    wrong = [*_check_server_extensions(), *_check_lab_extensions()]
    return wrong[0] if wrong else Finding(True, "JupyterLab has nbgrader's extensions")


def _check_server_extensions() -> Iterator[Finding]:
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


def _check_lab_extensions() -> Iterator[Finding]:
    from jupyter_core.paths import jupyter_path
    from jupyterlab_server.config import get_page_config

    page = get_page_config(jupyter_path("labextensions"))
    there = {extension["name"] for extension in page["federated_extensions"]}
    if NBGRADER not in there:
        cure = "Run `pip install --force-reinstall --no-deps nbgrader`."
        yield Finding(False, f"JupyterLab does not have {NBGRADER}", cure)
    for name in (NBGRADER, *LAB_PARTS):
        if name in page["disabledExtensions"]:
            cure = f"Run `jupyter labextension enable {name}`."
            yield Finding(False, f"{name} is disabled in JupyterLab", cure)


def check_memory(folder: Path) -> Finding:
    """Check that at least `MEMORY_MIB` of memory are free."""
    import psutil

    free = psutil.virtual_memory().available // 2**20
    return Finding(free >= MEMORY_MIB, f"{free} MiB of memory free", "Close other programs.")


def check_disk(folder: Path) -> Finding:
    """Check that at least `DISK_MIB` are free on the folder's disk."""
    free = shutil.disk_usage(folder).free // 2**20
    return Finding(free >= DISK_MIB, f"{free} MiB of disk free", f"Free {DISK_MIB} MiB or more.")


# In the order in which faults should be fixed.
CHECKS: tuple[Check, ...] = (
    *(check_python, check_packages, check_kernel),
    *(check_extensions, check_memory, check_disk),
)
