"""Progress in this course: every chapter's package shows all chapters, in the order of reading."""

import importlib
import re

import numpy as np
import pytest
from conftest import ROOT

from course.checks import CHAPTERS
from course.operations import pool
from nbproctor.checks import progress
from nbproctor.checks.report import MIME_TYPE, collect_outputs
from nbproctor.course_folder import CourseFolder


def test_the_order_names_every_chapter():
    assert sorted(CHAPTERS) == CourseFolder.find(ROOT).chapters()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_counts_its_own_checks(chapter, monkeypatch, capsys):
    check = importlib.import_module(f"course.checks.{chapter}")
    monkeypatch.chdir(ROOT / "release" / chapter)
    first = next(name for name in check.__all__ if hasattr(getattr(check, name), "points"))
    done = {"exercise": first, "earned": 1, "properties": [{"passed": True}]}
    done |= {"answer": None, "source": ""}
    monkeypatch.setattr(progress, "_checked", {first: done})
    check.progress()
    lines = capsys.readouterr().out.splitlines()
    table = [line for line in lines[1:] if "without points" not in line]
    rows = [line.split() for line in table if not line.startswith((" ", "Written"))]
    assert [row[0] for row in rows] == [*CHAPTERS]
    assert [row[0] for row in rows if row[1] == "1"] == [chapter]


def test_a_check_that_passes_is_done(monkeypatch):
    monkeypatch.setattr(progress, "_checked", {})
    monkeypatch.chdir(ROOT / "release" / "pooling")
    check = importlib.import_module("course.checks.pooling")
    with collect_outputs() as shown:
        check.relu(lambda X: np.maximum(X, 0))
        check.further.min_pool(lambda X, size, padding: -pool(-X, size, padding))
        check.progress()
    assert shown[0][MIME_TYPE]["exercise"] == "relu"
    assert re.search(r"^pooling +1 of \d", shown[2]["text/plain"], re.MULTILINE)
    assert "pooling, without points: 1 of 6 done: min_pool." in shown[2]["text/plain"]
