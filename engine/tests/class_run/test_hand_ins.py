"""Hand-ins that nothing grades are found: in the wrong place, or missing."""

import os

import pytest

from nbproctor.class_run.hand_ins import (
    describe_misplaced,
    describe_missing,
    find_misplaced,
    find_missing,
)
from nbproctor.gradebook.results import GradeResult


def place(root, *names):
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()


@pytest.mark.parametrize(
    "name",
    [
        "ada/sums.ipynb",
        "ada/sums.zip",
        "ada/sum/sums.ipynb",
        "ada/homework/sums/sums.ipynb",
        "ada/ada/sums/sums.ipynb",
        "section1/ada/sums/sums.ipynb",
        "ada_sums.ipynb",
        "upload.zip",
        "ada/Sums.ipynb.txt",
    ],
)
def test_a_hand_in_in_the_wrong_place_is_named(tmp_path, name):
    place(tmp_path / "submitted", "bo/sums/sums.ipynb", name)
    assert find_misplaced(tmp_path / "submitted", ["sums"]) == [f"submitted/{name}"]


@pytest.mark.parametrize(
    "name",
    [
        "ada/sums/sums.ipynb",
        "ada/Sums /sums.ipynb",
        "ada/sums/homework/sums.ipynb",
        "ada/notes.txt",
        "ada/data/table.csv",
        "ada/.ipynb_checkpoints/sums-checkpoint.ipynb",
        "ada/extra/.ipynb_checkpoints/sums-checkpoint.ipynb",
        "ada/__MACOSX/sums/._sums.ipynb",
        ".git/sums.ipynb",
    ],
)
def test_what_is_graded_or_is_no_hand_in_is_not_named(tmp_path, name):
    place(tmp_path / "submitted", name)
    assert find_misplaced(tmp_path / "submitted", ["sums"]) == []


def test_of_two_folders_that_differ_in_case_the_one_that_is_not_graded_is_named(tmp_path):
    place(tmp_path / "submitted", "ada/sums/sums.ipynb", "ada/SUMS/sums.ipynb")
    assert find_misplaced(tmp_path / "submitted", ["sums"]) == ["submitted/ada/SUMS/sums.ipynb"]


def test_a_folder_in_the_wrong_place_is_named_once(tmp_path):
    place(tmp_path / "submitted", *(f"ada/old/{name}.ipynb" for name in "abc"))
    assert find_misplaced(tmp_path / "submitted", ["sums"]) == ["submitted/ada/old/a.ipynb"]


def test_only_those_who_are_asked_for_are_searched(tmp_path):
    place(tmp_path / "submitted", "ada/sums.ipynb", "bo/sums.ipynb", "sums.ipynb")
    found = find_misplaced(tmp_path / "submitted", ["sums"], ["bo"])
    assert found == ["submitted/bo/sums.ipynb"]


def test_links_and_odd_names_do_no_harm(tmp_path):
    place(tmp_path / "submitted", "ada/notes.txt", "eve/a\n[b]\x1b.ipynb")
    place(tmp_path, "elsewhere/sums.ipynb")
    (tmp_path / "submitted" / "ada" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "submitted" / "ada" / "sums.ipynb").symlink_to(tmp_path / "elsewhere/sums.ipynb")
    [found] = find_misplaced(tmp_path / "submitted", ["sums"])
    assert found == "submitted/eve/a�[b]�.ipynb"
    assert find_misplaced(tmp_path / "missing", ["sums"]) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may enter every folder")
def test_a_folder_that_may_not_be_entered_is_left_to_the_run(tmp_path):
    place(tmp_path / "submitted", "ada/sums.ipynb")
    (tmp_path / "submitted" / "ada").chmod(0)
    assert find_misplaced(tmp_path / "submitted", ["sums"]) == []


def test_a_long_list_is_one_line():
    line = describe_misplaced([f"submitted/s{n}/sums.ipynb" for n in range(300)])
    assert line.startswith("Not graded, because they are in no folder of an assignment: submitted/")
    assert "submitted/s4/sums.ipynb and 295 more. Move each to submitted/<student>/" in line
    assert describe_misplaced([]) == ""
    names = [f"s{n}" for n in range(300)]
    [line] = describe_missing({"sums": names}, 400)
    assert line == "sums: not handed in by 300 of 400 students: s0, s1, s2, s3, s4 and 295 more."


def test_who_is_missing_is_counted_for_each_assignment_that_somebody_handed_in():
    results = [GradeResult("ada", "sums", 1.0, 1.0), GradeResult("bo", "loops", None, 1.0)]
    results.append(GradeResult("ada", "loops", 1.0, 1.0))
    assert find_missing(["ada", "bo", "cy"], results) == {"sums": ["bo", "cy"], "loops": ["cy"]}
    assert find_missing([], results) == {}
