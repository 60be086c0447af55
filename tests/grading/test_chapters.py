"""Every chapter through nbgrader: its solutions handed in earn all points, its release none."""

import shutil

import pytest
from conftest import ROOT, copied_course

from course.errors import CourseError
from course.grading.chapters import CourseFolder, register, release
from course.grading.class_run import grade_class
from course.grading.submissions import find_submissions

CHAPTERS = CourseFolder.find(ROOT).chapters()


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = copied_course(tmp_path_factory.mktemp("chapters") / "course")
    for chapter in CHAPTERS:
        release(folder, chapter, folder.root / "submitted" / "untouched")
        shutil.copytree(folder.source(chapter).parent, folder.root / "submitted/solved" / chapter)
        register(folder, chapter)
    graded = grade_class(folder, find_submissions(folder.root / "submitted", CHAPTERS))
    return {(result.student, result.chapter): result for result in graded}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_source_handed_in_earns_every_automatic_point(results, chapter):
    result = results["solved", chapter]
    assert (result.score, result.possible, result.phrase) == (18.0, 18.0, "")
    assert result.by_hand == 2.0


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_release_handed_in_untouched_earns_nothing(results, chapter):
    result = results["untouched", chapter]
    assert (result.score, result.phrase) == (0.0, "nothing attempted")
    assert result.by_hand == 0.0


def test_registering_twice_changes_nothing(folder):
    register(folder, "cross_correlation")
    register(folder, "cross_correlation")
    with folder.gradebook() as gradebook:
        assert gradebook.find_assignment("cross_correlation").max_score == 20.0


def test_a_chapter_that_nbgrader_cannot_read_is_named_with_the_reason(folder):
    path = folder.source("pooling")
    path.write_text(path.read_text().replace("### END SOLUTION", "### end"))
    with pytest.raises(CourseError, match=r"chapter pooling: .*no end solution statement"):
        register(folder, "pooling")
