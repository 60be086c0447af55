"""The process that local workers are forked from: what they need is imported once, and early.

It is started before the caller imports anything heavy itself, so that both import at the same time.
"""

import multiprocessing
import multiprocessing.forkserver
import os

PRELOADED = ["course.grading.grade_notebook", "distributed.worker", "distributed.nanny"]
# A worker a core: libraries of linear algebra use no threads of their own.
ENVIRONMENT = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


def warm_up() -> None:
    """Start the process; calling it again does nothing."""
    multiprocessing.set_forkserver_preload(PRELOADED)
    kept = {name: os.environ.get(name) for name in ENVIRONMENT}
    os.environ.update(ENVIRONMENT)
    try:
        multiprocessing.forkserver.ensure_running()
    finally:
        for name, value in kept.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
