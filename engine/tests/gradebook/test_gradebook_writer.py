"""The writer alone: whole or not at all, whatever goes wrong, and in little time."""

import errno
import shutil
import time

import pytest

from nbproctor.class_run import writer
from nbproctor.class_run.placing import PlacedFolder
from nbproctor.class_run.writer import open_writer
from nbproctor.course_folder import CourseFolder
from nbproctor.errors import CourseError
from nbproctor.gradebook.grades import Comment, Grade, GradedNotebook
from nbproctor.gradebook.tables import course_run
from nbproctor.grading.submissions import Submission
from nbproctor.grading.tasks import GradedSubmission
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course

NOTEBOOK = ((f"{CHAPTER}.ipynb", b"{}"), ("plots/a.png", b"PNG"))
PAGES = ((f"{CHAPTER}.html", b"<html>"),)


def graded(score: float = 2.0, text: bytes = b"{}") -> GradedSubmission:
    grades = {"test_add": Grade(score, needs_manual_grade=False), "why": Grade()}
    files = ((f"{CHAPTER}.ipynb", text), *NOTEBOOK[1:])
    notebook = GradedNotebook("graded", grades, {"add": Comment("No response.")})
    return GradedSubmission("graded", {CHAPTER: notebook}, files)


@pytest.fixture(scope="module")
def registered(tmp_path_factory):
    folder = small_course(tmp_path_factory.mktemp("registered"))
    with open_writer(folder) as writer:
        writer.register(CHAPTER)
    return folder


@pytest.fixture
def folder(registered, tmp_path):
    """A course of its own, whose gradebook knows the chapter."""
    shutil.copytree(registered.root, tmp_path, dirs_exist_ok=True)
    return CourseFolder.find(tmp_path)


@pytest.fixture
def ada(folder):
    return Submission(CHAPTER, "ada", hand_in(folder, "ada"))


def record(folder, submission, what, digest="1"):
    with open_writer(folder) as writer:
        return writer.record(submission, what, digest, None)


def score(folder):
    with folder.gradebook() as gradebook:
        return gradebook.find_submission(CHAPTER, "ada").score


def text(folder):
    return (folder.root / "autograded/ada" / CHAPTER / f"{CHAPTER}.ipynb").read_text()


def leftovers(folder):
    return {path.name for path in (folder.root / "autograded/.incoming").iterdir()} - {"lock"}


def test_gradebook_and_folder_change_together(folder, ada):
    assert record(folder, ada, graded()).points == "2 of 2 + 4 by hand"
    record(folder, ada, graded(1.0, b"second"), "2")
    assert (score(folder), text(folder), leftovers(folder)) == (1.0, "second", set())
    assert (folder.root / "autograded/ada" / CHAPTER / "plots/a.png").read_bytes() == b"PNG"


def fails_when_full(*_):
    raise OSError(errno.ENOSPC, "No space left on device", "autograded")


@pytest.mark.parametrize(
    ("where", "name"),
    [(PlacedFolder, "write_incoming"), (writer.tables, "write_run_row")],
    ids=["while the files are written", "within the transaction"],
)
def test_a_full_disk_is_one_line_and_changes_nothing(folder, ada, monkeypatch, where, name):
    record(folder, ada, graded())
    monkeypatch.setattr(where, name, fails_when_full)
    with pytest.raises(CourseError, match=r"No space left on device.*free some space"):
        record(folder, ada, graded(1.0, b"second"), "2")
    monkeypatch.undo()
    assert (score(folder), text(folder), leftovers(folder)) == (2.0, "{}", set())


@pytest.mark.parametrize("had", [True, False], ids=["again", "for the first time"])
def test_what_was_committed_is_put_in_place_by_the_next_run(folder, ada, monkeypatch, had):
    if had:
        record(folder, ada, graded())

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(PlacedFolder, "take_in", killed)
    with pytest.raises(KeyboardInterrupt):
        record(folder, ada, graded(1.0, b"second"), "2")
    monkeypatch.undo()
    assert len(leftovers(folder)) == 1
    with open_writer(folder):
        assert (score(folder), text(folder), leftovers(folder)) == (1.0, "second", set())


def test_what_was_not_committed_is_dropped_by_the_next_run(folder, ada):
    record(folder, ada, graded())
    waiting = folder.root / "autograded/.incoming/0123"
    waiting.mkdir()
    (waiting / f"{CHAPTER}.ipynb").write_text("never committed")
    with open_writer(folder):
        assert (text(folder), leftovers(folder)) == ("{}", set())


def test_a_folder_that_was_being_replaced_is_put_in_place_by_the_next_run(folder, ada):
    record(folder, ada, graded())
    place = folder.root / "autograded/ada" / CHAPTER
    with open_writer(folder) as writer:
        name = writer.records[CHAPTER, "ada"].id
    place.rename(place.parent.parent / ".incoming" / name)
    (place.parent.parent / ".incoming" / f"{name}.replaced").mkdir()
    with open_writer(folder):
        assert (text(folder), leftovers(folder)) == ("{}", set())


def test_one_that_became_unreadable_keeps_neither_score_nor_files(folder, ada):
    record(folder, ada, graded())
    with open_writer(folder) as writer:
        writer.record_feedback(ada, PAGES, "page")
        assert writer.has_feedback(ada, "page", with_models=False)
        result = writer.record(ada, GradedSubmission("unreadable", notes=("no JSON",)), "2", None)
    assert (result.score, result.points) == (None, "could not run")
    assert not (folder.root / "autograded/ada" / CHAPTER).exists()
    assert not (folder.root / "feedback/ada" / CHAPTER).exists()
    assert (score(folder), leftovers(folder)) == (0.0, set())


def test_feedback_has_the_files_that_nbgrader_puts_beside_it(folder, ada):
    with open_writer(folder) as writer:
        writer.record(ada, graded(), "1", None)
        writer.record_feedback(ada, PAGES, "page")
    place = folder.root / "feedback/ada" / CHAPTER
    assert {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()} == {
        f"{CHAPTER}.html",
        "plots/a.png",
    }


def test_what_is_unchanged_is_kept_and_anything_else_is_not(folder, ada):
    record(folder, ada, graded(), "1")
    with open_writer(folder) as writer:
        kept = writer.kept(ada, "1")
        assert (kept.score, kept.kept) == (2.0, True)
        assert writer.kept(ada, "2") is None
    notebook = folder.root / "autograded/ada" / CHAPTER / f"{CHAPTER}.ipynb"
    notebook.unlink()
    with open_writer(folder) as writer:
        assert writer.kept(ada, "1") is None  # somebody removed the folder
    with folder.gradebook() as gradebook:
        gradebook.remove_submission(CHAPTER, "ada")
    with open_writer(folder) as writer:
        assert writer.kept(ada, "1") is None  # or the gradebook's row


def test_two_runs_at_a_time_are_one_too_many(folder, monkeypatch):
    monkeypatch.delenv("NBPROCTOR_COMMAND", raising=False)
    with (
        open_writer(folder),
        pytest.raises(CourseError, match="another `nbproctor grade` is running"),
        open_writer(folder),
    ):
        pass


@pytest.mark.parametrize("made", ["text", "folder"])
def test_a_gradebook_that_cannot_be_opened_is_one_line(folder, made):
    path = folder.root / "gradebook.db"
    path.unlink()
    if made == "text":
        path.write_text("this is not a database, whatever its name says" * 100)
    else:
        path.mkdir()
    with (
        pytest.raises(CourseError, match=r"the gradebook at sqlite.* cannot be used: "),
        open_writer(folder),
    ):
        pass


def test_a_password_in_the_address_of_the_gradebook_is_not_printed(folder, monkeypatch):
    folder.config.CourseDirectory.db_url = "postgresql+psycopg://me:secret@127.0.0.1:1/grades"
    with pytest.raises(CourseError, match="cannot be used") as raised, open_writer(folder):
        pass
    assert "secret" not in str(raised.value)
    assert "me:***@127.0.0.1:1/grades" in str(raised.value)


def test_nbgraders_own_migration_is_not_upset_by_our_tables(folder, ada):
    from nbgrader.dbutil import upgrade

    record(folder, ada, graded())
    upgrade(f"sqlite:///{folder.root / 'gradebook.db'}")
    with open_writer(folder) as writer:
        assert writer.kept(ada, "1").score == 2.0


def test_writing_takes_as_long_for_the_last_as_for_the_first(folder):
    """300 submissions, seconds of processor time: the hundred last within 1.5 times the first."""
    spent = []
    with open_writer(folder) as writer:
        for number in range(300):
            submission = Submission(CHAPTER, f"student_{number}", folder.root)
            start = time.process_time()
            writer.record(submission, graded(), "1", None)
            spent.append(time.process_time() - start)
        count = writer._connection.execute(course_run.select()).all()
    assert len(count) == 300
    assert sorted(spent[200:])[50] < 1.5 * sorted(spent[:100])[50]
    assert sorted(spent)[150] < 0.03
