"""Registering a chapter with nbgrader; that its solutions earn all is for `nbproctor validate`."""

import pytest
from nbgrader.api import Gradebook, MissingEntry

from nbproctor.course_folder import register, release
from nbproctor.errors import CourseError
from nbproctor.notebooks import nbgrader_metadata, read_notebook
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


def write_first_cell(folder):
    """What `c.Release.first_cell` names below."""
    return "print('hello')" if folder.config.Tests.greeting else ""


@pytest.mark.parametrize(("greeting", "cells"), [(True, ["print('hello')"]), (False, [])])
def test_a_release_starts_with_the_cell_that_a_course_adds(folder, tmp_path, greeting, cells):
    [path] = release(folder, CHAPTER, tmp_path / "without")
    folder.config.Release.first_cell = f"{__name__}.write_first_cell"
    folder.config.Tests.greeting = greeting
    [with_it] = release(folder, CHAPTER, tmp_path / "with")
    added = read_notebook(with_it).cells
    ordinary = read_notebook(path).cells
    assert [cell.source for cell in added] == cells + [cell.source for cell in ordinary]
    assert nbgrader_metadata(added[0]).get("grade_id") == (None if cells else "first")
