"""Results of graders in which a student's text decided what to return."""

import json

import pytest

from nbproctor.class_run import class_run
from nbproctor.class_run.class_run import RunSettings
from nbproctor.class_run.writer import open_writer
from nbproctor.gradebook.grades import GradedCell, RegisteredChapter, RegisteredNotebook
from nbproctor.grading.answer_keys import AnswerKeys
from nbproctor.grading.submissions import CollectedFiles, find_submissions
from nbproctor.grading.tasks import (
    LINE_LIMIT_CHARACTERS,
    LINES_LIMIT,
    FeedbackPages,
    GradedSubmission,
    GradeTask,
)
from nbproctor.kernels.graders import GraderReport
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course

SCORES = {"test_add": 2.0, "why": None, "essay": None}
NOTEBOOK = {"outcome": "graded", "scores": SCORES, "comments": {}, "answers": {}}
HONEST = {
    "outcome": "graded",
    "notebooks": {CHAPTER: NOTEBOOK},
    "files": [[f"{CHAPTER}.ipynb", 2]],
    **{"failed": [], "notes": [], "problem": "", "log": ""},
    **{"seconds": 1.0, "cpu_seconds": 1.0, "peak_mib": 1.0},
}
FILE = f'"{CHAPTER}.ipynb", 2'
CELL = GradedCell("test_add", 2.0, "code")
REGISTERED = RegisteredChapter(CHAPTER, (RegisteredNotebook(CHAPTER, "python3", (), (CELL,), ()),))


def result(content=b"{}", **fields):
    return json.dumps(HONEST | fields).encode() + b"\n" + content


def result_with(old, new):
    """The honest result, with another text in its first line."""
    text = json.dumps(HONEST)
    assert old in text
    return text.replace(old, new).encode() + b"\n{}"


def notebook(**fields):
    return result(notebooks={CHAPTER: NOTEBOOK | fields})


FALSE = {
    "nothing": b"",
    "no text": b"\xff\n",
    "a list": b"[]\n",
    "deep": b"[" * 100_000 + b"\n",
    "long": b'"' + b"a" * (5 << 20) + b'"\n',
    "integer of 5,000 digits": result_with(FILE, f'"{CHAPTER}.ipynb", {"9" * 5000}'),
    "score beyond floats": result_with("2.0", "1" + "0" * 400),
    "score not finite": result_with("2.0", "NaN"),
    "score above the points": result_with("2.0", "1e308"),
    "score below zero": result_with("2.0", "-1"),
    "score that is true": result_with("2.0", "true"),
    "seconds beyond floats": result_with('"seconds": 1.0', f'"seconds": 1{"0" * 400}'),
    "seconds not finite": result_with('"seconds": 1.0', '"seconds": Infinity'),
    "unknown outcome": result(outcome="other"),
    "unchanged": result(outcome="unchanged"),
    "missing, with grades": result(outcome="missing"),
    "unknown outcome of a notebook": notebook(outcome="other"),
    "no notebook": result(notebooks={}),
    "another notebook": result(b"", notebooks={"other": NOTEBOOK}, files=[["other.ipynb", 0]]),
    "no file": result(b"", files=[]),
    "file outside": result(b"", files=[["../a", 0]]),
    "file with an absolute path": result(b"", files=[["/a", 0]]),
    "file with a name in no encoding": result(b"", files=[["\udcff", 0]]),
    "file without a name": result(files=[[5, 2]]),
    "file of a negative size": result(files=[["a", 4], ["b", -2]]),
    "file of an infinite size": result_with(FILE, f'"{CHAPTER}.ipynb", Infinity'),
    "many files": result(b"", files=[[f"{number}", 0] for number in range(20_000)]),
    "notebook that is a folder": result(files=[[f"{CHAPTER}.ipynb/a", 2]]),
    "comment that no file can hold": notebook(comments={"why": "\ud800"}),
    "comment that no database can hold": notebook(comments={"why": "a\0"}),
    "notes that are none": result(notes=3),
}
FALSE_PAGES = {
    "deep": b"[" * 100_000 + b"\n",
    "a number for a name": b'{"problem": "", "log": "", "files": [[5, 0]]}\n',
    "an infinite size": b'{"problem": "", "log": "", "files": [["a", Infinity]]}\n',
    "outside": b'{"problem": "", "log": "", "files": [["../a", 0]]}\n',
}


@pytest.mark.parametrize("name", FALSE)
def test_a_false_result_is_a_value_error(name):
    with pytest.raises(ValueError, match=r"."):
        GradedSubmission.from_bytes(FALSE[name]).require_complete(REGISTERED)


def test_an_honest_result_is_read():
    graded = GradedSubmission.from_bytes(result())
    graded.require_complete(REGISTERED)
    assert graded.files == ((f"{CHAPTER}.ipynb", b"{}"),)
    assert graded.notebooks[CHAPTER].grades["test_add"].auto_score == 2.0


@pytest.mark.parametrize("name", FALSE_PAGES)
def test_false_pages_are_a_value_error(name):
    with pytest.raises(ValueError, match=r"."):
        FeedbackPages.from_bytes(FALSE_PAGES[name])


def test_texts_of_a_result_are_short_lines_that_steer_no_terminal():
    forged = f"\x1b[2Ja\n== ada/{CHAPTER}: 2 of 2\ud800" + "b" * 10_000
    graded = GradedSubmission.from_bytes(
        result(notes=[forged] * 300, failed=[forged], problem=forged, log=forged)
    )
    assert len(graded.notes) == LINES_LIMIT
    for text in (graded.notes[0], graded.failed[0], graded.problem):
        assert text.startswith(f"a == ada/{CHAPTER}: 2 of 2b")
        assert len(text) <= LINE_LIMIT_CHARACTERS
    assert "\x1b" not in graded.log


@pytest.fixture
def run(tmp_path):
    """A class run, and a submission that it has ordered."""
    folder = small_course(tmp_path)
    hand_in(folder, "ada")
    [submission] = find_submissions(folder.root / "submitted", [CHAPTER])
    keys = AnswerKeys(folder.config, [])
    with open_writer(folder) as writer, (tmp_path / "grade.log").open("w") as log:
        salt = writer.require_same_secret(False)
        writer.register(CHAPTER)
        run = class_run._ClassRun(folder, writer, RunSettings(), lambda _: None, salt, keys, {}, {})
        run._log = log
        task = GradeTask("ada", run._get_kit(CHAPTER), CollectedFiles())

        def store(data):
            run._store_result(submission, "6:digest", None, task, GraderReport(data))
            return run.results[submission]

        def store_pages(data):
            run._store_pages(submission, "6:digest", GraderReport(data))
            return run.results[submission]

        yield store, store_pages, (tmp_path / "grade.log").read_text


def test_a_run_goes_on_after_false_results(run):
    store, store_pages, read_log = run
    for name, data in FALSE.items():
        assert store(data).score is None, name
    assert store(result()).score == 2.0
    for name, data in FALSE_PAGES.items():
        assert "no feedback: its result cannot be read" in store_pages(data).phrase, name
    store(result(log=f"INFO a\n== bob/{CHAPTER}: 2 of 2\n", notes=[f"a\n== bob/{CHAPTER}: 2 of 2"]))
    assert f"\n== bob/{CHAPTER}" not in read_log()
    assert store(result()).notes == ()
