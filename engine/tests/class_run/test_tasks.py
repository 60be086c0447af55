"""What decides a grade is in the digest; what travels is bounded; a secret that changed is used."""

import dataclasses

import pytest

from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.gradebook.grades import RegisteredChapter, RegisteredNotebook
from nbproctor.grading import submissions
from nbproctor.grading.submissions import Submission, collect, find_submissions, timestamp_of
from nbproctor.grading.tasks import ChapterKit, select_config, select_environment
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course

REGISTERED = RegisteredChapter("sums", (RegisteredNotebook("sums", None, (), (), ()),))


@pytest.fixture
def folder(tmp_path):
    return small_course(tmp_path)


@pytest.fixture
def kit(folder, monkeypatch):
    monkeypatch.setenv("NBPROCTOR_SECRET", "a")
    environment = (("NBPROCTOR_SECRET", "a"), ("JUPYTER_DEFAULT_PROVISIONER_NAME", "one"))
    config = select_config(folder.config)
    return ChapterKit("sums", (("sums.ipynb", b"1"),), REGISTERED, config, environment, "")


def with_timeout(config):
    config.Execute.timeout = 1
    return config


def with_late_penalty(config):
    config.PointsPerDay.points_per_day = 2.0
    return config


@pytest.mark.parametrize(
    "change",
    [
        lambda kit: {"chapter": "products"},
        lambda kit: {"files": (("sums.ipynb", b"2"),)},
        lambda kit: {"registered": RegisteredChapter("sums", ())},
        lambda kit: {"environment": (("NBPROCTOR_SECRET", "b"),)},
        lambda kit: {"config": with_timeout(select_config(kit.config))},
        lambda kit: {"sources": "other code"},
    ],
    ids=["chapter", "source", "registered cells", "secret", "configuration", "code"],
)
def test_what_decides_a_grade_changes_the_digest(kit, change):
    assert dataclasses.replace(kit, **change(kit)).digest != kit.digest


@pytest.mark.parametrize(
    "change",
    [
        lambda kit: {"environment": (("NBPROCTOR_SECRET", "a"),)},
        lambda kit: {"fingerprint": "another machine's"},
        lambda kit: {"config": select_config(kit.config)},
        lambda kit: {"config": with_late_penalty(select_config(kit.config))},
    ],
    ids=["kind of kernel", "who checks versions", "a copy", "late penalty"],
)
def test_what_does_not_decide_it_does_not(kit, change):
    assert dataclasses.replace(kit, **change(kit)).digest == kit.digest


def test_neither_the_place_nor_the_password_of_the_gradebook_is_sent(folder, monkeypatch):
    monkeypatch.setenv("CLASS_DB_URL", "postgresql://me:secret@host/grades")
    folder.config.CourseDirectory.db_url = "postgresql://me:secret@host/grades"
    sent = select_config(folder.config)
    assert "secret" not in str(sent) + str(select_environment(folder.config))
    assert str(folder.root) not in str(sent)
    assert folder.config.CourseDirectory.db_url  # the original is left alone


def test_what_the_configuration_sets_for_feedback_is_sent(folder, monkeypatch):
    monkeypatch.setenv("NBPROCTOR_FEEDBACK_DETAIL", "full")
    assert dict(select_environment(folder.config))["NBPROCTOR_FEEDBACK_DETAIL"] == "full"


def test_which_bubblewrap_this_machine_has_is_not_sent(folder, monkeypatch):
    monkeypatch.setenv("NBPROCTOR_BWRAP", "/opt/bwrap")
    assert "NBPROCTOR_BWRAP" not in dict(select_environment(folder.config))


def test_a_notebook_that_is_too_large_waits_for_a_human_and_never_travels(folder, monkeypatch):
    monkeypatch.setattr(submissions, "NOTEBOOK_FILES_LIMIT_MB", 0.001)
    hand_in(folder, "ada")
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    assert collect(found[0], [CHAPTER]).files == ()
    [result] = grade_class(folder, found, settings=RunSettings(workers=1))
    assert result.score is None
    assert result.notes[0].startswith("sums.ipynb is 0 MB, more than the 0.001 MB that are read.")


def test_files_beyond_the_limits_are_left_out_and_named(folder, monkeypatch):
    monkeypatch.setattr(submissions, "OTHER_FILES_LIMIT_MB", 0.001)
    place = hand_in(folder, "ada", large_txt="x" * 2000, small_txt="y")
    submitted = collect(Submission(CHAPTER, "ada", place), [CHAPTER])
    assert sorted(name for name, _ in submitted.files) == ["small.txt", "sums.ipynb"]
    assert submitted.left_out == ("large.txt (at most 200 files, 0.001 MB)",)
    monkeypatch.setattr(submissions, "OTHER_FILES_LIMIT", 0)
    assert len(collect(Submission(CHAPTER, "ada", place), [CHAPTER]).left_out) == 2


@pytest.mark.parametrize(
    ("text", "when", "notes"),
    [
        ("2025-01-02 03:04:05 UTC", "2025-01-02 03:04:05", ()),
        ("", "None", ()),
        ("2026-10-24 23:59:00 +0200", "2026-10-24 21:59:00", ()),
        ("yesterday, I think", "None", ("timestamp.txt holds no date and was ignored",)),
    ],
    ids=["date", "empty", "offset", "no date"],
)
def test_a_time_stamp_that_is_no_date_stops_nobody(folder, text, when, notes):
    place = hand_in(folder, "ada", timestamp_txt=text)
    submitted = collect(Submission(CHAPTER, "ada", place), [CHAPTER])
    assert (str(timestamp_of(submitted.files)), submitted.notes) == (when, notes)


@pytest.mark.nightly
def test_what_a_warm_kernel_computes_is_part_of_what_a_submission_costs(tmp_path):
    busy = "import time\nwhile time.process_time() < 3: pass"
    folder = small_course(tmp_path, busy, kernels="nbproctor")
    for student in ("ada", "bob"):
        hand_in(folder, student)
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    results = grade_class(folder, found, settings=RunSettings(workers=1))
    # The first of a worker imports nbgrader, too, which takes as long.
    assert min(each.cpu_seconds for each in results) >= 3
    assert max(each.cpu_seconds for each in results) < 30
