"""The corpus as one class, graded by `course grade` and, much of it, by `nbgrader autograde`.

One run each for all submissions, some minutes long; every test looks at one thing about one
submission, or at what is around them.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from hostile import grounds as around
from hostile.channels import MARKER
from hostile.corpus import SUBMISSIONS, WAYS
from hostile.grounds import NEIGHBOURS, Grounds
from hostile.markup import acting
from hostile.vocabulary import ALL, CHAPTER, POINTS, Hostile

LARGEST_MB = 15  # of what comes out for one student


@dataclass(frozen=True)
class Graded:
    """The course after a run, and what the run printed."""

    grounds: Grounds
    by: str
    printed: str
    untouched: bool

    @property
    def root(self) -> Path:
        return self.grounds.folder.root

    @cached_property
    def log(self) -> str:
        path = self.root / "grade.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    @cached_property
    def scores(self) -> dict[str, float | None]:
        """Automatic points in the gradebook; None where there are none for somebody."""
        scores: dict[str, float | None] = {}
        with self.grounds.folder.gradebook() as gradebook:
            for submission in gradebook.assignment_submissions(CHAPTER):
                [notebook] = submission.notebooks
                points = [g.auto_score for g in notebook.grades if g.cell.cell_type == "code"]
                scores[submission.student_id] = None if None in points else sum(points)
        return scores

    def row(self, student: str) -> str:
        """What the log says of a student, before nbgrader's own words."""
        name = repr(student)[1:-1]  # as the log has it where it cannot be printed
        name = student if f"== {student}/{CHAPTER}:" in self.log else name
        return self.log.partition(f"== {name}/{CHAPTER}:")[2].partition("\n== ")[0]

    def notebook(self, student: str) -> str:
        path = self.root / "autograded" / student / CHAPTER / f"{CHAPTER}.ipynb"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def own_outputs(self, student: str) -> str:
        """Text that the student's own cells put out."""
        cells = json.loads(self.notebook(student))["cells"]
        outputs = [each for cell in cells for each in cell.get("outputs", [])]
        return "\n".join("".join(each.get("text", each.get("evalue", ""))) for each in outputs)

    def page(self, student: str) -> str:
        path = self.root / "feedback" / student / CHAPTER / f"{CHAPTER}.html"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def text(self, student: str) -> str:
        """All that came out for a student, without the tags that colour code."""
        texts = [
            path.read_text(encoding="utf-8", errors="replace")
            for path in self.files(student)
            if path.is_file() and not path.is_symlink()
        ]
        return "\n".join([*texts, *(re.sub("<[^>]*>", "", text) for text in texts)])

    def files(self, student: str) -> list[Path]:
        """Everything that came out for a student, links included."""
        folders = [self.root / name / student for name in ("autograded", "feedback")]
        return [path for folder in folders for path in folder.rglob("*")]


@pytest.fixture(scope="session")
def visits() -> Iterator[list[str]]:
    """Who spoke to a server of this machine, while anything was graded."""
    with around.servers() as visits:
        yield visits


@pytest.fixture(scope="session")
def runs(visits, tmp_path_factory) -> dict[str, Graded]:
    """Both runs, at the same time: much of what they do is wait for what does not end."""
    made = {
        way: around.laid_out(tmp_path_factory.mktemp("hostile"), names)
        for way, names in WAYS.items()
    }
    with ThreadPoolExecutor() as threads:
        return dict(zip(made, threads.map(run, made, made.values()), strict=True))


def run(way: str, grounds: Grounds) -> Graded:
    root = grounds.folder.root
    private = root.parent / "home" / "private"
    kept = (root / "source", root / "submitted", private, around.PACKAGE)
    before = around.fingerprint(*kept)
    if way == "course grade":
        # Some submissions use processors, others only time: more workers than there are cores.
        done = grounds.run("course", "grade", CHAPTER, "--workers", f"{1 + (os.cpu_count() or 1)}")
    else:
        done = grounds.run("nbgrader", "autograde", CHAPTER)
        grounds.run("nbgrader", "generate_feedback", CHAPTER)
    return Graded(grounds, way, done.stdout, before == around.fingerprint(*kept))


@pytest.fixture(scope="session", params=WAYS)
def graded(request, runs) -> Graded:
    return runs[request.param]


def every(wanted: Callable[[str, Hostile], object] = lambda way, each: True) -> Any:
    """A test for each submission that is wanted, each way that it is graded."""
    pairs = [
        pytest.param(way, SUBMISSIONS[name], id=f"{way}-{name!a}")
        for way, names in WAYS.items()
        for name in names
        if wanted(way, SUBMISSIONS[name])
    ]
    return pytest.mark.parametrize(("graded", "each"), pairs, indirect=["graded"])


@every()
def test_a_submission_has_the_points_that_it_must_have(graded, each):
    score = each.score
    if graded.by == "nbgrader autograde" and each.alone != "the same":
        score = each.alone
    assert graded.scores.get(each.name) == score


@every(lambda way, each: way == "course grade" and each.phrase)
def test_the_table_says_what_happened(graded, each):
    assert each.phrase in graded.row(each.name)


@every(lambda way, each: each.shows)
def test_an_attack_was_made_and_failed(graded, each):
    outputs = graded.own_outputs(each.name)
    assert [words for words in each.shows if words not in outputs] == []


@every()
def test_nothing_secret_comes_out(graded, each):
    kinds = {**graded.grounds.secrets, **{text: text for text in each.lacks}}
    kinds |= {f"hidden case {text}": text for text in graded.grounds.hidden}
    text = graded.row(each.name) + graded.text(each.name)
    assert [kind for kind, secret in kinds.items() if secret in text] == []
    assert re.findall(rf"HIDDEN TESTS|hidden\.(?:{'|'.join(POINTS)})", text) == []


def test_nothing_secret_comes_out_about_the_class(graded):
    if graded.by == "course grade":
        graded.grounds.run("course", "report", CHAPTER)
    kinds = {**graded.grounds.secrets, MARKER: MARKER}
    kinds |= {f"hidden case {text}": text for text in graded.grounds.hidden}
    places = {path.name: path.read_bytes() for path in graded.root.glob("*.*") if path.is_file()}
    del places["nbgrader_config.py"]
    places["the terminal"] = graded.printed.encode()
    if graded.by == "course grade":
        assert {"grade.log", "grades.csv", "gradebook.db", "report.html"} <= places.keys()
    found = [(name, k) for name, text in places.items() for k in kinds if kinds[k].encode() in text]
    assert found == []


@every()
def test_what_comes_out_is_of_bounded_size_and_leads_nowhere(graded, each):
    paths = graded.files(each.name)
    odd = [path for path in paths if path.is_symlink() or not (path.is_file() or path.is_dir())]
    assert odd == []
    assert sum(path.stat().st_size for path in paths) < LARGEST_MB * 1_000_000


@every()
def test_a_page_acts_as_an_ordinary_one_does(graded, each):
    assert acting(graded.page(each.name)) <= acting(graded.page(NEIGHBOURS[0]))


@every()
def test_whatever_was_graded_has_a_page(graded, each):
    assert bool(graded.page(each.name)) == bool(graded.notebook(each.name))


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_an_ordinary_student_is_graded_as_if_alone(graded, name):
    first, this = (json.loads(graded.notebook(student)) for student in (NEIGHBOURS[0], name))
    assert graded.scores[name] == ALL
    assert this["cells"] == first["cells"]


def test_nobody_came_to_where_nobody_may(graded, visits):
    assert visits == []
    assert around.escaped_processes() == []
    places = [
        graded.root,
        graded.root.parent,
        graded.root.parent / "home",
        Path("/tmp"),
        Path.cwd(),
    ]
    assert around.escaped_files(places) == []
    assert graded.untouched


def test_no_code_reaches_the_terminal(graded):
    if graded.by == "course grade":
        assert re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", graded.printed) == []
