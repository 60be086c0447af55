"""A grader: a process that does one piece of work on a submission and ends.

`nbproctor.kernels.graders` requests it. Its zygote has imported what it needs, and its sandbox and
limits are in force before it reads the work.
"""

import gc
import os
import pickle
import socket

from nbproctor.kernels.pool import POOL
from nbproctor.kernels.process import ZygoteClient

STAGE_BYTES = 200
STOPPED = "the grader was stopped"  # begins the reason why a grader has no result
TRY_AGAIN = 75  # exit code: the grader failed, and another one may succeed
_stage: int | None = None  # file descriptor to which the stage is written
_is_grader = False
_stage_name = ""


class TryAgain(Exception):
    """A grader's work failed, and another grader may succeed; otherwise, this is its result."""

    def __init__(self, result: bytes) -> None:
        super().__init__()
        self.result = result


def is_grader() -> bool:
    """Return whether this process may parse what students handed in."""
    return _is_grader


def become_grader(is_grader: bool = True) -> None:
    """Let this process parse what students handed in: it is a grader, or there can be none."""
    global _is_grader
    _is_grader = is_grader


def report_stage(stage: str) -> None:
    """Say what the grader does from now on, as in "restoring cells", for whoever ends it."""
    global _stage_name
    _stage_name = stage
    if _stage is not None:
        os.pwrite(_stage, stage.encode()[:STAGE_BYTES].ljust(STAGE_BYTES), 0)


def describe_stop(reason: str, stage: str | None = None) -> str:
    """Return why a grader has no result, and in which stage it was; by default, in this grader."""
    stage = _stage_name if stage is None else stage
    return f"{STOPPED} while {stage}: {reason}" if stage else f"{STOPPED}: {reason}"


def run(work: int, result: int, stage: int, kernels: int | None = None) -> None:
    """Do the work, and write its result; a zygote calls this in the grader.

    Args:
        work, result, stage: file descriptors of the pickled work, the result, and the stage.
        kernels: that of a connection to a zygote of kernels.
    """
    global _stage
    _stage = stage
    become_grader()
    gc.enable()
    with open(work, "rb") as file:
        function, argument, settings = pickle.load(file)  # the instructor's own data
    if kernels is not None:
        POOL.adopt(settings, ZygoteClient(connection=socket.socket(fileno=kernels)))
    try:
        done, status = function(argument), 0
    except TryAgain as failure:
        done, status = failure.result, TRY_AGAIN
    with open(result, "wb") as file:
        file.write(done)
    raise SystemExit(status)
