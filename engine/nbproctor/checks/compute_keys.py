"""Compute answer keys, in processes that end.

It is forked from a process that has imported what kernels need, and so, mostly, what references and
models need. It runs no code from a submission. A sandbox of kernels does not show hidden cases, so
they come as files.
"""

import importlib
import importlib.util
import multiprocessing
import os
import pickle
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from nbproctor.checks.answer_key import LIMITS, join_tables
from nbproctor.checks.build_key import compute_tables, find_exercises
from nbproctor.checks.wire import encode
from nbproctor.garbage_collection import pause_collection

MOST_PROCESSES = 4


@dataclass(frozen=True)
class KeysTask:
    """What keys to compute.

    Attributes:
        package: the package of hidden cases.
        chapters: names of its modules.
        files: the package's files, by their paths, for a process that cannot import it.
        environment: environment variables; the secret is among them.
    """

    package: str
    chapters: Sequence[str]
    files: Sequence[tuple[str, bytes]]
    environment: Mapping[str, str]


def run(work: int, results: int) -> None:
    """Compute keys and send each with its chapter; a zygote calls this in a process for it.

    A key is empty if the package has no module of this name. An error comes in place of a key,
    without a chapter.

    Args:
        work: file descriptor of a pickled `KeysTask`.
        results: file descriptor of a socket.
    """
    with open(work, "rb") as file:
        task = pickle.load(file)  # the instructor's own data
    # As where graders run; the zygote has not seen the variables, since a kernel is forked from it.
    os.environ |= {**task.environment, "CUDA_VISIBLE_DEVICES": "-1"}
    with Connection(results) as connection, tempfile.TemporaryDirectory() as folder:
        try:
            if importlib.util.find_spec(task.package) is None:
                _write_files(task.files, Path(folder))
                sys.path.append(folder)
            # TensorFlow starts threads, which no fork has, so the processes are forked before.
            processes = min(len(os.sched_getaffinity(0)), MOST_PROCESSES)
            with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
                for chapter in task.chapters:
                    key = _compute_key(f"{task.package}.{chapter}", pool)
                    connection.send_bytes(b"%b\n%b" % (chapter.encode(), key))
        except Exception as error:
            connection.send_bytes(f"\n{type(error).__name__}: {error}".encode())


def _write_files(files: Sequence[tuple[str, bytes]], folder: Path) -> None:
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _compute_key(module: str, pool: ProcessPoolExecutor) -> bytes:
    """Return the key of a module's exercises, and the names of the modules that it needs."""
    with pause_collection():
        if importlib.util.find_spec(module) is None:
            return b""
        exercises = find_exercises(importlib.import_module(module))
        slowest_first = sorted(
            range(len(exercises)), key=lambda at: -len(exercises[at].misconceptions)
        )
        computing = {at: pool.submit(_compute_exercise, module, at) for at in slowest_first}
        computed = [computing[at].result() for at in range(len(exercises))]
        key = join_tables({k: v for tables, _ in computed for k, v in tables.items()})
        imported = sorted(set().union(*(names for _, names in computed)))
        return encode({"imported": imported, "key": np.frombuffer(key, np.uint8)}, LIMITS)


def _compute_exercise(module: str, at: int) -> tuple[dict[str, bytes], set[str]]:
    """Compute the tables of one of a module's exercises, and list what is imported for them."""
    with pause_collection():
        tables = compute_tables(find_exercises(importlib.import_module(module))[at])
        return tables, {name.partition(".")[0] for name in sys.modules}
