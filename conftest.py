"""Use warm kernels in tests and in `pytest --nbval`."""

import os

os.environ.setdefault("JUPYTER_DEFAULT_PROVISIONER_NAME", "cnn-course")


def pytest_xdist_auto_num_workers() -> int:
    """Return the number of cores plus one: tests spend half of their time waiting for processes."""
    return 1 + (os.cpu_count() or 1)
