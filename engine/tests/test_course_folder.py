"""Registering a chapter with nbgrader; that its solutions earn all is for `nbproctor validate`."""

import pytest
from nbgrader.api import Gradebook, MissingEntry

from nbproctor.course_folder import register
from nbproctor.errors import CourseError
from nbproctor.testing.small_course import CHAPTER, small_course


@pytest.fixture
def folder(tmp_path):
    return small_course(tmp_path)


def test_registering_twice_changes_nothing(folder):
    register(folder, CHAPTER)
    register(folder, CHAPTER)
    with folder.gradebook() as gradebook:
        assert gradebook.find_assignment(CHAPTER).max_score == 6.0


def test_a_chapter_that_nbgrader_cannot_read_is_named_with_the_reason(folder):
    path = folder.source(CHAPTER)
    path.write_text(path.read_text().replace("### END SOLUTION", "### end"))
    with pytest.raises(CourseError, match=r"assignment sums: .*no end solution statement"):
        register(folder, CHAPTER)
    with folder.gradebook() as gradebook, pytest.raises(MissingEntry):
        gradebook.find_assignment(CHAPTER)


def test_a_chapter_is_registered_whole_or_not_at_all(folder, monkeypatch):
    def fail(*_, **__):
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Gradebook, "add_source_cell", fail)  # the last that is told of a chapter
        with pytest.raises(CourseError, match="the disk is full"):
            register(folder, CHAPTER)
    with folder.gradebook() as gradebook, pytest.raises(MissingEntry):
        gradebook.find_assignment(CHAPTER)
    register(folder, CHAPTER)
    with folder.gradebook() as gradebook:
        assert len(gradebook.find_notebook(CHAPTER, CHAPTER).source_cells) > 0
