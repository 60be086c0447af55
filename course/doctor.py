"""Looks whether a machine has what the course needs: a line each, and the cure of each fault."""

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

MEMORY_MIB = 2048
DISK_MIB = 1024
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


def examine(folder: Path) -> list[Finding]:
    """All findings for a course folder, in the order in which a fault should be mended."""
    looks: tuple[Callable[[Path], Finding], ...] = (
        _python,
        _packages,
        _tensorflow,
        _kernel,
        _extensions,
        _memory,
        _disk,
    )
    return [look(folder) for look in looks]


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


def _tensorflow(folder: Path) -> Finding:
    code = (
        "import tensorflow as tf; "
        "print(tf.__version__, 'GPU' if tf.config.list_physical_devices('GPU') else 'CPU only')"
    )
    done = _run(code)
    words = done.stdout.split() if done.returncode == 0 else []
    what = f"TensorFlow {' '.join(words)}" if words else "TensorFlow cannot be imported"
    return Finding(bool(words), what, "Delete .venv and make it again.")


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
    prefix = Path(sys.prefix)
    needed = (
        prefix / "share/jupyter/labextensions/@jupyter/nbgrader",
        prefix / "etc/jupyter/jupyter_server_config.d/nbgrader.json",
    )
    missing = [str(path) for path in needed if not path.exists()]
    what = "JupyterLab has nbgrader's extensions" if not missing else f"missing {missing[0]}"
    return Finding(not missing, what, "Run `pip install --force-reinstall nbgrader`.")


def _memory(folder: Path) -> Finding:
    if not hasattr(os, "sysconf") or "SC_AVPHYS_PAGES" not in os.sysconf_names:
        return Finding(True, "free memory: not known on this system")
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    return Finding(free >= MEMORY_MIB, f"{free} MiB of memory free", "Close other programs.")


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free // 2**20
    return Finding(free >= DISK_MIB, f"{free} MiB of disk free", f"Free {DISK_MIB} MiB or more.")
