"""Looks whether a machine has what the course needs: a line each, and the cure of each fault.

`course doctor` looks at everything; the first cell of a chapter takes the quick half, and says only
what is wrong. Staff's machines have further looks, see `course.grading.checkup`.
"""

import contextlib
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

MEMORY_MIB = 1024
DISK_MIB = 1024
NAME = "cnn-course"
# What a notebook of the course imports.
IMPORTED = ("ipykernel", "ipywidgets", "matplotlib", "numpy", "tensorflow")
NBGRADER = "@jupyter/nbgrader"
SERVER_PARTS = ("assignment_list", "validate_assignment")
LAB_PARTS = (f"{NBGRADER}:assignment-list", f"{NBGRADER}:validate-assignment")
WIDGETS = "@jupyter-widgets/jupyterlab-manager"  # the sliders
KERNEL_TEST = "import tensorflow as tf; print(float(tf.reduce_sum(tf.ones((2, 3)))))"


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


def examine(folder: Path, further: Iterable[Look] = ()) -> Iterator[Finding]:
    """All findings for a course folder, in the order in which a fault should be mended.

    Args:
        folder: the one with requirements.lock.
        further: looks beside those that everybody's machine is given.
    """
    looks = (_python, _packages, _tensorflow, _kernel, _extensions, _memory, _disk)
    for look in (*looks, *further):
        yield look(folder)


def examine_quickly() -> list[Finding]:
    """What is wrong of what can be seen within a few milliseconds, where a notebook runs."""
    found = []
    for look in (_python, _imported, _memory, _disk):
        # Whatever keeps a look from seeing must not keep a student from working.
        with contextlib.suppress(Exception):
            found.append(look(Path.cwd()))
    return [finding for finding in found if not finding.fine]


def _python(folder: Path) -> Finding:
    fine = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Finding(fine, f"Python {platform.python_version()}", "Install Python 3.11 to 3.13.")


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


def _packages(folder: Path) -> Finding:
    lock = folder / "requirements.lock"
    if not lock.exists():
        return Finding(False, "packages", f"{lock} is missing; run this in the course folder.")
    wrong = []
    for name, wanted in locked_versions(lock.read_text()).items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "missing"
        if found != wanted:
            wrong.append(f"{name} is {found}, locked is {wanted}")
    what = "packages as in requirements.lock" if not wrong else "; ".join(wrong[:5])
    return Finding(not wrong, what, "Delete .venv and run `make lab` or `make grade` again.")


def _imported(folder: Path) -> Finding:
    """What notebooks import against what the installed course asks for; no lock is needed."""
    from packaging.requirements import Requirement

    wrong = []
    for wanted in map(Requirement, requires(NAME) or ()):
        if wanted.name in IMPORTED and not wanted.specifier.contains(version(wanted.name)):
            wrong.append(f"{wanted.name} is {version(wanted.name)}, needed is {wanted.specifier}")
    return Finding(not wrong, "; ".join(wrong) or "packages", "Run `course doctor` in a terminal.")


def _tensorflow(folder: Path) -> Finding:
    code = (
        "import tensorflow as tf; "
        "print(tf.__version__, len(tf.config.list_physical_devices('GPU')))"
    )
    done = _run(code)
    if done.returncode != 0:
        return Finding(False, "TensorFlow cannot be imported", "Delete .venv and make it again.")
    release, gpus = done.stdout.split()
    if gpus != "0":
        return Finding(True, f"TensorFlow {release} sees a GPU")
    cuda = f'; for its GPU: `pip install "tensorflow[and-cuda]=={release}"`'
    return Finding(
        True, f"TensorFlow {release}, CPU only{cuda if shutil.which('nvidia-smi') else ''}"
    )


def _run(code: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )


def _kernel(folder: Path) -> Finding:
    from jupyter_client.manager import start_new_kernel

    cure = "Run `python -m ipykernel install --sys-prefix` in the course's environment."
    try:
        manager, client = start_new_kernel(kernel_name="python3", stderr=subprocess.DEVNULL)
    except Exception as error:  # whatever keeps a kernel from starting is the finding
        return Finding(False, f"a kernel does not start ({error})", cure)
    try:
        printed: list[str] = []
        client.execute_interactive(
            KERNEL_TEST,
            timeout=120,
            output_hook=lambda message: printed.append(message["content"].get("text", "")),
        )
        return Finding("6.0" in "".join(printed), "a kernel starts and computes", cure)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _extensions(folder: Path) -> Finding:
    what = "JupyterLab has nbgrader's extensions, and widgets"
    wrong = [*_server_extensions(), *_lab_extensions()]
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


def _lab_extensions() -> Iterator[Finding]:
    from jupyter_core.paths import jupyter_path
    from jupyterlab_server.config import get_page_config

    page = get_page_config(jupyter_path("labextensions"))
    there = {extension["name"] for extension in page["federated_extensions"]}
    for name, package in ((NBGRADER, "nbgrader"), (WIDGETS, "jupyterlab_widgets")):
        if name not in there:
            cure = f"Run `pip install --force-reinstall --no-deps {package}`."
            yield Finding(False, f"JupyterLab does not have {name}", cure)
    for name in (NBGRADER, *LAB_PARTS, WIDGETS):
        if name in page["disabledExtensions"]:
            cure = f"Run `jupyter labextension enable {name}`."
            yield Finding(False, f"{name} is disabled in JupyterLab", cure)


def _memory(folder: Path) -> Finding:
    import psutil

    free = psutil.virtual_memory().available // 2**20
    return Finding(free >= MEMORY_MIB, f"{free} MiB of memory free", "Close other programs.")


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free // 2**20
    return Finding(free >= DISK_MIB, f"{free} MiB of disk free", f"Free {DISK_MIB} MiB or more.")
