"""Kernels of tests, and of `pytest --nbval`, are forked from a warm process: see `course.kernels`."""

import os

os.environ.setdefault("JUPYTER_DEFAULT_PROVISIONER_NAME", "course-zygote")
