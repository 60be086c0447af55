"""A term by commands: roster, collect, grade, extend, late work, grade again, export."""

import csv
import io
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from nbproctor.course_folder import CourseFolder, register
from nbproctor.notebooks import dumps
from nbproctor.testing.small_course import CHAPTER, answered, small_course

pytestmark = pytest.mark.nightly  # each step has tests of its own

SETTINGS = """
c.ZipCollectApp.collector_plugin = "nbproctor.lms.downloads.CanvasFiles"
c.ZipCollectApp.extractor_plugin = "nbproctor.lms.archives.DownloadedArchives"
c.AssignLatePenalties.plugin_class = "nbproctor.lms.late.PointsPerDay"
c.PointsPerDay.points_per_day = 1.0
c.Course.timezone = "Europe/Berlin"
"""
ROSTER = "Kennung;Vorname;Nachname;LMS-ID\nada;Ada;Byron;11\nzoë;Zoë;Müller;12\nkim;Kim;Lee;13\n"
RIGHT = "import helper\n\n\ndef add(a, b):\n    return helper.total(a, b)"
HELPER = "def total(a, b):\n    return a + b\n"
DUE = datetime(2026, 10, 24, 21, 59)  # 23:59 on the last day of summer time
NEXT_DAY = "2026-10-25 22:59:00 UTC"  # 23:59 on the day after, which has 25 hours


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> CourseFolder:
    folder = small_course(tmp_path_factory.mktemp("term"), settings=SETTINGS)
    register(folder, CHAPTER)
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_assignment(CHAPTER, duedate=DUE)
    return folder


def run(folder: CourseFolder, program: str, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [Path(sys.executable).parent / program, *arguments],
        cwd=folder.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def download(folder: CourseFolder) -> bytes:
    """A zip from Canvas: ada's notebook and module, zoë's archive, kim's cut archive."""
    notebook = dumps(answered(folder, RIGHT))
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(f"work/{CHAPTER}.ipynb", notebook)
        archive.writestr("work/helper.py", HELPER)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(f"byronada_11_1_{CHAPTER}-1.ipynb", notebook)
        archive.writestr("byronada_11_2_helper-1.py", HELPER)
        archive.writestr("müllerzoë_LATE_12_3_work.zip", inner.getvalue())
        archive.writestr("leekim_13_4_work.zip", inner.getvalue()[:-30])
    return stream.getvalue()


def read_grades(folder: CourseFolder) -> dict[str, dict[str, str]]:
    with (folder.root / "grades.csv").open(newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def test_a_term_keeps_what_humans_decide(folder):
    root = folder.root
    (root / "class.csv").write_bytes(ROSTER.encode("cp1252"))
    assert "added: 3" in run(folder, "nbproctor", "roster", "class.csv")
    assert "nothing is graded yet" in run(folder, "nbproctor", "extend", "zoë", CHAPTER, "--days=1")

    archive = root / "downloaded" / CHAPTER / "archive"
    archive.mkdir(parents=True)
    (archive / "submissions.zip").write_bytes(download(folder))
    said = run(folder, "nbgrader", "zip_collect", CHAPTER)
    assert "kim: work.zip is not an archive, or is cut off. There is no notebook" in said
    assert "Late, as the download says: zoë." in said
    for student in ("ada", "zoë"):
        (root / "submitted" / student / CHAPTER / "timestamp.txt").write_text(NEXT_DAY)
    run(folder, "nbproctor", "grade", "--workers=1", "--no-feedback", code=3)  # kim's could not run
    grades = read_grades(folder)
    points = {name: (row["raw_score"], row["score"]) for name, row in grades.items()}
    assert (points["ada"], points["zoë"]) == (("2.0", "1.0"), ("2.0", "2.0"))

    with folder.gradebook() as gradebook:
        for cell, score in (("why", 0.5), ("essay", 3.0)):
            grade = gradebook.find_grade(cell, CHAPTER, CHAPTER, "ada")
            grade.manual_score, grade.needs_manual_grade = score, False
        gradebook.db.commit()
    late = root / "submitted" / "kim" / CHAPTER
    (late / f"{CHAPTER}.ipynb").write_text(dumps(answered(folder, RIGHT)))
    (late / "helper.py").write_text(HELPER)
    (late / "timestamp.txt").write_text("2026-10-26 22:59:00 UTC")
    run(folder, "nbproctor", "grade", "--workers=1", "--no-feedback")
    assert read_grades(folder)["kim"]["late_submission_penalty"] == "2.0"
    said = run(folder, "nbproctor", "extend", "kim", CHAPTER, "--until=2026-10-25")
    assert "The late penalty changed from 2 to 1 points." in said
    assert len(run(folder, "nbproctor", "extend").splitlines()) == 2

    run(folder, "nbproctor", "grade", "--workers=1", "--no-feedback", "--regrade")
    assert "unchanged: 3" in run(folder, "nbproctor", "roster", "class.csv")
    run(folder, "nbproctor", "export", "--detail")
    grades = read_grades(folder)
    cells = [f"{CHAPTER}/{cell}" for cell in ("test_add", "why", "essay")]
    assert [grades["ada"][cell] for cell in cells] == ["2.0", "0.5", "3.0"]
    assert [grades["kim"][cell] for cell in cells] == ["2.0", "", ""]
    penalties = {name: row["late_submission_penalty"] for name, row in grades.items()}
    assert penalties == {"ada": "1.0", "zoë": "0.0", "kim": "1.0"}
