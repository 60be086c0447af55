"""The answer keys of a course: kept in the user's cache, and computed when there is none.

A key belongs to a chapter and is built from the exercises in the module of this name in
`c.HiddenCases.package`. Whoever asks a grader to grade a submission sends it along. Grades are the
same without a key.

A key contains the expected values of hidden cases. Only this user can read it, and no sandbox
contains the user's cache.
"""

import contextlib
import functools
import hashlib
import importlib
import importlib.metadata
import json
import os
import pickle
import platform
import shutil
import socket
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

import numpy as np
import platformdirs
from traitlets.config import Config

from nbproctor import __version__
from nbproctor.checks.answer_key import LIMITS, AnswerKey
from nbproctor.checks.build_key import find_exercises
from nbproctor.checks.compute_keys import KeysTask
from nbproctor.checks.wire import WireError, decode, encode
from nbproctor.errors import CourseError
from nbproctor.fingerprint import checks_fingerprint, read_package
from nbproctor.gradebook.secret import secret_variable, slow_digest
from nbproctor.grading.tasks import select_environment
from nbproctor.kernels.early import start_zygote
from nbproctor.kernels.limits import GraderLimits
from nbproctor.kernels.process import PLAIN, CallOrder, RunningProcess, ZygoteClient, ZygoteError
from nbproctor.kernels.provisioner import find_provisioner, forks_here
from nbproctor.kernels.sandbox import SandboxError
from nbproctor.kernels.settings import KernelSettings
from nbproctor.settings import ClassRun, Course, HiddenCases

RUN = "nbproctor.checks.compute_keys.run"
COMPUTE_LIMIT_S = 120.0  # for the key of one chapter; the run goes on without it
# For all chapters on all cores. The course's own limits are for one submission.
LIMITS_OF_ALL = {"memory_mib": 4096, "heap_mib": 4096, "address_space_mib": 16384, "cpu_s": 900}
END_LIMIT_S = 1.0  # for the reason of its end
MOST_KEPT = 8  # folders of keys: of several courses, secrets and versions of the checks


class AnswerKeys:
    """The keys of some chapters; use it as a context manager, which ends the computation.

    Where no process can be forked there are none.

    Attributes:
        problem: why keys are missing that should exist, or "".
    """

    def __init__(self, config: Config, chapters: Sequence[str]) -> None:
        self.problem = ""
        self._keys: dict[str, bytes] = {}
        self._missing: list[str] = []
        self._zygote: ZygoteClient | None = None
        self._process = RunningProcess(0)
        folder = find_key_folder(config)
        if folder is None:
            return
        self._folder = folder
        self._keys = {each: key for each in chapters if (key := read_kept(folder, each))}
        missing = [each for each in chapters if each not in self._keys]
        if missing and forks_here():
            self._missing = missing
            ours, theirs = socket.socketpair()
            self._results = Connection(ours.detach())
            # A zygote may take seconds to start, and this process has other work until then.
            starting = threading.Thread(target=self._start, args=(config, theirs), daemon=True)
            starting.start()

    def _start(self, config: Config, results: socket.socket) -> None:
        """Start a zygote as for kernels, and compute keys in a fork of it."""
        self._distributions = importlib.metadata.packages_distributions()
        with results, tempfile.TemporaryFile() as work:
            try:
                self._zygote, settings = _start_zygote(config)
                pickle.dump(_describe_task(config, self._missing), work)
                work.seek(0)
                order = CallOrder(
                    RUN,
                    [work.fileno(), results.fileno()],
                    {} if settings.sandboxed else {**os.environ, **dict(settings.environment)},
                    GraderLimits(**LIMITS_OF_ALL) if settings.sandboxed else None,
                )
                self._process = self._zygote.call(order)
            except (ZygoteError, CourseError) as error:
                self.problem = str(error)
        if not self._missing:  # the keys are no longer needed
            self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._stop()

    def get(self, chapter: str) -> bytes:
        """Return the key of a chapter, once it is computed; b"" if there is none."""
        while chapter not in self._keys and self._missing:
            self._receive()
        return self._keys.get(chapter, b"")

    def _receive(self) -> None:
        try:
            if not self._results.poll(COMPUTE_LIMIT_S):
                raise TimeoutError(f"it took more than {COMPUTE_LIMIT_S:g} seconds")
            name, _, found = self._results.recv_bytes().partition(b"\n")
            chapter = name.decode()
            if not chapter:
                self.problem = found.decode()
                return
            content: dict[str, Any] = decode(found, LIMITS) if found else {"key": b""}
            self._keys[chapter] = bytes(content["key"])
        except EOFError:
            self._process.ended.wait(END_LIMIT_S)
            self.problem = self.problem or self._process.reason or "its process has ended"
            self._stop()
        except (OSError, WireError) as error:
            self.problem = str(error)
            self._stop()
        else:
            if found:
                versions = self._read_versions(content["imported"])
                kept = encode({"libraries": versions, "key": content["key"]}, LIMITS)
                _keep(self._folder, chapter, kept)

    def _read_versions(self, imported: Sequence[str]) -> dict[str, str]:
        """Return the versions of the distributions that modules come from, by name."""
        names = {name for module in imported for name in self._distributions.get(module, ())}
        return {name: _version_of(name) for name in sorted(names)}

    def _stop(self) -> None:
        if self._missing:
            self._missing = []
            self._results.close()
        if self._zygote:
            self._zygote.close()


def _start_zygote(config: Config) -> tuple[ZygoteClient, KernelSettings]:
    """Start a zygote like those of kernels, from which no kernel is forked; return its settings.

    It runs no student's code. Where no sandbox works, as on a machine that only gives orders to a
    cluster, it is in none.

    Raises:
        ZygoteError: it did not start.
    """
    provisioner = find_provisioner()
    settings = provisioner.find_settings(config) if provisioner else PLAIN
    if settings.sandboxed:
        try:
            return start_zygote(settings), settings
        except SandboxError:
            settings = replace(settings, sandboxed=False)
    return ZygoteClient(settings), settings


def _describe_task(config: Config, chapters: Sequence[str]) -> KeysTask:
    package = HiddenCases(config=config).package
    environment = dict(select_environment(config))
    return KeysTask(package, tuple(chapters), read_package(package), environment)


def find_key_folder(config: Config) -> Path | None:
    """Return the folder of this course's keys; its name covers the sources, secret and versions.

    None if the course has no package of hidden cases, or a package is not installed here.
    """
    course, package = Course(config=config), HiddenCases(config=config).package
    if not package:
        return None
    try:
        sources = checks_fingerprint(course, package)
    except CourseError:
        return None
    secret = secret_variable(config)
    variables = {name: os.environ.get(name, "") for name in ClassRun(config=config).sent_variables}
    variables[secret] = slow_digest(os.environ.get(secret, ""), sources.encode())
    versions = (__version__, np.__version__, platform.python_version(), platform.machine())
    text = json.dumps([sources, package, sorted(variables.items()), versions])
    name = hashlib.sha256(text.encode()).hexdigest()[:32]
    return find_cache() / name


def find_cache() -> Path:
    """Return the folder of the keys of all courses, which is outside of every sandbox."""
    return platformdirs.user_cache_path("nbproctor") / "answer-keys"


def read_kept(folder: Path, chapter: str) -> bytes:
    """Return the kept key of a chapter; b"" if there is none, or it is of other libraries."""
    try:
        kept = (folder / f"{chapter}.key").read_bytes()
        os.utime(folder)  # it is in use, see `_keep`
        return _read_key(kept)
    except (OSError, WireError):
        return b""


def _read_key(kept: bytes) -> bytes:
    """Return the key in a file, if the libraries have the versions that it was computed with.

    Raises:
        WireError: they have not, or this is no such file.
    """
    content = decode(kept, LIMITS)
    try:
        versions = content["libraries"].items()
        if any(_version_of(name) != version for name, version in versions):
            raise WireError("libraries have changed")
        return bytes(content["key"].tobytes())
    except (TypeError, KeyError, AttributeError):
        raise WireError("it is no kept key") from None


@functools.cache  # a library's version is the same for all chapters; reading it takes 0.3 ms
def _version_of(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _keep(folder: Path, chapter: str, kept: bytes) -> None:
    """Write a file at once, for this user alone; remove the folders that were not used for longest.

    A key that cannot be kept is computed again in the next run.
    """
    with contextlib.suppress(OSError):
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        number, name = tempfile.mkstemp(dir=folder)  # with mode 600
        with os.fdopen(number, "wb") as file:
            file.write(kept)
        os.replace(name, folder / f"{chapter}.key")
        others = sorted(folder.parent.iterdir(), key=lambda path: path.stat().st_mtime)
        for old in others[:-MOST_KEPT]:
            shutil.rmtree(old, ignore_errors=True)


def open_key(data: bytes, config: Config, chapter: str) -> AnswerKey | None:
    """Return the key of a chapter for the checks of this process; None if it cannot be used."""
    if not data:
        return None
    try:
        module = importlib.import_module(f"{HiddenCases(config=config).package}.{chapter}")
        return AnswerKey(data, find_exercises(module))
    except Exception:  # the grade cells import the same module, and report the error
        return None
