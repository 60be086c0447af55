import copy

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbproctor.grading import restore as restoring
from nbproctor.grading.repair_notes import Note, add_notes
from nbproctor.grading.restore import OWN_CELLS_LIMIT
from nbproctor.notebooks import nbgrader_metadata


def nbgrader_cell(name, source, solution=False, grade=False, points=None):
    metadata = {"grade_id": name, "solution": solution, "grade": grade, "locked": not solution}
    if points is not None:
        metadata["points"] = points
    return new_code_cell(source, id=name, metadata={"nbgrader": metadata})


def chapter(answer, test):
    return new_notebook(
        cells=[
            new_markdown_cell("Title", id="title"),
            nbgrader_cell("setup", "import numpy as np"),
            nbgrader_cell("double", answer, solution=True),
            nbgrader_cell("test_double", test, grade=True, points=2),
            nbgrader_cell("triple", answer.replace("double", "triple"), solution=True),
        ]
    )


SOURCE = chapter("def double(x):\n    return 2 * x", "hidden.double.score(double)")
RELEASED = chapter("def double(x):\n    raise NotImplementedError()", "# double: 2 points")
ANSWER = "def double(x):\n    return x + x"


def restore(submitted, source, released):
    """Restore a submission; the notes are those for teachers."""
    restored, notes = restoring.restore(submitted, source, released)
    assert all(note.student.endswith(".") for note in notes)
    return restored, [note.teacher for note in notes]


def answered():
    notebook = copy.deepcopy(RELEASED)
    notebook.cells[2].source = ANSWER
    return notebook


def names(notebook):
    return [nbgrader_metadata(cell).get("grade_id", "own") for cell in notebook.cells]


def source_of(notebook, name):
    [cell] = [c for c in notebook.cells if nbgrader_metadata(c).get("grade_id") == name]
    return cell.source


ALL = ["own", "setup", "double", "test_double", "triple"]


def test_an_ordinary_submission_keeps_its_answers_and_gets_the_hidden_tests():
    restored, notes = restore(answered(), SOURCE, RELEASED)
    assert names(restored) == ALL
    assert source_of(restored, "double") == ANSWER
    assert source_of(restored, "test_double") == "hidden.double.score(double)"
    assert notes == []


def test_the_source_itself_is_a_submission_without_notes():
    restored, notes = restore(copy.deepcopy(SOURCE), SOURCE, RELEASED)
    assert source_of(restored, "double") == SOURCE.cells[2].source
    assert notes == []


def test_a_changed_grade_cell_is_the_courses_again_with_its_points():
    submitted = answered()
    submitted.cells[3].source = "2.0"
    submitted.cells[3].metadata.nbgrader.points = 100
    restored, notes = restore(submitted, SOURCE, RELEASED)
    assert source_of(restored, "test_double") == "hidden.double.score(double)"
    assert restored.cells[3].metadata.nbgrader.points == 2
    assert notes == ["cell `test_double` was changed; the course's own was used"]


def test_a_deleted_grade_cell_is_added_in_its_place():
    submitted = answered()
    del submitted.cells[3]
    restored, notes = restore(submitted, SOURCE, RELEASED)
    assert names(restored) == ALL
    assert notes == ["cell `test_double` was missing and was added again"]


def test_a_deleted_answer_is_a_stub_and_never_the_solution():
    submitted = answered()
    del submitted.cells[2]
    restored, notes = restore(submitted, SOURCE, RELEASED)
    assert source_of(restored, "double") == RELEASED.cells[2].source
    assert notes == ["cell `double` was missing and counts as not attempted"]


def test_of_a_copied_answer_the_last_counts_and_the_others_still_run():
    submitted = answered()
    twin = copy.deepcopy(submitted.cells[2])
    twin.source = "def double(x):\n    return 2.0 * x"
    submitted.cells.insert(4, twin)
    restored, notes = restore(submitted, SOURCE, RELEASED)
    assert source_of(restored, "double") == twin.source
    assert ANSWER in [cell.source for cell in restored.cells]
    assert notes == ["cell `double` stood 2 times; the last one counts"]


def test_a_duplicated_grade_cell_stands_once_with_its_name():
    submitted = answered()
    submitted.cells.insert(4, copy.deepcopy(submitted.cells[3]))
    restored, _ = restore(submitted, SOURCE, RELEASED)
    assert names(restored).count("test_double") == 1


def test_moved_cells_are_in_the_order_of_the_source():
    submitted = answered()
    submitted.cells = submitted.cells[::-1]
    restored, _ = restore(submitted, SOURCE, RELEASED)
    assert [name for name in names(restored) if name != "own"] == ALL[1:]


def test_cells_of_ones_own_stay_where_they_were():
    submitted = answered()
    helper = new_code_cell("def helper(x):\n    return x", metadata={"tags": ["skip-execution"]})
    submitted.cells.insert(2, helper)
    restored, _ = restore(submitted, SOURCE, RELEASED)
    assert names(restored) == ["own", "setup", "own", "double", "test_double", "triple"]
    assert restored.cells[2].source == helper.source
    assert restored.cells[2].metadata == {}


@pytest.mark.parametrize("keep_ids", [True, False], ids=["by cell id", "by what it defines"])
def test_answers_are_found_where_the_metadata_is_gone(keep_ids):
    submitted = answered()
    for number, cell in enumerate(submitted.cells):
        cell.metadata = {}
        if not keep_ids:
            cell.id = f"new-{number}"
    restored, _ = restore(submitted, SOURCE, RELEASED)
    assert source_of(restored, "double") == ANSWER
    assert source_of(restored, "test_double") == "hidden.double.score(double)"


def test_an_answer_that_became_text_is_code_again():
    submitted = answered()
    submitted.cells[2] = new_markdown_cell(
        ANSWER, id="double", metadata=dict(submitted.cells[2].metadata)
    )
    restored, notes = restore(submitted, SOURCE, RELEASED)
    assert restored.cells[2].cell_type == "code"
    assert restored.cells[2].source == ANSWER
    assert notes == ["cell `double` had become a markdown cell"]


def test_cells_of_another_release_are_named():
    submitted = answered()
    submitted.cells[4].metadata.nbgrader.grade_id = "quadruple"
    submitted.cells[4].id = "quadruple"
    submitted.cells[4].source = "def quadruple(x):\n    return 4 * x"
    restored, notes = restore(submitted, SOURCE, RELEASED)
    assert "cell `quadruple` is of another release of this assignment; it was not graded" in notes
    assert "cell `triple` was missing and counts as not attempted" in notes
    assert source_of(restored, "triple") == RELEASED.cells[4].source


def test_metadata_of_another_kind_is_as_good_as_none():
    submitted = answered()
    submitted.cells[2].metadata.nbgrader = ["not", "a", "mapping"]
    submitted.cells[3].metadata.nbgrader.grade_id = 7
    restored, _ = restore(submitted, SOURCE, RELEASED)
    assert source_of(restored, "double") == ANSWER
    assert names(restored).count("test_double") == 1


def test_notes_are_told_to_the_student_and_kept_as_data():
    noted = add_notes(answered(), [Note.of("cell `double`", "was missing")])
    assert "Cell `double` was missing." in noted.cells[0].source
    assert noted.metadata.course_restored == ["cell `double` was missing"]


def test_of_cells_without_end_the_first_are_kept_and_the_answers_count():
    submitted = answered()
    submitted.cells[2:2] = [new_code_cell(f"v{i} = {i}") for i in range(3 * OWN_CELLS_LIMIT)]
    restored, notes = restore(submitted, SOURCE, RELEASED)
    assert names(restored).count("own") == OWN_CELLS_LIMIT + 1
    assert source_of(restored, "double") == ANSWER
    assert notes == ["of 1,500 cells of the student's own the first 500 were kept"]


def test_cells_of_the_source_are_all_kept():
    source, released = copy.deepcopy(SOURCE), copy.deepcopy(RELEASED)
    for made in (source, released):
        unmarked = range(3 * OWN_CELLS_LIMIT)
        made.cells += [new_code_cell(f"v{i} = {i}", id=f"v{i}") for i in unmarked]
    submitted = copy.deepcopy(released)
    submitted.cells[10].source = "v5 = 'changed'"
    restored, notes = restore(submitted, source, released)
    assert len(restored.cells) == len(source.cells)
    assert restored.cells[10].source == "v5 = 'changed'"
    assert notes == []


def test_a_copy_of_a_cell_of_the_source_is_the_students_own():
    submitted = answered()
    submitted.cells += [new_markdown_cell("Title") for _ in range(OWN_CELLS_LIMIT + 1)]
    _, notes = restore(submitted, SOURCE, RELEASED)
    assert notes == ["of 501 cells of the student's own the first 500 were kept"]


def with_more_cells(notebook):
    """A chapter with a cell that is nobody's by its metadata, and one that students may edit."""
    made = copy.deepcopy(notebook)
    tags = {"tags": ["raises-exception"]}
    made.cells.insert(1, new_code_cell("import os", id="imports", metadata=tags))
    made.cells.insert(2, nbgrader_cell("factor", "factor = 2"))
    made.cells[2].metadata.nbgrader.locked = False
    return made


MORE, MORE_RELEASED = with_more_cells(SOURCE), with_more_cells(RELEASED)


def test_a_cell_to_edit_keeps_its_text_and_may_be_deleted():
    submitted = copy.deepcopy(MORE_RELEASED)
    submitted.cells[2].source = "factor = 7"
    restored, notes = restore(submitted, MORE, MORE_RELEASED)
    assert (source_of(restored, "factor"), notes) == ("factor = 7", [])
    del submitted.cells[2]
    restored, notes = restore(submitted, MORE, MORE_RELEASED)
    assert "factor" not in names(restored)
    assert notes == []


@pytest.mark.parametrize("changed", [True, False])
def test_tags_are_those_of_the_source(changed):
    submitted = copy.deepcopy(MORE_RELEASED)
    submitted.cells[1].source = "import sys" if changed else "import os"
    submitted.cells[1].metadata = {"tags": ["skip-execution"]}
    submitted.cells[5].metadata.tags = ["apart"]
    restored, _ = restore(submitted, MORE, MORE_RELEASED)
    assert "raises-exception" in restored.cells[1].metadata.tags
    assert "skip-execution" not in restored.cells[1].metadata.tags
    assert [cell.metadata.get("tags") for cell in restored.cells[4:]] == [None] * 3


def test_outputs_are_the_submitted_ones_for_courses_that_execute_nothing():
    submitted = answered()
    shown = [{"output_type": "stream", "name": "stdout", "text": "hello"}]
    submitted.cells[3].outputs = shown
    source = copy.deepcopy(SOURCE)
    source.cells[2].outputs = [{"output_type": "stream", "name": "stdout", "text": "authored"}]
    restored, _ = restore(submitted, source, RELEASED)
    assert restored.cells[3].outputs == shown
    assert restored.cells[2].outputs == []


def test_pictures_in_an_answer_are_kept():
    picture = {"a.png": {"image/png": "AAAA"}}
    source = new_notebook(cells=[new_markdown_cell("Why?", id="why")])
    metadata = {"grade_id": "why", "solution": True, "grade": True, "points": 1, "locked": False}
    source.cells[0].metadata["nbgrader"] = metadata
    submitted = copy.deepcopy(source)
    submitted.cells[0].attachments = picture
    submitted.cells.append(new_markdown_cell("More", attachments=picture))
    restored, _ = restore(submitted, source, source)
    assert [cell.attachments for cell in restored.cells] == [picture, picture]


def test_cells_without_text_are_dropped():
    submitted = answered()
    submitted.cells += [new_code_cell(" \n") for _ in range(20_000)]
    restored, notes = restore(submitted, SOURCE, RELEASED)
    assert (len(restored.cells), notes) == (5, [])


def test_cells_of_another_release_are_named_within_bounds():
    submitted = answered()
    for number in range(1000):
        submitted.cells.append(nbgrader_cell(f"other-{number}", "1"))
        submitted.cells[-1].metadata.nbgrader.grade_id = "x" * 5000 + str(number)
    _, notes = restore(submitted, SOURCE, RELEASED)
    assert notes[0].startswith("cell `xxx")
    assert notes[-1] == "of 1,000 cells of the student's own the first 500 were kept"
    assert "so are 995 more cells" in notes
    assert max(map(len, notes)) < 200
