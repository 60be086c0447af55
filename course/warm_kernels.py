"""How the course's kernels are prepared: TensorFlow is imported once, before they are forked.

`nbgrader_config.py` uses these settings for grading. Where there is no such file, as in a student's
JupyterLab, `course.provisioner` brings them along.
"""

from typing import Any

PRELOAD = [
    "numpy",
    "numpy.random",
    "tensorflow",
    "keras",
    "matplotlib.pyplot",  # without IPython's backend: it looks for the kernel when it is imported
    "matplotlib.backends.backend_agg",
    "ipywidgets",
    "course.preload",
]
# TensorFlow reads these at its import, see `course`.
ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
SANDBOX_ENVIRONMENT = {
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    # Eigen multiplies matrices: oneDNN writes machine code for it first, for 25 ms in each kernel.
    "TENSORFLOW_USE_CUSTOM_CONTRACTION_KERNEL": "0",
}


def configure_kernels(c: Any) -> None:
    """Set what the course's kernels import, and what their sandbox shows and hides."""
    c.WarmKernels.preload = list(PRELOAD)
    c.WarmKernels.prepare = ["course.preload.prepare"]
    c.WarmKernels.environment = dict(ENVIRONMENT)
    c.Sandbox.packages = ["course"]
    c.Sandbox.hidden = ["course.staff"]
    c.Sandbox.environment = dict(SANDBOX_ENVIRONMENT)
