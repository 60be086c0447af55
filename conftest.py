"""Kernels of tests, and of `pytest --nbval`, are forked from a warm process (`course.kernels`)."""

import os

os.environ.setdefault("JUPYTER_DEFAULT_PROVISIONER_NAME", "course-zygote")
