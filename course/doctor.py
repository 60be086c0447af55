"""What the course requires of a machine, for students and for staff.

`course doctor` runs all checks; the first cell of a chapter runs the quick ones and prints only
what is wrong.
"""

import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

from nbproctor.doctor import (
    Check,
    Finding,
    check_disk,
    check_extensions,
    check_kernel,
    check_memory,
    check_packages,
    check_python,
    check_required,
    find_faults,
)

DISTRIBUTION = "cnn-course"
# Packages that the course's notebooks import.
IMPORTED = ("ipykernel", "matplotlib", "numpy", "tensorflow")


def check_tensorflow(folder: Path) -> Finding:
    """Check that TensorFlow can be imported; name its version, and whether it sees a GPU."""
    code = (
        "import tensorflow as tf; "
        "print(tf.__version__, len(tf.config.list_physical_devices('GPU')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    if done.returncode != 0:
        return Finding(
            False, "TensorFlow cannot be imported", "Delete the folder .venv and start again."
        )
    release, gpus = done.stdout.split()
    if gpus != "0":
        return Finding(True, f"TensorFlow {release} sees a GPU")
    cuda = f'; for its GPU: `pip install "tensorflow[and-cuda]=={release}"`'
    return Finding(
        True, f"TensorFlow {release}, CPU only{cuda if shutil.which('nvidia-smi') else ''}"
    )


# In the order in which faults should be fixed.
CHECKS: tuple[Check, ...] = (
    check_python,
    partial(
        check_packages,
        cure="Delete the folder .venv and start again.",
        lock_needed=True,
    ),
    check_tensorflow,
    partial(
        check_kernel,
        code="import tensorflow as tf; print(float(tf.reduce_sum(tf.ones((2, 3)))))",
        printed="6.0",
    ),
    check_extensions,
    check_memory,
    check_disk,
)
QUICK_CHECKS: tuple[Check, ...] = (
    check_python,
    partial(
        check_required,
        distribution=DISTRIBUTION,
        names=IMPORTED,
        cure="Run `course doctor` in a terminal.",
    ),
    check_memory,
    check_disk,
)


def examine_quickly() -> list[Finding]:
    """Find the faults that show within a few milliseconds, in the folder of a notebook.

    Google Colab chooses its own versions, and nobody can change them there.
    """
    checks = (check_memory, check_disk) if "google.colab" in sys.modules else QUICK_CHECKS
    return find_faults(Path.cwd(), checks)
