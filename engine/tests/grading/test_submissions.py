import json

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from nbproctor.grading import submissions
from nbproctor.grading.choose_files import choose_files
from nbproctor.grading.submissions import (
    CollectedFiles,
    Submission,
    collect,
    find_submissions,
    read_files,
)
from nbproctor.notebooks import (
    DEEPEST,
    NotebookError,
    parse_notebook,
    read_notebook,
    write_notebook,
)

NOTEBOOK = new_notebook(cells=[new_code_cell("1 + 1")])


def handed_in(tmp_path, **files):
    """A submission of student_1 for sums with files of these contents."""
    path = tmp_path / "submitted" / "student_1" / "sums"
    path.mkdir(parents=True)
    for name, content in files.items():
        if isinstance(content, bytes):
            (path / name).write_bytes(content)
        else:
            write_notebook(content, path / name)
    return Submission("sums", "student_1", path)


def collected(tmp_path, notebooks=("sums",), **files):
    return choose_files(collect(handed_in(tmp_path, **files), notebooks), notebooks)


def read(submitted, name="sums"):
    return parse_notebook(dict(submitted.files)[f"{name}.ipynb"])


def test_a_notebook_of_the_right_name_is_collected_as_it_is(tmp_path):
    result = collected(tmp_path, **{"sums.ipynb": NOTEBOOK})
    assert (result.notes, result.find_outcome("sums")) == ((), "")
    assert read(result).cells[0].source == "1 + 1"


def test_files_beside_the_notebook_come_along_but_no_links(tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "answers").write_text("42")
    submission = handed_in(
        tmp_path, **{"sums.ipynb": NOTEBOOK, "data.txt": b"1", "timestamp.txt": b"2030-01-01"}
    )
    (submission.path / "link").symlink_to(secret / "answers")
    (submission.path / "folder").symlink_to(secret)
    names = sorted(name for name, _ in collect(submission, ["sums"]).files)
    assert names == ["data.txt", "sums.ipynb", "timestamp.txt"]


def test_the_only_notebook_is_graded_whatever_its_name(tmp_path):
    result = collected(tmp_path, **{"Pooling (1).ipynb": NOTEBOOK})
    assert read(result).cells
    assert result.notes == ("Pooling (1).ipynb was graded as sums.ipynb",)


def test_among_several_other_names_none_is_guessed(tmp_path):
    other = new_notebook(cells=[new_code_cell("2 + 2")])
    result = collected(tmp_path, **{"a.ipynb": NOTEBOOK, "b.ipynb": other})
    assert result.find_outcome("sums") == "unreadable"
    assert result.notes == ("no sums.ipynb; which of these is it: a.ipynb, b.ipynb?",)


def test_files_without_a_notebook_wait_for_a_human_and_are_listed(tmp_path):
    result = collected(tmp_path, **{"notes.txt": b"sorry", "timestamp.txt": b"2030-01-01"})
    assert result.notes == ("no notebook: sums.ipynb is missing; there is only notes.txt",)
    assert result.find_outcome("sums") == "unreadable"


def test_a_folder_with_nothing_of_the_students_own_has_no_notebook(tmp_path):
    files = {"data.csv": b"1,2", "timestamp.txt": b"2030-01-01", ".DS_Store": b"\0"}
    found = collect(handed_in(tmp_path, **files), ["sums"])
    result = choose_files(found, ["sums"], source_files=[("data.csv", b"1,2")])
    assert result.notes == ("no notebook: sums.ipynb is missing",)
    assert result.find_outcome("sums") == "missing"


@pytest.mark.parametrize(
    ("names", "outcomes", "notes"),
    [
        ("ab", ["", ""], ()),
        ("a", ["", "missing"], ("b.ipynb is missing",)),
        ("", ["missing", "missing"], ("no notebook: a.ipynb, b.ipynb are missing",)),
        ("abx", ["", ""], ("left out: x.ipynb (not a notebook of this assignment)",)),
        ("ax", ["", "unreadable"], ("no b.ipynb; which of these is it: x.ipynb?",)),
    ],
)
def test_of_several_notebooks_none_is_taken_for_another(names, outcomes, notes):
    content = json.dumps(NOTEBOOK).encode()
    files = tuple((f"{name}.ipynb", content) for name in names)
    chosen = choose_files(CollectedFiles(files), ["a", "b"])
    assert [chosen.find_outcome(name) for name in "ab"] == outcomes
    assert chosen.notes == notes


def test_of_many_other_notebooks_the_first_are_named():
    content = json.dumps(NOTEBOOK).encode()
    names = ["a.ipynb", *(f"x{number:05}.ipynb" for number in range(50_000))]
    [note] = choose_files(CollectedFiles(tuple((name, content) for name in names)), ["a"]).notes
    assert note.startswith("left out: x00000.ipynb, x00001.ipynb, ")
    assert note.endswith(" and 49990 more (not a notebook of this assignment)")
    assert len(note) < 1000


def test_an_unreadable_notebook_leaves_the_others(tmp_path):
    files = {"a.ipynb": b"{", "b.ipynb": NOTEBOOK}
    result = collected(tmp_path, ["a", "b", "c"], **files)
    assert [result.find_outcome(name) for name in "abc"] == ["unreadable", "", "missing"]
    assert read(result, "b").cells


def test_notebooks_below_the_folder_are_left_out_if_there_is_one_in_it(tmp_path):
    submission = handed_in(tmp_path, **{"sums.ipynb": NOTEBOOK})
    for place in (".ipynb_checkpoints/sums-checkpoint.ipynb", "old/sums.ipynb", "old/data.txt"):
        path = submission.path / place
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")
    submitted = choose_files(collect(submission, ["sums"]), ["sums"])
    assert [name for name, _ in submitted.files] == ["sums.ipynb", "old/data.txt"]
    assert submitted.notes == ()


TEXT = json.dumps(NOTEBOOK)


def nested(levels):
    """The bytes of a notebook with so many lists within lists in its metadata."""
    lists = json.loads("[" * levels + "]" * levels)
    return json.dumps({**NOTEBOOK, "metadata": {"deep": lists}}).encode()


def test_a_file_that_is_nested_as_deeply_as_it_may_be_is_read(tmp_path):
    path = tmp_path / "deep.ipynb"
    path.write_bytes(nested(DEEPEST - 2))
    assert read_notebook(path).metadata.deep


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (TEXT[:40].encode(), "is not valid JSON (line 1, column"),
        (b"", "is not valid JSON"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "is not text in UTF-8"),
        (b"[1, 2]", "is not a notebook"),
        (b'{"nbformat": 4}', "is not a notebook"),
        (b'{"nbformat": 99, "cells": []}', "is not a notebook"),
        (
            b'{"nbformat": 4, "nbformat_minor": 5, "cells": [3], "metadata": {}}',
            "is not a notebook",
        ),
        (b"[" * 100_000, "is nested too deeply"),
        (nested(DEEPEST), "is nested too deeply"),
    ],
    ids=[
        *("cut off", "empty", "UTF-16", "list", "bare", "future", "number for a cell"),
        *("too deep to parse", "too deep for some versions of Python"),
    ],
)
def test_a_file_that_is_no_notebook_is_told_why_and_what_to_do(tmp_path, content, reason):
    result = collected(tmp_path, **{"sums.ipynb": content})
    assert result.find_outcome("sums") == "unreadable"
    assert result.files == ()
    assert result.notes[0].startswith(f"sums.ipynb {reason}")
    assert result.notes[0].endswith("Ask for the .ipynb file again.")


@pytest.mark.parametrize(
    "broken",
    [
        {"metadata": [1]},
        {"cells": [{"cell_type": "code", "source": "1 + 1"}]},
        {"cells": [{**NOTEBOOK.cells[0], "outputs": "2"}]},
        {"cells": [{**NOTEBOOK.cells[0], "id": "not an id"}]},
        {"cells": [{**NOTEBOOK.cells[0], "source": "1 + 1", "metadata": {"x": "\ud800"}}]},
    ],
    ids=["metadata", "lacking", "outputs", "id", "half a character"],
)
def test_what_a_notebook_can_do_without_may_be_broken(tmp_path, broken):
    result = collected(tmp_path, **{"sums.ipynb": json.dumps({**NOTEBOOK, **broken}).encode()})
    assert [cell.source for cell in read(result).cells] == ["1 + 1"]


def test_a_byte_order_mark_does_no_harm(tmp_path):
    result = collected(tmp_path, **{"sums.ipynb": b"\xef\xbb\xbf" + TEXT.encode()})
    assert read(result).cells


def test_a_notebook_of_format_3_is_brought_to_version_4(tmp_path):
    cell = {
        "cell_type": "code",
        "input": "x = 1",
        "outputs": [],
        "language": "python",
        "collapsed": False,
        "metadata": {},
    }
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": [cell], "metadata": {}}],
    }
    result = collected(tmp_path, **{"sums.ipynb": json.dumps(old).encode()})
    [cell] = read(result).cells
    assert cell.source == "x = 1"
    assert cell.id


def test_files_of_the_source_do_not_count_towards_the_limits(tmp_path, monkeypatch):
    monkeypatch.setattr(submissions, "OTHER_FILES_LIMIT", 1)
    for name in ("sums.ipynb", "data/1.csv", "data/2.csv", "mine.txt", "more.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")
    files, notes = read_files(tmp_path, ["sums"], ["data/1.csv", "data/2.csv"])
    assert [name for name, _ in files] == ["sums.ipynb", "data/1.csv", "data/2.csv", "mine.txt"]
    assert notes == ("left out beside the notebook: more.txt (at most 1 files, 20 MB)",)


def test_submissions_are_found_in_order_for_the_chapters_and_students_asked_for(tmp_path):
    for student in ("zoë", "ada", ".cache"):
        for chapter in ("sums", "loops"):
            (tmp_path / student / chapter).mkdir(parents=True)
    found = find_submissions(tmp_path, ["sums"])
    assert [each.student for each in found] == ["ada", "zoë"]
    [only] = find_submissions(tmp_path, ["loops"], ["zoë"])
    assert (only.chapter, only.student) == ("loops", "zoë")


def test_reading_names_the_file(tmp_path):
    (tmp_path / "broken.ipynb").write_text("{")
    with pytest.raises(NotebookError, match=r"broken\.ipynb is not valid JSON"):
        read_notebook(tmp_path / "broken.ipynb")
