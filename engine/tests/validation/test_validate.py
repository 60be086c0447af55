"""`nbproctor validate`: faults are found and named with their cell."""

import copy
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nbproctor.course_folder import CourseFolder, release
from nbproctor.notebooks import DEMONSTRATION, MAY_RAISE, normal_form, write_notebook
from nbproctor.testing.small_course import write_configuration
from nbproctor.validation import Fault
from nbproctor.validation.execution import Execution, check_stated_outputs
from nbproctor.validation.figures import check_figures
from nbproctor.validation.leaks import find_leaks
from nbproctor.validation.links import check_links
from nbproctor.validation.trial import Score, compare, find_unexpected, list_scores
from nbproctor.validation.verdicts import (
    check_demonstrations,
    check_files,
    check_names,
    check_run,
    compare_release,
)

UNCLEAR = "but its text does not show which names it makes"
NO_DEMONSTRATION = "but it is no code cell, an answer or a test"
MARKED = {"tags": ["nbval-check-output"]}
SOLUTION = """def double(x):
    ### BEGIN SOLUTION
    return x + x  # twice the same
    ### END SOLUTION"""
TEST = """# double: 3 points
### BEGIN HIDDEN TESTS
3.0 if double(2) == 4 else 0.0
### END HIDDEN TESTS"""
FIGURE = (
    'from IPython.display import HTML\nHTML(\'<img alt="a dot" src="data:image/png;base64,">\')'
)


def nbgrader(name, points=None, solution=False):
    metadata = {"grade_id": name, "schema_version": 3, "solution": solution, "task": False}
    metadata |= {"grade": points is not None, "locked": not solution}
    return {"nbgrader": metadata | ({} if points is None else {"points": points})}


def chapter(**sources):
    """A chapter of one exercise, with cells' sources replaced by name."""
    texts = {"demo": "print(1 + 1)", "double": SOLUTION, "test_double": TEST, "figure": FIGURE}
    texts |= {"check_double": "assert double(1) == 2"} | sources
    stated = new_output("stream", name="stdout", text="2\n")
    cells = [
        new_markdown_cell("# Doubling", id="top"),
        new_code_cell(texts["demo"], id="demo", metadata=MARKED, outputs=[stated]),
        new_code_cell(texts["double"], id="double", metadata=nbgrader("double", solution=True)),
        new_code_cell(texts["test_double"], id="t", metadata=nbgrader("test_double", points=3)),
        new_code_cell(texts["figure"], id="figure"),
        new_code_cell(texts["check_double"], id="c", metadata=nbgrader("check_double", points=0)),
    ]
    return normal_form(new_notebook(cells=cells))


@pytest.fixture(scope="module")
def validated(tmp_path_factory):
    """The command in a course of three chapters: one well, one broken, one beyond nbgrader."""
    root = tmp_path_factory.mktemp("validate") / "course"
    root.mkdir()
    write_configuration(root, 'c.WarmKernels.sandbox = "none"\n')
    broken = chapter(
        demo="print(1 + 2)",
        test_double=TEST.replace("3.0 if double(2) == 4 else 0.0", "1.0"),
        figure="import nowhere",
        check_double="assert double(1) == 3, 'not 3'",
    )
    for name, notebook in {"well": chapter(), "broken": broken}.items():
        write_notebook(notebook, root / "source" / name / f"{name}.ipynb")
        release(CourseFolder.find(root), name, root / "release")
    unmarked = chapter(double="### BEGIN SOLUTION")
    write_notebook(unmarked, root / "source" / "unmarked" / "unmarked.ipynb")
    command = [Path(sys.executable).parent / "nbproctor", "validate"]
    # A few kernels start sooner by themselves than from a zygote.
    environment = {**os.environ, "JUPYTER_DEFAULT_PROVISIONER_NAME": "local-provisioner"}
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    return root, done


def test_a_chapter_that_is_well_is_one_line(validated):
    _, done = validated
    line = "✓ well: 3 points, 6 cells, 1 stated outputs, 1 figures, 0 links ("
    assert [each for each in done.stdout.splitlines() if each.startswith(line)], done


def test_each_fault_of_a_run_is_a_line_with_its_cell(validated):
    _, done = validated
    lines = done.stdout.splitlines()
    where = "    source/broken/broken.ipynb: cell "
    start = lines.index("✗ broken: 5 to mend")
    assert lines[start + 1 : start + 6] == [
        f"{where}figure: raises ModuleNotFoundError: No module named 'nowhere'",
        f"{where}check_double: raises AssertionError: not 3",
        f"{where}demo: line 1 of its output is '3', the source states '2'",
        f"{where}test_double: its own solution earns 1 of 3 points",
        f"{where}test_double: its release, untouched, earns 1 of 3 points",
    ]


def test_nbval_fails_at_a_broken_check_of_the_source(tmp_path):
    notebook = chapter(check_double="assert double(1) == 3")
    notebook.cells[-1].metadata.tags = [MAY_RAISE]  # the tag that checks have in the release
    path = tmp_path / "doubling.ipynb"
    write_notebook(normal_form(notebook), path)
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "-p", "no:cacheprovider", path]
    environment = {**os.environ, "JUPYTER_DEFAULT_PROVISIONER_NAME": "local-provisioner"}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert "1 failed, 4 passed" in done.stdout, done.stdout


def test_what_nbgrader_cannot_release_is_a_line_too(validated):
    _, done = validated
    line = "    source/unmarked/unmarked.ipynb: assignment unmarked: nbgrader could not read"
    assert [each for each in done.stdout.splitlines() if each.startswith(line)], done


def test_a_fault_is_the_exit_status_and_the_course_is_left_as_it_was(validated):
    root, done = validated
    assert done.returncode == 1
    assert {path.name for path in root.iterdir()} == {"nbgrader_config.py", "source", "release"}


@pytest.mark.parametrize("asked", [True, False])
def test_a_notebook_out_of_normal_form_is_named_if_the_course_asks(tmp_path, monkeypatch, asked):
    monkeypatch.setenv("NBPROCTOR_COMMAND", "my-course")
    write_configuration(tmp_path, f"c.Release.normal_form = {asked}\n")
    folder = CourseFolder.find(tmp_path)
    path = folder.source("doubling")
    write_notebook(chapter(), path)
    release(folder, "doubling", folder.root / "release")
    assert check_files(folder, "doubling").faults == ()
    path.write_text(path.read_text().replace('"execution_count": null', '"execution_count": 3'))
    fault = Fault("", "is not in normal form: run `my-course normalise`")
    assert check_files(folder, "doubling").faults == ((fault,) if asked else ())


def test_a_name_that_two_cells_have_is_named():
    notebook = chapter()
    notebook.cells.append(copy.deepcopy(notebook.cells[2]))
    notebook.cells[-1].id = "another"
    assert check_names(notebook) == [Fault("double", "stands 2 times")]


@pytest.mark.parametrize(
    ("source", "known", "reason"),
    [
        ("X = 1\nprint(X)", {}, None),
        ("%matplotlib inline", {}, UNCLEAR),
        ("from math import *", {}, UNCLEAR),
        ("def double(:", {}, UNCLEAR),
        (SOLUTION, nbgrader("double", solution=True), NO_DEMONSTRATION),
        (TEST, nbgrader("test_double", 3), NO_DEMONSTRATION),
    ],
    ids=["plain", "command", "star", "no Python", "answer", "test"],
)
def test_a_demonstration_that_cannot_be_left_out_is_named(source, known, reason):
    cell = new_code_cell(source, id="demo", metadata={"tags": [DEMONSTRATION], **known})
    name = known["nbgrader"]["grade_id"] if known else "demo"
    faults = [Fault(name, f"is tagged `demonstration`, {reason}")] if reason else []
    assert check_demonstrations(new_notebook(cells=[cell])) == faults


@pytest.mark.parametrize("change", ["edited", "missing", "added"])
def test_a_release_that_is_not_the_sources_is_named(tmp_path, monkeypatch, change):
    monkeypatch.delenv("NBPROCTOR_COMMAND", raising=False)
    made, committed = tmp_path / "made" / "doubling", tmp_path / "release" / "doubling"
    write_notebook(chapter(), made / "doubling.ipynb")
    shutil.copytree(made, committed)
    assert compare_release(made, committed) == []
    name = "doubling.ipynb" if change != "added" else "answers.txt"
    if change == "missing":
        shutil.rmtree(committed)
    else:
        (committed / name).write_text("{}")
    reason = f"release/doubling/{name} is not what it releases: run `nbproctor release`"
    assert compare_release(made, committed) == [Fault("", reason)]


def released(**sources):
    """What nbgrader would release of the chapter, with cells' sources replaced by name."""
    stubs = {"double": "def double(x):\n    raise NotImplementedError()"}
    notebook = chapter(**(stubs | {"test_double": "# double: 3 points"} | sources))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    return notebook


@pytest.mark.parametrize(
    ("sources", "fault"),
    [
        pytest.param({}, None, id="well"),
        pytest.param(
            {"double": "def double(x):\n        return x + x  # twice the same"},
            Fault("double", "the release gives away the line 'return x + x  # twice the same'"),
            id="solution line",
        ),
        pytest.param(
            {"figure": "if True: return x + x  # twice the same"},
            Fault("figure", "the release gives away the line 'return x + x  # twice the same'"),
            id="part of a line",
        ),
        pytest.param(
            {"test_double": "3.0 if double(2) == 4 else 0.0"},
            Fault(
                "test_double", "the release gives away the line '3.0 if double(2) == 4 else 0.0'"
            ),
            id="hidden test",
        ),
        pytest.param(
            {"test_double": "import hidden_cases"},
            Fault("test_double", "the release speaks of 'hidden_cases'"),
            id="staff",
        ),
        pytest.param(
            {"double": "### END SOLUTION"},
            Fault("double", "the release speaks of 'END SOLUTION'"),
            id="mark",
        ),
    ],
)
def test_a_release_that_gives_something_away_is_named(sources, fault):
    assert find_leaks(chapter(), released(**sources), ["hidden_cases"]) == (
        [fault] if fault else []
    )


def test_a_written_answer_and_an_output_are_leaks():
    answer = "Both images give the same output."
    source, given = chapter(), released()
    metadata = nbgrader("why", points=2, solution=True)
    source.cells.append(new_markdown_cell(answer, id="why", metadata=metadata))
    given.cells.append(new_markdown_cell(f"*{answer}*", id="why", metadata=metadata))
    given.cells[1].outputs = chapter().cells[1].outputs
    assert find_leaks(source, given) == [
        Fault("demo", "the release has outputs"),
        Fault("why", f"the release gives away the line {answer!r}"),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("[up](#2.-One-window)", None, id="heading"),
        pytest.param("[up](#3.-Two)", "links to #3.-Two, which no heading here", id="no heading"),
        pytest.param('<a id="x"></a> [x](#x)', None, id="anchor by hand"),
        pytest.param("[next](../next/next.ipynb)", None, id="file"),
        pytest.param("[next](../next/next.ipynb#Next)", None, id="heading elsewhere"),
        pytest.param(
            "[next](../next/next.ipynb#Last)", "which is no heading there", id="no heading there"
        ),
        pytest.param("[next](next.ipynb)", "is not in source/here", id="no file"),
        pytest.param("[data](data.csv)", "is not in release/here", id="file that is not released"),
        pytest.param("[me](../../README.md)", "outside source/", id="outside"),
        pytest.param("![dot](dot.png)", None, id="image"),
        pytest.param("![](dot.png)", "an <img> without alternative text", id="image without text"),
        pytest.param("![dot](dots.png)", "dots.png, which is not in", id="no image"),
        pytest.param('<img alt="a" src="no.png">', "no.png, which is not in", id="image in HTML"),
        pytest.param("![dot](attachment:dot.png)", "missing attachment: dot.png", id="attachment"),
        pytest.param("[web](https://numpy.org/doc)", None, id="web"),
        pytest.param("[web](https://numpy)", "which is no web address", id="no domain"),
        pytest.param("[file](file:///etc/passwd)", "write a web address or a path", id="scheme"),
        pytest.param("`[no](link)` and $[a](b)$", None, id="code and mathematics"),
    ],
)
def test_a_link_that_leads_nowhere_is_named(tmp_path, text, reason):
    for tree in ("source", "release"):
        write_notebook(
            new_notebook(cells=[new_markdown_cell("# Next")]), tmp_path / tree / "next/next.ipynb"
        )
        (tmp_path / tree / "here").mkdir()
        (tmp_path / tree / "here" / "dot.png").touch()
    (tmp_path / "README.md").touch()
    (tmp_path / "source" / "here" / "data.csv").touch()
    cells = [new_markdown_cell("## 2. One window", id="a"), new_markdown_cell(text, id="b")]
    places = [tmp_path / "source" / "here", tmp_path / "release" / "here"]
    _, faults = check_links(new_notebook(cells=cells), places, needs_text=True)
    assert [fault.cell for fault in faults] == (["b"] if reason else [])
    assert all(reason in fault.reason for fault in faults)


def shown(**data):
    output = new_output("display_data", {kind.replace("_", "/"): it for kind, it in data.items()})
    return new_notebook(cells=[new_code_cell("draw()", id="figure", outputs=[output])])


@pytest.mark.parametrize(
    ("data", "silent"),
    [
        pytest.param({"text_html": "<img alt='x'>", "image_png": ""}, None, id="described"),
        pytest.param({"text_html": "<p><img src='x'></p>"}, "an <img> without", id="no alt"),
        pytest.param({"text_html": "<img alt=' '>"}, "an <img> without", id="blank alt"),
        pytest.param({"image_png": "iVBO"}, "an <img> without", id="plain image"),
        pytest.param({"text_html": "<svg><title>x</title></svg>"}, None, id="titled"),
        pytest.param({"text_html": "<svg aria-label='x'></svg>"}, None, id="labelled"),
        pytest.param({"text_html": "<svg><g></g></svg>"}, "an <svg> without", id="untitled"),
    ],
)
def test_a_figure_without_alternative_text_is_named(data, silent):
    count, faults = check_figures(shown(**data))
    assert (count, len(faults)) == (1, 1 if silent else 0)
    assert all(fault.cell == "figure" and silent in fault.reason for fault in faults)


@pytest.mark.parametrize(
    ("html", "silent"),
    [
        pytest.param("<img src='x' alt='step 1'>", [], id="described"),
        pytest.param("<img src='x'>", ["shows an <img> without alternative text"], id="no alt"),
    ],
)
def test_a_sliders_drawing_is_a_figure(html, silent):
    kind = "application/vnd.jupyter.widget-{}+json"
    notebook = shown(**{kind.format("view").replace("/", "_"): {"model_id": "box"}})
    box = {"model_name": "VBoxModel", "state": {"children": ["IPY_MODEL_drawing"]}}
    drawing = {"model_name": "HTMLModel", "state": {"value": html}}
    state = {"state": {"box": box, "drawing": drawing}}
    notebook.metadata["widgets"] = {kind.format("state"): state}
    assert check_figures(notebook) == (1, [Fault("figure", reason) for reason in silent])


def test_a_marked_cell_without_an_output_is_a_fault():
    empty = chapter()
    empty.cells[1].outputs = []
    count, [fault] = check_stated_outputs(empty, chapter())
    assert count == 1
    assert "keeps no output to compare with" in fault.reason


def test_how_a_stream_is_cut_makes_no_difference():
    run = chapter()
    run.cells[1].outputs = [new_output("stream", name="stdout", text=text) for text in "2\n"]
    assert check_stated_outputs(chapter(), run) == (1, [])


@pytest.mark.parametrize(
    ("solved", "earned", "reason"),
    [
        (True, 3.0, None),
        (True, 2.5, "its own solution earns 2.5 of 3 points"),
        (False, 0.0, None),
        (False, 1.0, "its release, untouched, earns 1 of 3 points"),
        (True, None, "with its own solution it could not run: the kernel did not start"),
    ],
)
def test_a_trial_must_earn_all_or_nothing(solved, earned, reason):
    why = "the kernel did not start" if earned is None else ""
    faults = find_unexpected([Score("test_double", earned, 3.0, why)], solved)
    assert faults == ([Fault("test_double", reason)] if reason else [])


def test_scores_are_from_the_record_and_else_from_the_outputs():
    run = chapter()
    run.cells[3].outputs = [new_output("execute_result", {"text/plain": "1.0"})]
    assert list_scores(run) == [Score("test_double", 1.0, 3.0)]
    run.cells[3].outputs = [new_output("execute_result", {"text/plain": "4.0"})]
    assert list_scores(run) == [Score("test_double", None, 3.0)]
    record = {"outcome": "could not run", "earned": None, "reason": "no source"}
    run.metadata["course_run"] = {"cells": {"test_double": record}}
    assert list_scores(run) == [Score("test_double", None, 3.0, "no source")]


def test_a_run_that_died_says_so_and_nothing_that_follows_from_it():
    fault = Fault("demo", "the kernel died")
    assert check_run(chapter(), Execution(chapter(), (fault,)), True) == ({}, [fault])


def test_the_comparison_counts_equal_cells_and_names_the_others():
    beside = [Score("test_a", 2.0, 2.0), Score("test_b", 1.0, 1.0), Score("test_c", 1.0, 1.0)]
    apart = [Score("test_a", 2.0, 2.0), Score("test_b", None, 1.0, "it uses an attribute")]
    assert compare(beside, apart) == (
        "graded beside and apart, 1 of 3 cells earn the same",
        "test_b: beside 1 of 1; apart could not run (it uses an attribute)",
        "test_c: beside 1 of 1; apart could not run (the notebook was not graded)",
    )
