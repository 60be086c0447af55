import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nbproctor.notebooks import (
    CHECKED_OUTPUT,
    DEMONSTRATION,
    MAY_RAISE,
    OPTIONAL,
    dumps,
    normal_form,
    parse_notebook,
    remember_valid,
)


def with_output(tags=(), cell_id="sum"):
    result = new_output("execute_result", {"text/plain": "2"}, execution_count=7)
    return new_code_cell(
        "1 + 1",
        id=cell_id,
        outputs=[result],
        execution_count=7,
        metadata={"tags": list(tags), "collapsed": True},
    )


def test_outputs_stay_only_where_they_are_compared():
    normal = normal_form(
        new_notebook(cells=[with_output(), with_output([CHECKED_OUTPUT], "checked")])
    )
    assert [len(cell.outputs) for cell in normal.cells] == [0, 1]
    assert [cell.execution_count for cell in normal.cells] == [None, 1]
    assert normal.cells[1].outputs[0].execution_count == 1


def test_metadata_is_reduced_to_what_is_used():
    notebook = new_notebook(cells=[with_output(["x"])], metadata={"signature": "x"})
    normal = normal_form(notebook)
    assert normal.cells[0].metadata == {"tags": ["x"]}
    assert set(normal.metadata) == {"kernelspec", "language_info"}


def test_a_check_may_raise_in_the_release_only():
    metadata = {"grade_id": "check_double", "grade": True, "points": 0, "solution": False}
    tags = [MAY_RAISE, "x"]
    check = new_code_cell("check.double(double)", metadata={"nbgrader": metadata, "tags": tags})
    alone = new_code_cell("assert 0", metadata={"nbgrader": metadata, "tags": [MAY_RAISE]})
    example = new_code_cell("1 / 0", metadata={"tags": [MAY_RAISE]})
    optional = new_code_cell("check.f(f)", metadata={"tags": [DEMONSTRATION, OPTIONAL, MAY_RAISE]})
    notebook = new_notebook(cells=[check, alone, example, optional])
    kept = [cell.metadata.get("tags") for cell in normal_form(notebook).cells]
    assert kept == [["x"], None, [MAY_RAISE], [DEMONSTRATION, OPTIONAL]]
    kept = [cell.metadata.get("tags") for cell in normal_form(notebook, released=True).cells]
    assert kept == [tags, [MAY_RAISE], [MAY_RAISE], [DEMONSTRATION, OPTIONAL, MAY_RAISE]]
    assert check.metadata.tags == tags  # the notebook itself is left as it was


def test_locks_of_a_released_cell_are_kept():
    cell = new_markdown_cell("x", metadata={"deletable": False, "editable": False})
    [kept] = normal_form(new_notebook(cells=[cell])).cells
    assert kept.metadata == {"deletable": False, "editable": False}


def test_a_file_that_was_read_or_written_just_now_is_not_validated_again(monkeypatch):
    read, written, new = (dumps(new_notebook(cells=[new_code_cell(x)])).encode() for x in "123")
    validated, validate = [], nbformat.validate
    monkeypatch.setattr(
        nbformat, "validate", lambda *given, **more: validated.append(1) or validate(*given, **more)
    )
    assert parse_notebook(read) == parse_notebook(read)
    assert len(validated) == 1
    remember_valid(written)
    parse_notebook(written)
    assert len(validated) == 1
    parse_notebook(new)
    assert len(validated) == 2


@pytest.mark.filterwarnings("ignore:Non-unique cell id")
def test_what_had_to_be_put_right_is_put_right_each_time_it_is_read():
    notebook = new_notebook(cells=[new_code_cell("1", id="same"), new_code_cell("2", id="same")])
    for _ in range(2):
        first, second = parse_notebook(nbformat.v4.writes(notebook).encode()).cells
        assert first.id != second.id


def test_the_normal_form_is_its_own_normal_form():
    normal = normal_form(new_notebook(cells=[with_output([CHECKED_OUTPUT])]))
    assert dumps(normal_form(normal)) == dumps(normal)
