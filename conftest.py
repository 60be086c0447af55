"""Kernels of tests, and of `pytest --nbval`, are forked from a warm process (`course.kernels`)."""

import os

os.environ.setdefault("JUPYTER_DEFAULT_PROVISIONER_NAME", "course-zygote")

# Importing it changes the process: no garbage would be collected in any later test.
collect_ignore = ["course/grading/run/first_import.py"]


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: tests wait for other processes half of the time."""
    return 1 + (os.cpu_count() or 1)
