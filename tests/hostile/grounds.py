"""A course with the whole corpus handed in, and around it what nobody may reach."""

import contextlib
import copy
import hashlib
import os
import runpy
import socket
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import numpy as np
from conftest import copied_course
from hostile.corpus import hand_in_all, right_notebook
from hostile.vocabulary import CHAPTER, MARK
from nbformat.v4 import new_markdown_cell

import course
from nbproctor.course_folder import CourseFolder, register
from nbproctor.notebooks import write_notebook

# Short, so that what runs into a limit does so soon; long enough for a right answer on a machine
# that does other work.
LIMITS = """
c.Execute.timeout = 5
c.ExecuteCells.call_limit_s = 2
c.ExecuteCells.exercise_limit_s = 4
c.ExecuteCells.answer_grace_s = 0.5
c.ExecuteCells.interrupt_grace_s = 0.5
c.KernelLimits.memory_mib = 1500
c.KernelLimits.heap_mib = 1200
c.KernelLimits.cpu_s = 20
c.KernelLimits.processes = 128
"""
NEIGHBOURS = ("0 before", "m between", "~ after")  # ordinary students, by the order of names
PACKAGE = Path(course.__file__).parent
LARGEST_KIB = 12 << 20  # of addresses of each process of the grader


@dataclass
class Grounds:
    """The course, its secrets, and what tells whether somebody was where nobody should be.

    Attributes:
        secrets: text that stands where no student may look, by what it is.
        hidden: the arrays of hidden cases, as a program would print them.
        environment: of the commands that grade.
    """

    folder: CourseFolder
    secrets: dict[str, str]
    hidden: frozenset[str]
    environment: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command of this Python's environment in the course folder."""
        program = str(Path(sys.executable).parent / command[0])
        # Should the grader itself be made to grow, this machine lives on.
        line = ["sh", "-c", f'ulimit -v {LARGEST_KIB}; exec "$@"', "sh", program, *command[1:]]
        return subprocess.run(
            line,
            cwd=self.folder.root,
            env=self.environment,
            capture_output=True,
            text=True,
            errors="backslashreplace",
            timeout=1800,
            check=False,
        )


def laid_out(root: Path, names: Sequence[str]) -> Grounds:
    """Everything in place and the submissions of these names handed in, nothing graded."""
    kinds = ("course secret", "environment", "solution", "neighbour", "home")
    secrets = {kind: f"secret-{uuid.uuid4().hex}" for kind in kinds}
    folder = copied_course(root / "course")
    with (folder.root / "nbgrader_config.py").open("a") as file:
        file.write(LIMITS)
    source = folder.source(CHAPTER)
    solution = "### BEGIN SOLUTION\n"
    source.write_text(
        source.read_text().replace(solution, f"{solution}    # {secrets['solution']}\n")
    )
    home = root / "home"
    private = home / "private"  # beside it the grader's libraries keep what they like
    private.mkdir(parents=True)
    (private / "diary.txt").write_text(secrets["home"])
    environment = {
        **os.environ,
        "HOME": str(home),
        "COURSE_SECRET": secrets["course secret"],
        "OF_THE_GRADER": secrets["environment"],
    }
    hidden = hidden_inputs(secrets["course secret"])
    grounds = Grounds(CourseFolder.find(folder.root), secrets, hidden, environment)
    _hand_in(grounds, set(names))
    register(grounds.folder, CHAPTER)
    return grounds


def _hand_in(grounds: Grounds, names: set[str]) -> None:
    root = grounds.folder.root
    right = right_notebook(grounds.folder, root / "release")
    hand_in_all(right, root / "submitted", names)
    right.cells.append(new_markdown_cell(grounds.secrets["neighbour"], id="mine"))
    for name in NEIGHBOURS:
        write_notebook(
            copy.deepcopy(right), root / "submitted" / name / CHAPTER / f"{CHAPTER}.ipynb"
        )


@contextlib.contextmanager
def servers() -> Iterator[list[str]]:
    """A server on a port of this machine, and one with an abstract name; whoever spoke to them."""
    visits: list[str] = []
    with socket.socket() as port, socket.socket(socket.AF_UNIX) as named:
        port.bind(("127.0.0.1", 0))
        named.bind(f"\0{MARK}")
        for server, kind in ((port, "port"), (named, "abstract name")):
            server.listen()
            threading.Thread(target=_serve, args=(server, kind, visits), daemon=True).start()
        yield visits


def _serve(server: socket.socket, kind: str, visits: list[str]) -> None:
    with contextlib.suppress(OSError):
        while True:
            server.accept()[0].close()
            visits.append(kind)


def hidden_inputs(secret: str) -> frozenset[str]:
    """The arrays of the chapter's hidden cases that no one would print by chance."""
    with mock.patch.dict(os.environ, COURSE_SECRET=secret):
        exercises = runpy.run_module(f"grader_tests.{CHAPTER}").values()
    cases = [
        case
        for exercise in exercises
        for each in getattr(exercise, "properties", ())
        for case in each.cases
        if case.hidden
    ]
    arrays = [value for case in cases for value in case.inputs.values()]
    large = (each for each in arrays if isinstance(each, np.ndarray) and each.size >= 6)
    return frozenset(str(each.tolist()) for each in large)


def fingerprint(*folders: Path) -> str:
    """A digest of all files in these folders: their names, when they were written, how large."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if "__pycache__" not in path.parts and not path.is_dir():
                found = path.lstat()
                digest.update(os.fsencode(path) + b"%d %d" % (found.st_mtime_ns, found.st_size))
    return digest.hexdigest()


def escaped_processes() -> list[str]:
    """Command lines of processes of the machine that bear the mark."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if MARK in line:
                found.append(line)
    return found


def escaped_files(places: Sequence[Path]) -> list[Path]:
    """Files that bear the mark, directly in these places."""
    return [path for place in places for path in place.glob(f"*{MARK}*")]
