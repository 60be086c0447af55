"""The notebook of a submission is found among its files; where it is not obvious, a human looks."""

import copy
import io
import json
import unicodedata
import zipfile

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from nbproctor.grading import read_candidates, submissions
from nbproctor.grading.choose_files import KnownCells, choose_files
from nbproctor.grading.read_candidates import unpack
from nbproctor.grading.source_cells import pair_cells
from nbproctor.grading.submissions import Submission, collect
from nbproctor.notebooks import parse_notebook
from nbproctor.testing.small_course import make_cell

ANSWER = "def add(a, b):\n    return {}"
STUB = ANSWER.format("...")


def notebook(source, name="add", outputs=()):
    cell = make_cell(name, source, solution=True)
    cell.outputs = list(outputs)
    return json.dumps(new_notebook(cells=[cell])).encode()


def zipped(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_ipynb", ".ipynb"), content)
    return stream.getvalue()


DONE, OTHER, EMPTY = (notebook(ANSWER.format(text)) for text in ("a + b", "b + a", "..."))
RELEASED, SOURCE = (parse_notebook(each) for each in (EMPTY, DONE.replace(b"a + b", b"sum(a, b)")))
UNRELATED = notebook("def pool(x):\n    return x", "pool")
BROKEN = DONE[:60]
MAC = b"\x00\x05\x16\x07"
OF_THE_EXCHANGE = {"timestamp.txt": b"2030-01-01", "submission_secret.txt": b"0123456789abcdef"}


def known(_):
    return KnownCells(pair_cells(copy.deepcopy(SOURCE), copy.deepcopy(RELEASED)))


def handed_in(tmp_path, files):
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return collect(Submission("sums", "ada", tmp_path), ["sums"])


def chosen(tmp_path, files):
    return choose_files(handed_in(tmp_path, files), ["sums"], known)


def content(submitted):
    return dict(submitted.files)["sums.ipynb"]


@pytest.mark.parametrize(
    "name",
    [
        "sums.ipynb.json",
        "sums.ipynb.txt",
        "sums.ipynb.ipynb",
        "sums.ipynb.download",
        "Sums.IPYNB",
        "sums (1).ipynb",
        "sums(1).ipynb",
        "sums-Copy1.ipynb",
        "sums copy 2.ipynb",
        "Copy of sums.ipynb",
        " sums .ipynb ",
        "ada_final.ipynb",
        "L\udcf6sung.ipynb",
        "sums/sums.ipynb",
        "HW 1/ada/sums.ipynb",
        "sums.json",
        "sums",
        ".ipynb_checkpoints/sums-checkpoint.ipynb",
    ],
)
def test_the_only_notebook_is_graded_whatever_its_name_and_place(tmp_path, name):
    beside = {"._sums.ipynb": MAC, "__MACOSX/sums/._sums.ipynb": MAC, ".DS_Store": MAC}
    submitted = chosen(tmp_path, {name: DONE, **beside})
    assert content(submitted) == DONE
    shown = name.replace("\udcf6", "\ufffd")
    assert submitted.notes == (f"{shown} was graded as sums.ipynb",)
    assert [name for name, _ in submitted.files] == ["sums.ipynb"]


@pytest.mark.parametrize(
    ("files", "note"),
    [
        ({"sums.ipynb": DONE}, ""),
        ({"sums.ipynb": DONE, "sums (1).ipynb": OTHER}, "left out: sums (1).ipynb (sums.ipynb"),
        ({"sums.ipynb": DONE, "draft.ipynb": b"{"}, "left out: draft.ipynb (not a notebook of"),
        ({"sums.ipynb": DONE, "old/sums.ipynb": OTHER}, ""),
        (
            {"sums.ipynb": EMPTY, "sums (1).ipynb": DONE},
            "sums.ipynb is as released; sums (1).ipynb was graded in its place",
        ),
        (
            {"sums.ipynb": EMPTY, "mine.ipynb": DONE},
            "sums.ipynb is as released; mine.ipynb was graded in its place",
        ),
        (
            {"sums.ipynb": EMPTY, "work/sums.ipynb": DONE},
            "sums.ipynb is as released; work/sums.ipynb was graded in its place",
        ),
        (
            {"sums.ipynb": EMPTY, ".ipynb_checkpoints/sums-checkpoint.ipynb": DONE},
            "sums.ipynb is as released; .ipynb_checkpoints/sums-checkpoint.ipynb was graded in",
        ),
        (
            {"sums.ipynb": EMPTY, "hand-in.zip": zipped(sums_ipynb=DONE)},
            "sums.ipynb is as released; hand-in.zip/sums.ipynb was graded in its place",
        ),
        ({"a.ipynb": DONE, "b.ipynb": DONE}, "a.ipynb was graded as sums.ipynb"),
        ({"sums (1).ipynb": DONE, "notes.ipynb": OTHER}, "sums (1).ipynb was graded as sums.ipynb"),
        ({"hand-in.zip": zipped(sums_ipynb=DONE)}, "hand-in.zip/sums.ipynb was graded as"),
        ({"SUMS.ZIP": zipped(sums__Sums_ipynb=DONE)}, "SUMS.ZIP/sums/Sums.ipynb was graded as"),
        (
            {"hand-in.zip": zipped(sums_ipynb=EMPTY, done__sums_ipynb=DONE)},
            "hand-in.zip/done/sums.ipynb was graded as sums.ipynb",
        ),
        ({"a.zip": zipped(**{"b.zip": zipped(sums_ipynb=DONE)})}, "a.zip/b.zip/sums.ipynb was"),
        ({"sums.ipynb": b"", "Copy of sums.ipynb": DONE}, "sums.ipynb is not valid JSON"),
    ],
)
def test_the_obvious_notebook_is_graded_with_a_note(tmp_path, files, note):
    submitted = chosen(tmp_path, files)
    assert submitted.find_outcome("sums") == ""
    assert content(submitted) == DONE
    assert "".join(submitted.notes).startswith(note)
    assert bool(submitted.notes) == bool(note)


@pytest.mark.parametrize(
    ("beside", "notes"),
    [
        ({}, ()),
        ({"sums (1).ipynb": EMPTY}, ("left out: sums (1).ipynb (sums.ipynb counts)",)),
    ],
)
def test_a_stub_is_graded_where_there_is_nothing_else(tmp_path, beside, notes):
    submitted = chosen(tmp_path, {"sums.ipynb": EMPTY, **beside})
    assert (content(submitted), submitted.notes) == (EMPTY, notes)


@pytest.mark.parametrize(
    ("files", "note"),
    [
        ({"a.ipynb": DONE, "b.ipynb": OTHER}, "no sums.ipynb; which of these is it: a.ipynb, b"),
        (
            {"sums.ipynb": EMPTY, "sums (1).ipynb": DONE, "sums (2).ipynb": OTHER},
            "sums.ipynb is as released; which of these is it: sums (1).ipynb, sums (2).ipynb?",
        ),
        ({"x/sums.ipynb": DONE, "y/sums.ipynb": OTHER}, "no sums.ipynb; which of these is it: x/"),
        ({"pool.ipynb": UNRELATED}, "no sums.ipynb; which of these is it: pool.ipynb?"),
        (
            {"sums.ipynb": EMPTY, "Untitled.ipynb": UNRELATED},
            "sums.ipynb is as released; which of these is it: Untitled.ipynb?",
        ),
        ({"sums.ipynb": BROKEN}, "sums.ipynb is not valid JSON"),
        ({"sums.ipynb": EMPTY, "sums (1).ipynb": BROKEN}, "sums (1).ipynb is not valid JSON"),
        (
            {"sums.docx": b"x", "sums.pdf": b"y"},
            "no notebook: sums.ipynb is missing; there is only sums.docx, sums.pdf",
        ),
        ({"sums.zip": b"PK\x03\x04 cut"}, "no notebook: sums.ipynb is missing; there is only sums"),
        ({"sums.zip": zipped(readme=b"x")}, "no notebook: sums.ipynb is missing; there is only"),
    ],
)
def test_what_is_not_obvious_waits_for_a_human_and_is_listed(tmp_path, files, note):
    submitted = chosen(tmp_path, files)
    assert submitted.find_outcome("sums") == "unreadable"
    assert submitted.notes[0].startswith(note)
    assert "sums.ipynb" not in dict(submitted.files)


@pytest.mark.parametrize("files", [{}, OF_THE_EXCHANGE, {"__MACOSX/._x": MAC, "Thumbs.db": MAC}])
def test_a_folder_without_anything_of_the_students_is_missing(tmp_path, files):
    submitted = chosen(tmp_path, files)
    assert submitted.find_outcome("sums") == "missing"
    assert submitted.notes == ("no notebook: sums.ipynb is missing",)


def test_files_in_the_folder_of_the_notebook_lie_beside_it(tmp_path):
    archive = zipped(
        hw__sums_ipynb=DONE, **{"hw/data/a.csv": b"1", "hw/add.py": b"x", "b.txt": b"2"}
    )
    submitted = chosen(tmp_path, {"hw.zip": archive, "add.py": b"own", "notes/c.txt": b"3"})
    assert dict(submitted.files) == {
        "sums.ipynb": DONE,
        "data/a.csv": b"1",
        "add.py": b"own",
        "notes/c.txt": b"3",
    }


def test_documents_of_the_student_are_named(tmp_path):
    files = {"sums.ipynb": DONE, "why.DOCX": b"x", "data.txt": b"1", **OF_THE_EXCHANGE}
    found = choose_files(handed_in(tmp_path, files), ["sums"], known, [("data.txt", b"1")])
    assert found.documents == ("why.DOCX",)


def test_a_time_stamp_that_a_student_packed_does_not_count(tmp_path):
    archive = zipped(sums_ipynb=DONE, **{"timestamp.txt": b"1990-01-01"})
    assert dict(chosen(tmp_path, {"hw.zip": archive}).files).keys() == {"sums.ipynb"}


def test_accents_in_the_names_of_files_are_composed(tmp_path):
    name = unicodedata.normalize("NFD", "Lösung.csv")
    submitted = chosen(tmp_path, {"sums.ipynb": DONE, name: b"1"})
    assert dict(submitted.files)["Lösung.csv"] == b"1"


def test_outputs_do_not_count_towards_the_size(tmp_path, monkeypatch):
    monkeypatch.setattr(read_candidates, "NOTEBOOK_LIMIT_MB", 0.01)
    large = notebook(ANSWER.format("a + b"), outputs=[new_output("stream", text="x" * 20_000)])
    submitted = chosen(tmp_path, {"sums.ipynb": large})
    assert submitted.notes == ()
    assert parse_notebook(content(submitted)).cells[0].outputs == []
    wordy = notebook(f"# {'x' * 20_000}")
    [note] = chosen(tmp_path, {"sums.ipynb": wordy}).notes
    assert note.startswith("sums.ipynb is 0 MB without its outputs, more than the 0.01 MB that")


def test_too_many_cells_and_bytes_wait_for_a_human(tmp_path, monkeypatch):
    monkeypatch.setattr(read_candidates, "CELLS_LIMIT", 1)
    cells = [new_code_cell("1") for _ in range(3)]
    many = json.dumps(new_notebook(cells=cells)).encode()
    submitted = chosen(tmp_path, {"sums.ipynb": many})
    assert submitted.notes[0].startswith("sums.ipynb has 3 cells, more than the 1 that are graded")
    monkeypatch.setattr(submissions, "NOTEBOOK_FILES_LIMIT_MB", 0.0001)
    refused = handed_in(tmp_path, {"sums.ipynb": DONE, "other.ipynb": DONE})
    assert refused.files == ()
    assert [path for path, _ in refused.refused] == ["sums.ipynb", "other.ipynb"]
    assert choose_files(refused, ["sums"], known).find_outcome("sums") == "unreadable"


@pytest.mark.parametrize(
    ("archive", "reason"),
    [
        (zipped(**{"../up.txt": b"x"}), "is not a path inside a folder"),
        (zipped(**{"/etc/passwd": b"x"}), "is not a path inside a folder"),
        (zipped(large=bytes(200_000)), "more than 0.1 MB"),
        (zipped(**{str(n): b"x" for n in range(20)}), "more than 10 files"),
        (b"PK", "File is not a zip file"),
    ],
)
def test_an_archive_stays_within_its_folder_and_the_limits(monkeypatch, archive, reason):
    monkeypatch.setattr(read_candidates, "UNPACKED_LIMIT_BYTES", 100_000)
    monkeypatch.setattr(read_candidates, "UNPACKED_FILES_LIMIT", 10)
    found, [phrase] = unpack([("a.zip", archive)])
    assert found == {}
    assert phrase.startswith("a.zip (it cannot be unpacked: ")
    assert reason in phrase


def test_the_limits_hold_for_all_archives_together(monkeypatch):
    monkeypatch.setattr(read_candidates, "UNPACKED_LIMIT_BYTES", 100_000)
    half = zipped(large=bytes(60_000))
    found, broken = unpack([("a.zip", half), ("b.zip", half)])
    assert (len(found), len(broken)) == (1, 1)
    nested = zipped(**{"b.zip": zipped(**{"c.zip": zipped(**{"d.zip": zipped(x=b"1")})})})
    found, _ = unpack([("a.zip", nested)])
    assert list(found) == ["a.zip/b.zip/c.zip/d.zip"]
