"""Follow docs/instructors.md line by line in a copy of the course, with a class of three.

Every block of commands runs as it is printed, in the order of the guide. A block of settings goes
into nbgrader_config.py where it stands.
"""

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT
from nbformat import NotebookNode

from course.staff.sample_class import filled_in
from course.staff.solutions import read_solutions
from nbproctor.notebooks import dumps, read_notebook

pytestmark = pytest.mark.nightly
GUIDE = (ROOT / "docs" / "instructors.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
CHAPTER = "pooling"
EXCHANGE = "/usr/local/share/nbgrader/exchange"
ROSTER = """id,first_name,last_name,email,lms_user_id
ada,Ada,Byron,ada@example.org,11
ben,Ben,Bitdiddle,ben@example.org,12
kim,Kim,Lee,kim@example.org,13
"""


class Term:
    """A clone of the course, and what each block of the guide said in it.

    Attributes:
        said: what the last run of each line of the guide's blocks printed.
        zips: the content of the zips of feedback that were written.
    """

    def __init__(self, place: Path) -> None:
        self.root, self.home = place / "cnn-course", place / "home"
        self.exchange = place / "exchange"
        self.said: dict[str, str] = {}
        self.zips: dict[str, bytes] = {}
        foreign = ("COURSE_", "JUPYTER_", "NBGRADER_", "NBPROCTOR_", "PYTEST_")
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith(foreign)
        }
        self.environment["HOME"] = str(self.home)
        (self.home / "Downloads").mkdir(parents=True)
        names = subprocess.run(
            ["git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard"],
            capture_output=True,
            text=True,
            check=True,
        )
        for name in names.stdout.splitlines():
            if (ROOT / name).exists():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.root / name)
        (self.root / ".venv").mkdir()
        (self.root / ".venv" / "bin").symlink_to(Path(sys.prefix, "bin"))
        (self.root / ".venv" / "installed").touch()

    def follow(self, kind: str, text: str) -> None:
        """Do what a block of the guide says."""
        if kind == "python":
            if "get_config()" not in text:  # otherwise it is of a file on students' servers
                with (self.root / "nbgrader_config.py").open("a") as file:
                    file.write(text)
            return
        assert kind == "sh", f"is this a block of commands? {text}"
        where = self.root
        for line in text.splitlines():
            if line.startswith("cd "):
                where = (where / line.removeprefix("cd ")).resolve()
            else:
                self.said[line] = self.run(line, where)
                self.zips |= {path.name: path.read_bytes() for path in self.root.glob("*.zip")}

    def run(self, line: str, where: Path) -> str:
        """Run a line as the instructor would; answer yes to whatever is asked."""
        line = line.replace("sudo ", "").replace(EXCHANGE, str(self.exchange))
        variables = self.root.parent / "variables"
        done = subprocess.run(
            ["bash", "-c", f'{line}; code=$?; env -0 > "{variables}"; exit $code'],
            cwd=where,
            env=self.environment,
            input="y\n" * 3,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout[-9_000:]}{done.stderr[-9_000:]}"
        pairs = variables.read_text().split("\0")
        self.environment = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
        return done.stdout + done.stderr


def answered(right: bool) -> NotebookNode:
    """The released chapter with right answers, or as it is."""
    notebook = read_notebook(ROOT / "release" / CHAPTER / f"{CHAPTER}.ipynb")
    solutions = read_solutions(ROOT / "answers" / CHAPTER)
    answers = {each.exercise: each.source for each in solutions if each.right}
    return filled_in(notebook, answers if right else {})


@pytest.fixture(scope="module")
def term(tmp_path_factory) -> Term:
    """The term after all blocks of the guide."""
    made = Term(tmp_path_factory.mktemp("term"))
    (made.root / "students.csv").write_text(ROSTER)
    with (made.root / "nbgrader_config.py").open("a") as file:
        file.write(f'\nc.Exchange.root = "{made.exchange}"\n')
    with zipfile.ZipFile(made.home / "Downloads" / "submissions.zip", "w") as archive:
        archive.writestr("byronada_11_91_pooling.ipynb", dumps(answered(right=True)))
        archive.writestr("bitdiddleben_LATE_12_92_pooling-1.ipynb", dumps(answered(right=False)))
    for kind, text in BLOCK.findall(GUIDE):
        made.follow(kind, text)
    return made


def find(said: dict[str, str], beginning: str) -> str:
    """What the only line with this beginning printed."""
    [text] = [text for line, text in said.items() if line.startswith(beginning)]
    return text


def test_a_class_is_collected_graded_and_given_its_feedback(term):
    said = term.said
    assert "added: 3" in said["course roster students.csv"]
    assert "✓ pooling: 18 points" in said["course validate pooling"]
    assert "due Sat 24 Oct 2026 23:59 (Europe/Berlin)" in find(said, "course due pooling")
    collected = find(said, "nbgrader zip_collect")
    assert "Late, as the download says: ben." in collected
    assert "Nothing was collected of kim." in collected
    assert "feedback-canvas-pooling.zip: pages of 2 students" in find(said, "course feedback")
    pages = io.BytesIO(term.zips["feedback-canvas-pooling.zip"])
    with zipfile.ZipFile(pages) as archive:
        assert sorted(archive.namelist()) == [
            "bitdiddleben_LATE_12_92_pooling.html",
            "byronada_11_91_pooling.html",
        ]
    assert "wrote report.html" in said["course report"]
    assert "due Mon 26 Oct 2026 23:59" in find(said, "course extend ada pooling --days")


def test_a_backup_is_restored_and_graded_without_a_change(term):
    assert "restored the class of" in find(term.said, "course restore")
    again = term.root.parent / "restored"
    assert (again / "submitted" / "ada" / CHAPTER / f"{CHAPTER}.ipynb").exists()
    with (again / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {name: float(row["raw_score"]) for name, row in rows.items()}["ada"] == 18.0
    assert re.search(r"\b2\b[^\n]*unchanged", term.said["course grade pooling"])


def test_the_next_year_begins_with_the_course_and_without_a_class(term):
    said = term.said["course next-year"]
    assert "Set a new secret in COURSE_SECRET" in said
    assert "course due pooling --until DATE`. This year it was Sat 24 Oct 2026 23:59" in said
    left = {path.name for path in term.root.iterdir()}
    assert left >= {"source", "grader_tests", "nbgrader_config.py"}
    assert not left & {"gradebook.db", "students.csv", "grades.csv", "report.html"}
    assert [each.name for each in (term.root / "autograded").iterdir()] == ["README.md"]


def test_all_commands_of_a_class_are_in_a_block_of_the_guide():
    lines = [
        line for kind, text in BLOCK.findall(GUIDE) if kind == "sh" for line in text.splitlines()
    ]
    used = set(re.findall(r"^(?:\.venv/bin/)?course ([\w-]+)", "\n".join(lines), re.MULTILINE))
    assert used >= {
        *("doctor", "roster", "validate", "release", "due", "grade", "feedback", "report"),
        *("extend", "backup", "restore", "export", "next-year"),
    }
