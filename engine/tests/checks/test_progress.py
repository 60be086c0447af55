"""Progress: what saved notebooks and this kernel's checks say, without running anything."""

import json

import numpy as np
import pytest

from nbproctor.checks import progress
from nbproctor.checks.exercise import Exercise, Property, case
from nbproctor.checks.progress import draw_progress, format_progress, read_progress, show_progress
from nbproctor.checks.report import MIME_TYPE, CheckFailed, collect_outputs
from nbproctor.errors import CourseError
from nbproctor.pages.allowed_html import clean_html

DOUBLE = Exercise(
    name="double",
    reference=lambda X: 2 * X,
    properties=(
        Property("whole", 2, (case(X=np.array([1.0, 2.0])),)),
        Property("fractions", 1, (case(X=np.array([0.25])),)),
    ),
)
SOLUTION = {"grade": False, "solution": True, "points": None}
GRADE = {"grade": True, "solution": False}
WRITTEN = {"grade": True, "solution": True}


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(progress, "_checked", {})
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


def run_check(function):
    """The outputs that a notebook saves for a check cell."""
    with collect_outputs() as shown:
        try:
            DOUBLE(function)
        except CheckFailed as error:
            raised = [{"output_type": "error", "ename": "CheckFailed", "traceback": [error.line]}]
            return [{"output_type": "display_data", "data": shown[0]}, *raised]
    return [{"output_type": "display_data", "data": shown[0]}]


def write(folder, chapter, outputs=(), exercises=("double", "halve"), written=False):
    cells = [{"cell_type": "code", "source": "check.double(double)", "outputs": [*outputs]}]
    for name in exercises:
        cells += [
            {"metadata": {"nbgrader": {**SOLUTION, "grade_id": name}}},
            {"metadata": {"nbgrader": {**GRADE, "grade_id": f"test_{name}", "points": 3}}},
            {"metadata": {"nbgrader": {**GRADE, "grade_id": f"check_{name}", "points": 0}}},
        ]
    if written:
        cells.append({"metadata": {"nbgrader": {**WRITTEN, "grade_id": "why", "points": 2}}})
    path = folder / chapter / f"{chapter}.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"cells": cells}))
    return path


def truncated(X):
    return (2 * X).astype(int)


def test_it_tells_what_is_done_what_is_left_and_the_points(tmp_path):
    write(tmp_path, "one", run_check(lambda X: X + X), written=True)
    write(tmp_path, "two", run_check(truncated))
    write(tmp_path, "three", exercises=("halve",))
    assert format_progress(read_progress(tmp_path, ["two", "one"])).splitlines() == [
        "chapter  done    points  left",
        "two      0 of 2  2 of 6  double, halve",
        "one      1 of 2  3 of 6  halve",
        "three    0 of 1  0 of 3  halve",
        "Written answers are not listed: a person reads them.",
    ]


def test_exercises_without_points_are_listed_apart(tmp_path):
    path = write(tmp_path, "one", run_check(truncated), exercises=("halve",))
    notebook = json.loads(path.read_text())
    notebook["cells"] += [
        {"metadata": {"tags": ["optional"], "nbgrader": {**SOLUTION, "grade_id": name}}}
        for name in ("double", "treble")
    ]
    path.write_text(json.dumps(notebook))
    table = format_progress(read_progress(tmp_path)).splitlines()
    assert table[1:] == ["one      0 of 1  0 of 3  halve", "one, without points: 0 of 2 done."]
    notebook["cells"][0]["outputs"] = run_check(lambda X: 2 * X)
    path.write_text(json.dumps(notebook))
    last = format_progress(read_progress(tmp_path)).splitlines()[-1]
    assert last == "one, without points: 1 of 2 done: double."


def test_a_long_list_of_what_is_left_is_wrapped_below_itself(tmp_path):
    write(tmp_path, "one", exercises=[f"an_exercise_{i}" for i in range(12)])
    _, first, second, *_ = format_progress(read_progress(tmp_path)).splitlines()
    assert max(len(first), len(second)) <= 100
    assert second.index("an_") == first.index("an_")


def test_the_last_result_in_a_notebook_counts(tmp_path):
    write(tmp_path, "one", [*run_check(lambda X: 2 * X), *run_check(truncated)])
    [chapter] = read_progress(tmp_path)
    assert (chapter.done, chapter.points) == ("0 of 2", "2 of 6")


@pytest.mark.parametrize(
    ("answer", "check", "told"), [(7, 3, True), (3, 7, False), (7, None, False)]
)
def test_an_answer_that_was_run_after_its_check_is_told(tmp_path, answer, check, told):
    path = write(tmp_path, "one", run_check(lambda X: 2 * X))
    notebook = json.loads(path.read_text())
    notebook["cells"][0]["execution_count"] = check
    notebook["cells"][1]["execution_count"] = answer
    path.write_text(json.dumps(notebook))
    note = "one: the answer was run after its check in double. Run the check again."
    [chapter] = read_progress(tmp_path)
    assert chapter.done == "1 of 2"
    assert (note in format_progress([chapter])) == (note in draw_progress([chapter])) == told


def test_notebooks_of_one_chapter_count_together_and_others_are_left_out(tmp_path):
    write(tmp_path, "one", run_check(lambda X: 2 * X))
    second = write(tmp_path, "one", exercises=("other",)).rename(tmp_path / "one" / "part2.ipynb")
    write(tmp_path, "one", run_check(lambda X: 2 * X))
    write(tmp_path, "notes", exercises=())
    (tmp_path / "one" / ".hidden.ipynb").write_text(second.read_text())
    [chapter] = read_progress(tmp_path)
    assert (chapter.done, chapter.left) == ("1 of 3", ("halve", "other"))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": [1, {"outputs": [{"data": []}]}]}'])
def test_odd_files_break_nothing(tmp_path, text):
    write(tmp_path, "one")
    (tmp_path / "one" / "odd.ipynb").write_text(text)
    if text:
        assert read_progress(tmp_path)[0].done == "0 of 2"
    else:
        with pytest.raises(CourseError, match=r"odd.ipynb cannot be read: it is not a notebook\."):
            read_progress(tmp_path)


def test_an_odd_result_counts_as_not_done(tmp_path):
    data = {MIME_TYPE: {"exercise": "double", "earned": "3", "possible": "3"}}
    write(tmp_path, "one", [{"output_type": "display_data", "data": data}])
    assert read_progress(tmp_path)[0].done == "0 of 2"


def test_copies_in_hidden_folders_are_neither_read_nor_listed(tmp_path):
    write(tmp_path, "one")
    write(tmp_path, ".ipynb_checkpoints").write_text("cut off")
    assert [each.name for each in read_progress(tmp_path)] == ["one"]


def test_a_folder_without_chapters_says_so(tmp_path):
    assert format_progress(read_progress(tmp_path)) == "No notebook with exercises was found."
    with pytest.raises(CourseError, match="Name the folder that holds your chapters"):
        read_progress(tmp_path / "missing")


def test_in_a_notebook_what_was_checked_since_counts_for_its_own_chapter_only(
    tmp_path, monkeypatch, capsys
):
    write(tmp_path, "one")
    write(tmp_path, "two")
    monkeypatch.chdir(tmp_path / "one")
    run_check(lambda X: 2 * X)
    show_progress("one")
    assert [line.split()[:4] for line in capsys.readouterr().out.splitlines()[1:]] == [
        ["one", "1", "of", "2"],
        ["two", "0", "of", "2"],
    ]


def test_in_a_notebook_it_is_a_table_that_feedback_keeps(tmp_path, monkeypatch):
    write(tmp_path, "one", written=True)
    monkeypatch.chdir(tmp_path / "one")
    with collect_outputs() as shown:
        show_progress("one")
    [output] = shown
    assert '<td style="text-align:left">double, halve</td>' in output["text/html"]
    assert clean_html(output["text/html"]) == output["text/html"]
    assert clean_html(draw_progress([])) == draw_progress([])


def test_while_a_notebook_is_graded_it_shows_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.chdir(tmp_path)
    with collect_outputs() as shown:
        show_progress("one")
    assert (shown, capsys.readouterr().out) == ([], "")


def test_in_a_notebook_an_unreadable_file_is_named_and_nothing_is_raised(
    tmp_path, monkeypatch, capsys
):
    write(tmp_path, "one").write_text("no JSON")
    monkeypatch.chdir(tmp_path / "one")
    show_progress("one")
    assert "one.ipynb cannot be read: it is not a notebook." in capsys.readouterr().out
