"""Under which names a student's files are collected."""

import pytest

from nbproctor.lms.uploads import Source, Upload, choose

ONE = Source(frozenset({"sums"}), frozenset({"sums.ipynb", "data-1.csv", "data.csv"}))
TWO = Source(frozenset({"part1", "part2"}))
ANY = Source()


def collect(tmp_path, files, source=ONE, number=0):
    """Choose among files with these names and contents; return the names, by content."""
    uploads = []
    for place, (name, content) in enumerate(files.items()):
        path = tmp_path / str(place)
        path.write_text(content)
        uploads.append(Upload(path, "ada", name, number))
    chosen, remarks = choose(uploads, source)
    return {name: each.path.read_text() for each, name in chosen.items()}, remarks


@pytest.mark.parametrize(
    ("source", "files", "names"),
    [
        (ONE, ["work/sums.ipynb", "work/a.csv", "readme"], ["sums.ipynb", "a.csv", "readme"]),
        (ONE, ["w.zip/sums.ipynb", "w.zip/x/a.csv"], ["sums.ipynb", "x/a.csv"]),
        (ONE, ["a/w.zip/b/sums.ipynb", "a/c.csv"], ["sums.ipynb", "a/c.csv"]),
        (ONE, ["sums.ipynb", "old/sums.ipynb"], ["sums.ipynb", "old/sums.ipynb"]),
        (ONE, ["sums.ipynb", "w.zip/sums.ipynb"], ["sums.ipynb", "w.zip/sums.ipynb"]),
        (ONE, ["a/sums.ipynb", "b/sums.ipynb"], ["a/sums.ipynb", "b/sums.ipynb"]),
        (ONE, ["a/draft.ipynb", "b/sums.ipynb"], ["a/draft.ipynb", "sums.ipynb"]),
        (ONE, ["a/x.ipynb", "a/d.csv", "d.csv"], ["x.ipynb", "a/d.csv", "d.csv"]),
        (ONE, ["work/sums.ipynb.txt"], ["sums.ipynb.txt"]),
        (
            TWO,
            ["1/part1.ipynb", "1/a.csv", "2/part2.ipynb"],
            ["part1.ipynb", "a.csv", "part2.ipynb"],
        ),
        (ANY, ["a/x.ipynb", "a/y.ipynb"], ["x.ipynb", "y.ipynb"]),
        (ANY, ["a/x.ipynb", "b/y.ipynb"], ["a/x.ipynb", "b/y.ipynb"]),
    ],
)
def test_a_notebook_that_is_missing_at_the_top_moves_there(tmp_path, source, files, names):
    found, _ = collect(tmp_path, {name: name for name in files}, source)
    assert found == dict(zip(names, files, strict=True))


@pytest.mark.parametrize(
    ("source", "name", "restored"),
    [
        (ONE, "sums-1.ipynb", "sums.ipynb"),
        (ONE, "sums (2).ipynb", "sums.ipynb"),
        (ONE, "Sums(1)-3.ipynb", "Sums.ipynb"),
        (ONE, "hw-1.ipynb", "hw-1.ipynb"),
        (Source(frozenset({"hw-1"})), "hw-1.ipynb", "hw-1.ipynb"),
        (ANY, "hw-1.ipynb", "hw.ipynb"),
    ],
)
def test_marks_of_a_copy_are_removed_from_the_notebooks_of_the_assignment(
    tmp_path, source, name, restored
):
    assert list(collect(tmp_path, {name: "x"}, source)[0]) == [restored]


@pytest.mark.parametrize(
    ("name", "notebook", "number", "restored"),
    [
        ("helper-1.py", "import helper", 7, "helper.py"),
        ("lab-1.py", "%run lab-1.py", 7, "lab-1.py"),
        ("table-2.csv", "read_csv('table.csv')", 7, "table.csv"),
        ("table-2.csv", "read_csv('table-2.csv')", 7, "table-2.csv"),
        ("table-2.csv", "nothing", 7, "table-2.csv"),
        ("data-3.csv", "nothing", 7, "data.csv"),
        ("helper-1.py", "import helper", 0, "helper-1.py"),
    ],
)
def test_what_canvas_added_to_other_files_is_removed(tmp_path, name, notebook, number, restored):
    found, _ = collect(tmp_path, {"sums.ipynb": notebook, name: "x"}, number=number)
    assert set(found) == {"sums.ipynb", restored}


def test_of_two_uploads_the_newer_counts(tmp_path):
    for name in ("old", "new", "older download"):
        (tmp_path / name).write_text(name)
    uploads = [
        Upload(tmp_path / "new", "ada", "sums-1.ipynb", 100, 2.0),
        Upload(tmp_path / "old", "ada", "sums.ipynb", 99, 2.0),
        Upload(tmp_path / "older download", "ada", "sums.ipynb", 99, 1.0),
    ]
    assert choose(uploads, ONE) == ({uploads[0]: "sums.ipynb"}, [])


def test_a_time_stamp_of_the_students_own_is_left_out(tmp_path):
    found, _ = collect(tmp_path, {"sums.ipynb": "x", "timestamp.txt": "2000-01-01 00:00:00"})
    assert list(found) == ["sums.ipynb"]


def test_two_different_files_of_one_name_are_both_collected(tmp_path):
    paths = [tmp_path / "1", tmp_path / "2"]
    for path in paths:
        path.write_text(path.name)
    chosen, [remark] = choose([Upload(path, "ada", "sums.ipynb") for path in paths], ONE)
    assert sorted(chosen.values()) == ["sums (1).ipynb", "sums.ipynb"]
    assert "differ, and nothing tells which is newer" in remark
