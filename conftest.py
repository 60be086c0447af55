"""Fork kernels of tests, and of `pytest --nbval`, from a warm process."""

import os

os.environ.setdefault("JUPYTER_DEFAULT_PROVISIONER_NAME", "cnn-course")


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: tests wait for other processes half of the time."""
    return 1 + (os.cpu_count() or 1)
