"""Compute answer keys, in a process that ends and imports what references and models need.

This process runs no code from a submission. It imports little of nbproctor, so that it starts fast.
"""

import importlib
import importlib.metadata
import importlib.util
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection

import numpy as np

from nbproctor.checks.answer_key import LIMITS
from nbproctor.checks.build_key import build_key, find_exercises
from nbproctor.checks.wire import encode
from nbproctor.garbage_collection import pause_collection


def compute_keys(results: Connection, package: str, chapters: Sequence[str]) -> None:
    """Send the answer key of each chapter, empty if the package has no module of this name.

    A key comes with the versions of all distributions that this process has imported. An error
    comes in place of a key, without a chapter.

    Args:
        results: where to send pairs of a chapter and bytes.
        package: the package of hidden cases.
        chapters: names of its modules.
    """
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"  # as in the processes that grade
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # libraries write to them at their import
        os.dup2(nowhere, stream)
    try:
        with pause_collection():
            distributions = importlib.metadata.packages_distributions()
            for chapter in chapters:
                if importlib.util.find_spec(f"{package}.{chapter}") is None:
                    results.send((chapter, b""))
                else:
                    module = importlib.import_module(f"{package}.{chapter}")
                    key = build_key(find_exercises(module))
                    kept = {
                        "libraries": _read_versions(distributions),
                        "key": np.frombuffer(key, np.uint8),
                    }
                    results.send((chapter, encode(kept, LIMITS)))
    except Exception as error:
        results.send(("", f"{type(error).__name__}: {error}".encode()))


def _read_versions(distributions: Mapping[str, list[str]]) -> dict[str, str]:
    """Return the versions of the distributions that are imported, by name."""
    modules = {name.partition(".")[0] for name in sys.modules}
    names = {name for module in modules for name in distributions.get(module, ())}
    return {name: importlib.metadata.version(name) for name in sorted(names)}
