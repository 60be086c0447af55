"""Compute answer keys, in a process that ends.

It is forked from a process that has imported what kernels need, and so, mostly, what references and
models need. It runs no code from a submission. A sandbox of kernels does not show hidden cases, so
they come as files.
"""

import importlib
import importlib.util
import os
import pickle
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from nbproctor.checks.answer_key import LIMITS
from nbproctor.checks.build_key import build_key, find_exercises
from nbproctor.checks.wire import encode
from nbproctor.garbage_collection import pause_collection


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
            for chapter in task.chapters:
                key = _compute_key(f"{task.package}.{chapter}")
                connection.send_bytes(b"%b\n%b" % (chapter.encode(), key))
        except Exception as error:
            connection.send_bytes(f"\n{type(error).__name__}: {error}".encode())


def _write_files(files: Sequence[tuple[str, bytes]], folder: Path) -> None:
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _compute_key(module: str) -> bytes:
    """Return the key of a module's exercises, and the names of all modules that are imported."""
    with pause_collection():
        if importlib.util.find_spec(module) is None:
            return b""
        key = build_key(find_exercises(importlib.import_module(module)))
        imported = {name.partition(".")[0] for name in sys.modules}
        found = {"imported": sorted(imported), "key": np.frombuffer(key, np.uint8)}
        return encode(found, LIMITS)
