"""Settings of the course's warm kernels: TensorFlow is imported once, before kernels are forked.

`nbgrader_config.py` uses these settings for grading. `course.provisioner` uses them if there is no
such file, for example in a student's JupyterLab.
"""

from typing import Any

PRELOAD = [
    "numpy",
    "numpy.random",
    "tensorflow",
    "keras",
    "matplotlib.pyplot",  # without IPython's backend, which needs a running kernel at its import
    "matplotlib.backends.backend_agg",
    "course.preload",
]
# TensorFlow reads these variables when it is imported, see `course`.
ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
SANDBOX_ENVIRONMENT = {
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    # Eigen multiplies matrices. oneDNN would first compile code for 25 ms in each kernel.
    "TENSORFLOW_USE_CUSTOM_CONTRACTION_KERNEL": "0",
}


def configure_kernels(c: Any) -> None:
    """Configure what the course's kernels import, and what their sandbox shows and hides."""
    c.WarmKernels.preload = list(PRELOAD)
    c.WarmKernels.prepare = ["course.preload.prepare"]
    c.WarmKernels.environment = dict(ENVIRONMENT)
    c.Sandbox.packages = ["course"]
    c.Sandbox.hidden = ["course.staff"]
    c.Sandbox.environment = dict(SANDBOX_ENVIRONMENT)
