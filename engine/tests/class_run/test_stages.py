"""Submissions that use up a resource of the grader at each stage, among ordinary ones."""

import itertools
import os
import shutil
import time

import pytest

from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.course_folder import CourseFolder
from nbproctor.grading.submissions import find_submissions
from nbproctor.kernels import sandbox
from nbproctor.testing import eaters
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course

SETTINGS = f"""
import nbproctor
nbproctor.configure(c)
c.GraderLimits.cpu_s = 2
c.GraderLimits.wall_s = 10
c.GraderLimits.memory_mib = 300
c.GraderLimits.scratch_mib = 40
{eaters.SETTINGS}
"""
GRADING = eaters.STAGES[:-1]
REASONS = {
    "processor": "it used more than 2 seconds of processor time",
    "memory": "it used more than 300 MiB of memory",
    "time": "it ran for more than 10 seconds",
    "disk": "No space left on device (its limit scratch_mib is 40)",
}
ORDINARY = 4
pytestmark = pytest.mark.nightly  # about a minute


def grade_all(folder: CourseFolder):
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    start = time.monotonic()
    results = grade_class(folder, found, settings=RunSettings(workers=2))
    return {each.student: each for each in results}, time.monotonic() - start


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    try:
        sandbox.require_sandbox()
    except sandbox.SandboxError as error:
        pytest.skip(str(error))
    root = tmp_path_factory.mktemp("stages")
    eaters.write_module(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root)
        patch.setenv("PYTHONPATH", str(root))
        folder = small_course(root / "course", kernels="nbproctor", settings=SETTINGS)
        for number in range(ORDINARY):
            hand_in(folder, f"{number} ordinary")
            hand_in(folder, f"z {number} ordinary")
        yield folder


@pytest.fixture(scope="module")
def ordinary(folder):
    """Results and pages of the class without the others."""
    results, _ = grade_all(folder)
    pages = {path.parent: path.read_bytes() for path in folder.root.glob("feedback/*/*/*.html")}
    shutil.rmtree(folder.root / "autograded")
    shutil.rmtree(folder.root / "feedback")
    for name in ("gradebook.db", "grade.log"):
        (folder.root / name).unlink()
    return results, pages


@pytest.fixture(scope="module")
def results(folder, ordinary):
    for stage, resource in itertools.product(eaters.STAGES, eaters.EATERS):
        hand_in(folder, f"{stage} {resource}", eaters.name_stage(stage, resource))
    return grade_all(folder)[0]


@pytest.mark.parametrize("resource", eaters.EATERS)
@pytest.mark.parametrize("stage", GRADING)
def test_a_submission_that_uses_up_a_resource_could_not_run_and_the_reason_is_told(
    results, folder, stage, resource
):
    result = results[f"{stage} {resource}"]
    assert result.score is None
    assert REASONS[resource] in result.phrase
    assert f"the grader was stopped while {stage} ran" in result.phrase
    with folder.gradebook() as gradebook:
        grade = gradebook.find_grade("test_add", CHAPTER, CHAPTER, f"{stage} {resource}")
        assert (grade.auto_score, grade.needs_manual_grade) == (None, True)


@pytest.mark.parametrize("resource", eaters.EATERS)
def test_a_page_that_uses_up_a_resource_is_missing_and_the_reason_is_told(
    results, folder, resource
):
    result = results[f"Drawing {resource}"]
    assert "no feedback: the grader was stopped while" in result.phrase
    assert REASONS[resource] in result.phrase
    assert not list((folder.root / "feedback" / f"Drawing {resource}").rglob("*.html"))


def test_ordinary_submissions_have_the_grades_and_the_pages_that_they_have_alone(
    results, ordinary, folder
):
    alone, pages = ordinary
    assert {results[name].score for name in alone} == {2.0}
    assert {name: results[name].points for name in alone} == {
        name: each.points for name, each in alone.items()
    }
    assert len(pages) == 2 * ORDINARY
    for place, page in pages.items():
        assert next(place.glob("*.html")).read_bytes() == page


def test_no_file_of_a_grader_is_left(results):
    assert not [name for name in os.listdir("/tmp") if name == "large"]
