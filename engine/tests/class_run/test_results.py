from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from rich.console import Console

from nbproctor.checks.report import MIME_TYPE
from nbproctor.class_run.results import build_table, summarize
from nbproctor.gradebook.results import GradeResult
from nbproctor.grading.describe_failures import describe_autograded


def cell(name, *outputs, points=None):
    metadata = {"grade_id": name, **({"points": points, "grade": True} if points else {})}
    return new_code_cell("", id=name, outputs=list(outputs), metadata={"nbgrader": metadata})


def error(name, value):
    return new_output("error", ename=name, evalue=value, traceback=[])


def data(*failed, attempted=True, diagnosis="", forbidden=""):
    properties = [{"name": each, "passed": False} for each in failed]
    properties.append({"name": "values", "passed": attempted})
    result = {"attempted": attempted, "properties": properties}
    result |= {"diagnosis": diagnosis, "forbidden": forbidden}
    return new_output("display_data", {MIME_TYPE: result, "text/plain": "..."})


def number(text):
    return new_output("execute_result", {"text/plain": text})


def test_a_result_that_an_earlier_version_published_is_read():
    output = data("even kernels", diagnosis="off by one")
    output.data["application/vnd.cnn-course.result+json"] = output.data.pop(MIME_TYPE)
    grade = cell("test_pad2d", output, points=1)
    notebook = new_notebook(cells=[*RIGHT, grade])
    assert describe_autograded(notebook, "graded") == (("pad2d: off by one",), ())


RIGHT = [cell("relu"), cell("test_relu", data(), points=1)]


@pytest.mark.parametrize(
    ("answer", "grade", "phrase"),
    [
        ([], [data()], ()),
        ([], [data("even kernels")], ("pad2d: even kernels",)),
        ([], [data("even kernels", diagnosis="off by one")], ("pad2d: off by one",)),
        ([], [data("even kernels", forbidden="np.pad")], ("pad2d: not by hand (np.pad)",)),
        ([], [data(attempted=False)], ("pad2d: not attempted",)),
        ([], [error("CellTimeoutError", "")], ("pad2d: took too long",)),
        ([], [error("ValueError", "bad\nworse")], ("pad2d: ValueError: bad",)),
        ([], [], ()),
        (
            [],
            [new_output("stream", name="stderr", text="\nhm: x\n")],
            ("pad2d: wrote to stderr: hm: x",),
        ),
        ([], [number("2.5")], ("pad2d: 2.5 of 4 points",)),
        ([], [number("5")], ("pad2d: no result",)),
        (
            [error("SyntaxError", "expected ':'")],
            [error("NameError", "name 'pad2d' is not defined")],
            ("pad2d: syntax error",),
        ),
        (
            [error("SyntaxError", "expected ':' (2517.py, line 3)")],
            [error("NameError", "name 'pad2d' is not defined: the cell of your answer ...")],
            ("pad2d: syntax error in line 3",),
        ),
        (
            [],
            [error("NameError", "name 'np' is not defined")],
            ("pad2d: NameError: name 'np' is not defined",),
        ),
    ],
    ids=[
        "right",
        "one",
        "named",
        "by hand",
        "stub",
        "hangs",
        "raises",
        "silent",
        "stderr",
        "partly",
        "beyond",
        "syntax",
        "syntax in a line",
        "name",
    ],
)
def test_a_phrase_says_what_failed(answer, grade, phrase):
    cells = [cell("pad2d", *answer), cell("test_pad2d", *grade, points=4), *RIGHT]
    assert describe_autograded(new_notebook(cells=cells), "sums") == (phrase, ())


def test_an_answer_in_code_that_a_human_grades_has_no_phrase():
    answer = cell("essay", error("ValueError", "bad"), points=4)
    answer.metadata.nbgrader["solution"] = True
    assert describe_autograded(new_notebook(cells=[answer]), "sums") == ((), ())
    assert describe_autograded(new_notebook(cells=[answer, *RIGHT]), "sums") == ((), ())


def test_of_several_notebooks_phrases_name_theirs():
    cells = [cell("test_pad2d", error("ValueError", "bad"), points=4), *RIGHT]
    notebook = new_notebook(cells=cells, metadata={"course_restored": ["moved"]})
    phrases = describe_autograded(notebook, "sums", ["loops", "sums"])
    assert phrases == (("sums/pad2d: ValueError: bad",), ("sums: moved",))


def test_a_notebook_without_any_attempt_is_one_phrase():
    cells = [cell("test_pad2d", data(attempted=False), points=4)]
    notebook = new_notebook(cells=cells, metadata={"course_restored": ["moved"]})
    assert describe_autograded(notebook, "sums") == (("nothing attempted",), ("moved",))


RESULTS = [
    GradeResult("ada", "sums", 18.0, 18.0, by_hand=2.0, seconds=6.54),
    GradeResult("[b]bob[/b]", "sums", 9.0, 18.0, failed=("relu: not attempted",), seconds=6.0),
    GradeResult("eve", "sums", None, 18.0, notes=("no JSON",)),
]


def test_the_table_has_a_row_each_and_takes_names_as_they_are():
    console = Console(width=120)
    with console.capture() as captured:
        console.print(build_table(RESULTS))
    text = captured.get()
    assert "18 of 18 + 2 by hand" in text
    assert "[b]bob[/b]" in text
    assert "relu: not attempted" in text
    assert "could not run" in text
    assert "6.5" in text


def test_the_summary_counts():
    assert summarize(RESULTS) == (
        "2 graded, 1 could not run: 1 with all automatic points, 1 with notes."
    )


def test_what_an_earlier_run_graded_is_not_said_to_be_graded():
    kept = [replace(result, kept=True) for result in RESULTS[:2]]
    assert summarize(kept) == "2 unchanged: 1 with all automatic points, 0 with notes."
    assert summarize([*kept, RESULTS[0]]).startswith("1 graded, 2 unchanged: ")
