"""Answer keys of a class run: computed once in a process that ends, kept for this user alone."""

import os
import shutil
from pathlib import Path

import pytest
from template_course import CHAPTER, answers, copied_example, installed

from nbproctor import fingerprint
from nbproctor.course_folder import CourseFolder
from nbproctor.grading import answer_keys
from nbproctor.grading.answer_keys import AnswerKeys, find_key_folder, open_key, read_kept
from nbproctor.notebooks import read_notebook, write_notebook
from nbproctor.testing.answers import fill_in


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The example course in a folder and with a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = copied_example(tmp_path / "course")
    with installed(folder.root):
        monkeypatch.setenv("SERIES_SECRET", "a secret of this test")
        yield folder


def compute(folder: CourseFolder) -> bytes:
    with AnswerKeys(folder.config, [CHAPTER]) as keys:
        data = keys.get(CHAPTER)
        assert keys.problem == ""
    return data


def forbid_computing(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(*given, **settings):
        raise AssertionError("a process is started")

    monkeypatch.setattr(answer_keys.threading, "Thread", start)


def test_a_key_is_kept_for_this_user_alone_and_used_again(course, monkeypatch):
    key = compute(course)
    assert open_key(key, course.config, CHAPTER) is not None
    [kept] = (path for path in Path(os.environ["XDG_CACHE_HOME"]).rglob("*") if path.is_file())
    assert kept == find_key_folder(course.config) / f"{CHAPTER}.key"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert {path.stat().st_mode & 0o777 for path in (kept.parent, kept.parents[1])} == {0o700}
    assert b"a secret of this test" not in kept.read_bytes()
    assert "a secret of this test" not in str(kept)
    forbid_computing(monkeypatch)
    assert compute(course) == key


def test_a_key_computed_twice_has_the_same_bytes(course):
    key = compute(course)
    shutil.rmtree(os.environ["XDG_CACHE_HOME"])
    assert compute(course) == key


def test_another_secret_other_sources_and_other_variables_have_other_keys(course, monkeypatch):
    course.config.ClassRun.sent_variables = ["SENT"]
    folders = [find_key_folder(course.config)]
    monkeypatch.setenv("SENT", "1")
    folders.append(find_key_folder(course.config))
    monkeypatch.setenv("SERIES_SECRET", "another one")
    folders.append(find_key_folder(course.config))
    with (course.root / "series" / "averages.py").open("a") as file:
        file.write("# changed\n")
    fingerprint.read_package.cache_clear()
    folders.append(find_key_folder(course.config))
    assert len(set(folders)) == 4


@pytest.mark.parametrize("damage", ["library", "file"])
def test_a_key_of_other_libraries_or_that_is_damaged_is_computed_again(course, monkeypatch, damage):
    key = compute(course)
    kept = find_key_folder(course.config) / f"{CHAPTER}.key"
    content = kept.read_bytes()
    if damage == "file":
        kept.write_bytes(content[:-1])
    else:
        versions = dict(numpy="0.1")
        known = answer_keys._version_of
        monkeypatch.setattr(answer_keys, "_version_of", lambda n: versions.pop(n, "") or known(n))
    assert compute(course) == key
    assert kept.read_bytes() == content


def test_old_keys_are_removed(course, monkeypatch):
    monkeypatch.setattr(answer_keys, "MOST_KEPT", 2)
    folders = []
    for secret in ("one", "two", "three"):
        monkeypatch.setenv("SERIES_SECRET", secret)
        compute(course)
        folders.append(find_key_folder(course.config))
        os.utime(folders[-1], (len(folders), len(folders)))
    assert [folder.exists() for folder in folders] == [False, True, True]


def test_a_run_goes_on_where_no_key_can_be_kept(course, monkeypatch, tmp_path):
    (tmp_path / "cache").write_text("a file")
    assert compute(course)


@pytest.mark.parametrize("broken", ["raises", "is missing"])
def test_a_run_goes_on_where_no_key_can_be_computed(course, broken):
    module = course.root / "series_hidden" / f"{CHAPTER}.py"
    if broken == "raises":
        module.write_text("raise OSError('no cases')")
    else:
        module.unlink()
    with AnswerKeys(course.config, [CHAPTER]) as keys:
        assert keys.get(CHAPTER) == b""
        assert keys.problem == ("OSError: no cases" if broken == "raises" else "")
    assert open_key(b"some", course.config, CHAPTER) is None


def test_a_key_is_computed_where_no_sandbox_works(course, monkeypatch):
    key = compute(course)
    shutil.rmtree(os.environ["XDG_CACHE_HOME"])
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "nbproctor")
    monkeypatch.setenv("NBPROCTOR_BWRAP", "/usr/bin/false")
    course.config.WarmKernels.sandbox = "bubblewrap"
    assert compute(course) == key


def test_a_chapter_without_a_module_of_hidden_cases_waits_for_no_other(course):
    other = course.root / "series_hidden" / "slow.py"
    other.write_text("import time\ntime.sleep(600)")
    with AnswerKeys(course.config, ["none", "slow"]) as keys:
        assert keys.get("none") == b""


@pytest.mark.parametrize("setting", ["HiddenCases", "Course"])
def test_a_course_whose_packages_are_not_here_has_no_key(course, monkeypatch, setting):
    forbid_computing(monkeypatch)
    if setting == "Course":
        course.config.Course.packages = ["not_installed"]
    else:
        course.config.HiddenCases.package = "not_installed"
    assert compute(course) == b""
    assert find_key_folder(course.config) is None


def test_a_run_goes_on_where_computing_takes_too_long(course, monkeypatch):
    module = course.root / "series_hidden" / f"{CHAPTER}.py"
    module.write_text("import time\ntime.sleep(600)")
    monkeypatch.setattr(answer_keys, "COMPUTE_LIMIT_S", 0.5)
    with AnswerKeys(course.config, [CHAPTER]) as keys:
        assert keys.get(CHAPTER) == b""
        assert keys.problem == "it took more than 0.5 seconds"


def test_a_course_without_hidden_cases_has_no_key(course, monkeypatch):
    forbid_computing(monkeypatch)
    course.config.HiddenCases.package = ""
    assert compute(course) == b""


def test_a_kept_key_is_found_for_its_chapter(course):
    folder = find_key_folder(course.config)
    assert read_kept(folder, CHAPTER) == b""
    key = compute(course)
    assert read_kept(folder, CHAPTER) == key != b""
    assert read_kept(folder, "another") == b""


def test_only_the_process_that_computes_the_key_calls_references_and_models(
    course, monkeypatch, nbproctor, nbgrader
):
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "nbproctor")
    module = course.root / "series" / "averages.py"
    of_process = "__import__('nbproctor.kernels.grader_process', fromlist=['run'])"
    fails_in_graders = f"1 / (not {of_process}.is_grader())"
    text = module.read_text().replace(
        "lambda x: x.mean()", f"lambda x: {fails_in_graders} and x.mean()"
    )
    module.write_text(
        text.replace("lambda x: x.sum()", f"lambda x: {fails_in_graders} and x.sum()")
    )
    for name in ("never_divides", "plain_loops"):
        notebook = read_notebook(course.source(CHAPTER))
        path = course.root / "submitted" / name / CHAPTER / f"{CHAPTER}.ipynb"
        write_notebook(fill_in(notebook, answers(name)), path)
    for options in ([], ["--regrade"]):
        done = nbproctor(course.root, "grade", "--no-feedback", *options)
        assert "mean: sum not divided" in done.stdout, done.stdout + done.stderr
    shutil.rmtree(os.environ["XDG_CACHE_HOME"])
    nbgrader(course.root, "autograde", "--force", CHAPTER)
    with course.gradebook() as gradebook:
        scores = {each.student.id: each.score for each in gradebook.assignment_submissions(CHAPTER)}
    assert scores["plain_loops"] > scores["never_divides"] > 0
    assert find_key_folder(course.config).exists()
