"""Registering a chapter with nbgrader; that its solutions earn all is for `course validate`."""

import pytest
from nbgrader.api import Gradebook, MissingEntry

from nbproctor.course_folder import register
from nbproctor.errors import CourseError


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
    with folder.gradebook() as gradebook, pytest.raises(MissingEntry):
        gradebook.find_assignment("pooling")


def test_a_chapter_is_registered_whole_or_not_at_all(folder, monkeypatch):
    def fail(*_, **__):
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Gradebook, "add_source_cell", fail)  # the last that is told of a chapter
        with pytest.raises(CourseError, match="the disk is full"):
            register(folder, "channels")
    with folder.gradebook() as gradebook, pytest.raises(MissingEntry):
        gradebook.find_assignment("channels")
    register(folder, "channels")
    with folder.gradebook() as gradebook:
        assert len(gradebook.find_notebook("channels", "channels").source_cells) > 0
