"""Define the tasks that go to a worker and the results that come back.

All are plain values. They hold no path of the instructor's machine and no database connection, so
a worker needs only the installed packages. The digest of a task covers everything that determines
the grade; a run uses it to detect unchanged submissions.
"""

import copy
import functools
import json
import os
from dataclasses import dataclass, field
from typing import Any

from traitlets.config import Config

from nbproctor import __version__
from nbproctor.fingerprint import compute_digest, fingerprint
from nbproctor.gradebook.grades import (
    UNGRADED,
    Grade,
    GradedNotebook,
    RegisteredChapter,
    StoredSubmission,
    require_number,
    require_text,
)
from nbproctor.gradebook.secret import secret_variable, slow_digest
from nbproctor.grading.submissions import CollectedFiles, Files, require_inside
from nbproctor.pages.plain_text import plain
from nbproctor.settings import ClassRun, Course

# Prefix of every digest in the table `course_run`. Increase the number when code moves or is
# renamed and grades stay the same. A row with another prefix comes from a version that computed
# digests differently: its submission is graded again only if the submitted files have changed, and
# its feedback page is generated again only if its content would change.
DIGEST_FORMAT = "6:"
DIGEST_LENGTH = 64  # the width of the column

# Limits of what a grader returns: a grade cell may have run a student's text, so it is not trusted.
RESULT_HEADER_LIMIT_BYTES = 4 * 2**20
RESULT_FILES_LIMIT = 10_000
LINES_LIMIT = 200
LINE_LIMIT_CHARACTERS = 2_000

# Sections of the configuration that do not affect grades.
PLACES = (
    *("CourseDirectory", "Exchange", "ExportApp", "FormgradeApp", "NbGrader", "KernelManager"),
    # These name the secret's variable and the course's packages; the digest covers their contents.
    *("ClassRun", "Course", "Doctor", "HiddenCases", "Release", "StudentBundle", "ZipCollectApp"),
    *("ExchangeFactory", "GraderLimits"),
    "PointsPerDay",  # every class run renews the penalties
)
LOCAL = ("NBPROCTOR_BWRAP",)  # paths of programs on this machine; each worker has its own
SENT = ("JUPYTER_DEFAULT_PROVISIONER_NAME",)
DECIDING_KERNELS = ("environment", "sandbox")  # settings of `c.WarmKernels`


@dataclass
class ChapterKit:
    """Everything that grading needs besides the submission; the same for a whole chapter.

    Attributes:
        files: the files of the folder `source/<chapter>/`.
        environment: environment variables for grading, as pairs of name and value.
        fingerprint: digest of the installed packages, which the worker compares with its own;
            empty if the worker uses the same files.
        salt: the gradebook's salt, with which the digest hashes the secret.
        sources: see `nbproctor.fingerprint.deciding_fingerprint`; only `digest` needs it.
    """

    chapter: str
    files: Files
    registered: RegisteredChapter
    config: Config
    environment: tuple[tuple[str, str], ...]
    fingerprint: str
    salt: bytes = b""
    sources: str = ""

    @functools.cached_property
    def digest(self) -> str:
        """The digest of everything here that determines a grade."""
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
        said = [__version__, self.chapter, settings, environment, self.sources]
        text = json.dumps(said, default=_describe_setting) + repr(self.registered)
        return compute_digest(self.files, text.encode())


@dataclass(frozen=True)
class GradeTask:
    """One submission to grade.

    Attributes:
        collected: the files that were handed in, not parsed.
        graded_before: the files of `autograded/<student>/<chapter>/` if a version with another
            digest format graded the submission. The worker grades it only if it has changed.
        only: the name of the only notebook to grade; by default all are graded.
        answer_key: the chapter's `nbproctor.checks.answer_key`, or nothing; grades are the same.
    """

    student: str
    kit: ChapterKit
    collected: CollectedFiles
    graded_before: Files = ()
    answer_key: bytes = b""
    only: str = ""


@dataclass(frozen=True)
class GradedSubmission:
    """The result of a `GradeTask`; the grader writes it with `to_bytes`.

    Attributes:
        outcome: "graded" if at least one notebook was; otherwise "missing", "unreadable", "could
            not run", or "unchanged" (see `GradeTask.graded_before`).
        notebooks: by name; those that are not here have the outcome of the submission.
        files: the files for `autograded/<student>/<chapter>/`.
        failed, notes: see `GradeResult`.
        problem: why grading could not run.
        log: nbgrader's log.
        seconds, cpu_seconds: wall and CPU time; includes the kernels' CPU time if they start warm.
    """

    outcome: str
    notebooks: dict[str, GradedNotebook] = field(default_factory=dict)
    files: Files = ()
    failed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""
    log: str = ""
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mib: float = 0.0

    def to_bytes(self) -> bytes:
        """Write the result: a line of JSON, then the contents of the files."""
        notebooks = {name: each.to_dict() for name, each in self.notebooks.items()}
        return _write(vars(self) | {"notebooks": notebooks}, self.files)

    @classmethod
    def from_bytes(cls, data: bytes) -> "GradedSubmission":
        """Read what `to_bytes` wrote, in a process that read the student's files.

        Raises:
            ValueError: it is something else, or a file is not inside its folder.
        """
        try:
            found, files = _read(data)
            notebooks = found["notebooks"].items()
            return cls(
                outcome=require_text(found["outcome"]),
                notebooks={str(name): GradedNotebook.from_dict(n) for name, n in notebooks},
                files=files,
                failed=_read_lines(found["failed"]),
                notes=_read_lines(found["notes"]),
                problem=clean_line(str(found["problem"])),
                log=plain(str(found["log"])),
                seconds=require_number(found["seconds"]),
                cpu_seconds=require_number(found["cpu_seconds"]),
                peak_mib=require_number(found["peak_mib"]),
            )
        except (AttributeError, KeyError, OverflowError, RecursionError, TypeError) as error:
            raise ValueError(f"no graded submission: {error}") from None

    def require_complete(self, chapter: RegisteredChapter) -> None:
        """Require that this can be stored as a result for the chapter.

        Raises:
            ValueError: an outcome is not known, a graded notebook has no file or is not of this
                chapter, or a score is not between 0 and the points of its cell.
        """
        graded = {name for name, each in self.notebooks.items() if each.outcome == "graded"}
        outcomes = {self.outcome, *(each.outcome for each in self.notebooks.values())}
        if outcomes - {"graded", *UNGRADED} or (self.outcome == "graded") != bool(graded):
            raise ValueError("its outcomes contradict each other")
        if graded - {name.removesuffix(".ipynb") for name, _ in self.files}:
            raise ValueError("a graded notebook is missing")
        if self.notebooks.keys() - set(chapter.notebook_names):
            raise ValueError("it has a notebook of another chapter")
        for notebook in chapter.notebooks:
            grades = self.notebooks.get(notebook.name, GradedNotebook("missing")).grades
            for cell in notebook.graded:
                score = grades.get(cell.name, Grade()).auto_score or 0.0
                if not 0.0 <= score <= cell.max_score:
                    raise ValueError(f"{cell.name} has {score:g} of {cell.max_score:g} points")


@dataclass(frozen=True)
class FeedbackTask:
    """A graded submission whose feedback pages are to be generated, one for each notebook.

    Attributes:
        notebooks: the graded notebooks, as files.
        sources: the source notebooks and the file of short answers, if the pages show them.
    """

    student: str
    registered: RegisteredChapter
    config: Config
    notebooks: Files
    submission: StoredSubmission
    fingerprint: str
    sources: Files = ()

    @property
    def digest(self) -> str:
        """The digest of everything that determines the content of the pages."""
        said = (self.registered.name, self.submission.notebooks)
        sources = fingerprint(Course(config=self.config).packages)
        return format_digest(
            compute_digest((*self.notebooks, *self.sources), f"{said}{sources}".encode())
        )


@dataclass(frozen=True)
class FeedbackPages:
    """The result of a `FeedbackTask`: the pages as files, or the reason why there are none."""

    pages: Files
    problem: str = ""
    log: str = ""

    def to_bytes(self) -> bytes:
        """Write the result: a line of JSON, then the pages."""
        return _write({"problem": self.problem, "log": self.log}, self.pages)

    @classmethod
    def from_bytes(cls, data: bytes) -> "FeedbackPages":
        """Read what `to_bytes` wrote.

        Raises:
            ValueError: it is something else, or a page is not inside its folder.
        """
        try:
            found, pages = _read(data)
            return cls(pages, clean_line(str(found["problem"])), plain(str(found["log"])))
        except (AttributeError, KeyError, OverflowError, RecursionError, TypeError) as error:
            raise ValueError(f"no feedback pages: {error}") from None


def _write(fields: dict[str, Any], files: Files) -> bytes:
    header = fields | {"files": [(name, len(content)) for name, content in files]}
    return b"".join([json.dumps(header).encode(), b"\n", *(content for _, content in files)])


def _read(data: bytes) -> tuple[dict[str, Any], Files]:
    """Read what `_write` wrote.

    Raises:
        AttributeError, KeyError, RecursionError, TypeError, ValueError: it is something else.
    """
    end = data.find(b"\n", 0, RESULT_HEADER_LIMIT_BYTES)
    if end < 0:
        raise ValueError(f"it has no first line of up to {RESULT_HEADER_LIMIT_BYTES:,} bytes")
    found = json.loads(data[:end])
    if len(found["files"]) > RESULT_FILES_LIMIT:
        raise ValueError(f"it has more than {RESULT_FILES_LIMIT:,} files")
    files, start = [], end + 1
    for name, size in found["files"]:
        require_inside(require_text(name))
        if type(size) is not int or size < 0:
            raise ValueError(f"{size!r} is no size")
        files.append((name, data[start : start + size]))
        start += size
    if start != len(data):
        raise ValueError("the sizes of the files do not match")
    return found, tuple(files)


def _read_lines(lines: Any) -> tuple[str, ...]:
    return tuple(clean_line(str(line)) for line in lines[:LINES_LIMIT])


def clean_line(text: str) -> str:
    r"""Make one short line of a text, for a table and a log: without control codes.

    >>> clean_line("one\ntwo")
    'one two'
    """
    line = plain(text[:LINE_LIMIT_CHARACTERS])
    return " ".join(line.splitlines())


def format_digest(digest: str) -> str:
    """Add the format prefix to a digest and cut it to the width of the column."""
    return f"{DIGEST_FORMAT}{digest}"[:DIGEST_LENGTH]


def is_of_other_format(digest: str) -> bool:
    """Return whether a digest of the table `course_run` has another format."""
    return bool(digest) and not digest.startswith(DIGEST_FORMAT)


def select_environment(config: Config) -> tuple[tuple[str, str], ...]:
    """Select the environment variables for workers: nbproctor's, the secret, and the course's."""
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


def select_config(config: Config) -> Config:
    """Copy the configuration without the settings that apply only to the instructor's machine."""
    sent = copy.deepcopy(config)
    for name in ("root", "db_url"):
        sent.CourseDirectory.pop(name, None)
    return sent


def _describe_setting(value: Any) -> str:
    """Convert a setting that JSON cannot represent to text: classes and functions by name."""
    if hasattr(value, "to_dict"):
        return repr(value.to_dict())
    return f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', repr(value))}"
