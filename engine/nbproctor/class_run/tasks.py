"""What travels to a worker and back: everything that grading needs, and everything it made.

Plain values, no path of the instructor's machine, no database: a worker needs the package and
nothing else. The digest of a task names what decides its grade, so that an unchanged submission
is known as such.
"""

import copy
import functools
import hashlib
import importlib.util
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from traitlets.config import Config

from nbproctor import __version__
from nbproctor.errors import CourseError
from nbproctor.gradebook.grades import Comment, Grade, RegisteredChapter, StoredSubmission
from nbproctor.gradebook.secret import secret_variable, slow_digest
from nbproctor.grading.submissions import Files
from nbproctor.settings import ClassRun, Course

# The first part of every digest in the table `course_run`. A row with another one was written by a
# version that made digests of other things: its submission is graded again only if what was handed
# in has changed, and its page of feedback is made again only if it says something else now. Raise
# the number when code moves or is renamed, and grades stay as they are.
DIGEST_FORMAT = "3:"
DIGEST_LENGTH = 64  # the width of the column

DECIDING = "nbproctor/checks/"  # the part of this package that decides grades
# Parts of the configuration that say where things are, not what a submission earns.
PLACES = (
    *("CourseDirectory", "Exchange", "ExportApp", "FormgradeApp", "NbGrader", "KernelManager"),
    # Which variable has the secret, and which packages the course has: their contents count.
    *("ClassRun", "Course", "Doctor", "HiddenCases", "Release", "StudentBundle", "ZipCollectApp"),
    "ExchangeFactory",
)
LOCAL = ("NBPROCTOR_BWRAP",)  # programs of one machine: a worker has its own
SENT = ("JUPYTER_DEFAULT_PROVISIONER_NAME",)
DECIDING_KERNELS = ("environment", "sandbox")  # settings of `c.WarmKernels`


@dataclass(frozen=True)
class ChapterKit:
    """All that grading any submission of one chapter needs.

    Attributes:
        files: the folder `source/<chapter>/`.
        environment: variables that the configuration set for grading.
        fingerprint: of the installed packages, so that a worker with other ones says so; empty
            where the worker is known to have the same.
        salt: for the secret's part of the digest, which the gradebook keeps.
    """

    chapter: str
    files: Files
    registered: RegisteredChapter
    config: Config
    environment: tuple[tuple[str, str], ...]
    fingerprint: str
    salt: bytes = b""

    @functools.cached_property
    def digest(self) -> str:
        """Of everything here that decides a grade."""
        settings = {name: self.config[name] for name in sorted(self.config) if name not in PLACES}
        kernels = settings.get("WarmKernels", {})  # what is only imported ahead decides nothing
        settings["WarmKernels"] = {
            name: kernels[name] for name in DECIDING_KERNELS if name in kernels
        }
        secret = secret_variable(self.config)
        environment = [
            (name, slow_digest(value, self.salt) if name == secret else value)
            for name, value in self.environment
            if name not in (*SENT, "NBPROCTOR_COMMAND")
        ]
        sources = deciding_fingerprint(Course(config=self.config))
        said = [__version__, self.chapter, settings, environment, sources]
        text = json.dumps(said, default=_named) + repr(self.registered)
        return digest_of(self.files, text.encode())


@dataclass(frozen=True)
class GradeTask:
    """One submission to grade; `files` is what was handed in, as it was handed in.

    Attributes:
        graded_before: the folder `autograded/<student>/<chapter>/`, where a submission was graded
            by a version with digests of another format: it is graded only if it has changed.
    """

    student: str
    kit: ChapterKit
    files: Files
    notes: tuple[str, ...] = ()
    graded_before: Files = ()


@dataclass(frozen=True)
class GradedSubmission:
    """What came of a `GradeTask`.

    Attributes:
        outcome: "graded", "missing" (no notebook), "unreadable", "could not run", or "unchanged"
            (see `GradeTask.graded_before`).
        grades, comments: by cell, as nbgrader would have written them.
        files: the folder `autograded/<student>/<chapter>/`.
        failed, notes: see `GradeResult`.
        problem: why it could not run.
        log: nbgrader's own words.
        seconds, cpu_seconds: wall and CPU time, its kernels' included where they start warm.
        answers: digests of the answers, by graded cell.
    """

    outcome: str
    grades: dict[str, Grade] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    files: Files = ()
    failed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""
    log: str = ""
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mib: float = 0.0
    answers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FeedbackTask:
    """A graded submission to make a page of, and what the gradebook holds of it."""

    student: str
    registered: RegisteredChapter
    config: Config
    notebook: bytes
    submission: StoredSubmission
    fingerprint: str

    @property
    def digest(self) -> str:
        """Of everything that decides what the page says."""
        stored = self.submission
        said = (self.registered.name, stored.grades, stored.comments, stored.late_penalty)
        sources = fingerprint(Course(config=self.config).packages)
        return formatted(digest_of((("", self.notebook),), f"{said}{sources}".encode()))


@dataclass(frozen=True)
class FeedbackPage:
    """What came of a `FeedbackTask`: the page, or why there is none."""

    html: bytes
    problem: str = ""
    log: str = ""


def digest_of(files: Files, more: bytes = b"") -> str:
    """A digest of file names, contents and something else."""
    whole = hashlib.sha256()
    for part in (*(each for pair in files for each in (pair[0].encode(), pair[1])), more):
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def formatted(digest: str) -> str:
    """A digest as the table `course_run` keeps it."""
    return f"{DIGEST_FORMAT}{digest}"[:DIGEST_LENGTH]


def is_of_other_format(digest: str) -> bool:
    """Whether a digest of the table `course_run` was written by a version with another format."""
    return bool(digest) and not digest.startswith(DIGEST_FORMAT)


def sent_environment(config: Config) -> tuple[tuple[str, str], ...]:
    """The variables that go along: nbproctor's own, the secret, and those that the course names."""
    run, secret = ClassRun(config=config), secret_variable(config)
    sent = {*SENT, *run.sent_variables, secret}
    kept_back = {*LOCAL, *run.private_variables}
    # A secret that is not set here must not be another one on a worker.
    variables = {secret: "", **os.environ}
    return tuple(
        (name, value)
        for name, value in sorted(variables.items())
        if name in sent or (name.startswith("NBPROCTOR_") and name not in kept_back)
    )


def sent_config(config: Config) -> Config:
    """The configuration without what concerns the instructor's machine alone."""
    sent = copy.deepcopy(config)
    for name in ("root", "db_url"):
        sent.CourseDirectory.pop(name, None)
    return sent


def fingerprint(packages: Iterable[str]) -> str:
    """Of the source of this package and of a course's packages, as installed here."""
    return _digest_of_source(("nbproctor", *packages))


def deciding_fingerprint(course: Course) -> str:
    """Of the source that decides grades: the check language and the course's packages."""
    return _digest_of_source(
        ("nbproctor", *course.packages), (DECIDING, *course.packages), tuple(course.undeciding)
    )


@functools.cache
def _digest_of_source(
    packages: tuple[str, ...],
    within: tuple[str, ...] = ("",),
    without: tuple[str, ...] = (),
) -> str:
    """Of the files of packages whose name starts with one of `within`, and none of `without`."""
    files = []
    for package in packages:
        for name, path in _list_source(package):
            if name.startswith(within) and not name.startswith(without):
                files.append((name, path.read_bytes()))
    return digest_of(tuple(files))[:16]


def _list_source(package: str) -> Iterator[tuple[str, Path]]:
    """Yield the files of a package or module, with names that are the same on every machine.

    Raises:
        CourseError: it is not installed here.
    """
    spec = importlib.util.find_spec(package)
    if spec is None:
        raise CourseError(f"c.Course.packages names {package}, which is not installed here.")
    if not spec.submodule_search_locations and spec.origin:
        yield f"{package}.py", Path(spec.origin)
    for place in spec.submodule_search_locations or ():
        for path in sorted(Path(place).rglob("*.py")):
            yield f"{package}/{path.relative_to(place)}", path


def _named(value: Any) -> str:
    """A setting that JSON has no form for: classes and functions by name."""
    if hasattr(value, "to_dict"):
        return repr(value.to_dict())
    return f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', repr(value))}"
