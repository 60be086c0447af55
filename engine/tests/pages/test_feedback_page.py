"""What the feedback page says, and in which order."""

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.converters import GenerateFeedback
from traitlets.config import Config

from nbproctor.checks.report import MIME_TYPE
from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.course_folder import register
from nbproctor.gradebook.extensions import write_extension
from nbproctor.grading.model_answers import explain_refusal, read_model_answers
from nbproctor.grading.submissions import find_submissions
from nbproctor.notebooks import LEFT_OUT, NOTES_CELL, OPTIONAL, dumps
from nbproctor.pages.feedback_page import FeedbackExporter, says
from nbproctor.testing.small_course import (
    CHAPTER,
    hand_in,
    make_cell,
    small_course,
    write_configuration,
)

POINTS = {"test_add": (1.0, 2.0), "test_sub": (2.0, 2.0), "why": (0.0, 2.0)}
MISTAKE = "adds the first number twice"
CARD = '<div><p style="margin:0.5em 0"><b>add</b>: 1 of 2 points.</p></div>'
RESULT = {"diagnosis": MISTAKE, "properties": [{"name": "adds", "passed": False}]}


def graded(name, source, score, points, outputs=(), **metadata):
    cell = make_cell(name, source, grade=True, score=score, points=points, **metadata)
    if outputs:
        cell.outputs = list(outputs)
    return cell


def shown(**data):
    return new_output("display_data", data={k.replace("_", "/"): v for k, v in data.items()})


def notebook():
    """A graded notebook: two tests, a written answer, a check, text, a demonstration."""
    failed = new_output("display_data", data={"text/html": CARD, MIME_TYPE: RESULT})
    score = new_output("execute_result", data={"text/plain": "1.0"})
    return new_notebook(
        cells=[
            new_markdown_cell("Put right: one thing.", id=NOTES_CELL),
            new_markdown_cell("# The chapter's text"),
            new_code_cell("draw()", outputs=[new_output("stream", name="stdout", text=LEFT_OUT)]),
            make_cell("add", "def add(a, b): return a + a", solution=True, comment="See *me*."),
            graded("check_add", "check.add(add)", 0, 0, [shown(text_plain="checked")]),
            graded("test_add", "hidden.add.score(add)", 1, 2, [failed, score]),
            make_cell("sub", "def sub(a, b): return a - b", solution=True),
            graded("test_sub", "assert sub(2, 1) == 1", 2, 2),
            graded("why", "Because.", 0, 2, solution=True, markdown=True),
        ]
    )


def make_page(notebook, **settings):
    config = Config()
    config.FeedbackExporter.update(settings)
    config.HTMLExporter.preprocessors = ["nbproctor.pages.clean.CleanPages"]
    resources = {"nbgrader": {"notebook": "n", "score": 3.0, "max_score": 6.0, "late_penalty": 0}}
    html, _ = FeedbackExporter(config=config).from_notebook_node(notebook, resources)
    return BeautifulSoup(html, "html.parser"), html


def rows(page):
    cells = [row.select("th, td") for row in page.select("table.points tbody tr")]
    return [[" ".join(cell.get_text().split()) for cell in row] for row in cells]


def test_an_answer_that_nobody_has_read_is_not_said_to_have_earned_nothing():
    page, html = make_page(notebook(), waiting={"n": ["why"]})
    assert page.h1.get_text() == "n: 3 of 4 points, and 2 points not read yet"
    assert ["why, by hand", "not read yet", "2"] in rows(page)
    assert "not read yet, 2 points" in page.select_one("section#why h3").get_text()
    assert says(html, POINTS, ["See *me*."], None, ["why"])
    assert not says(html, POINTS, ["See *me*."], None)


def test_a_page_of_an_answer_that_was_read_states_its_points():
    page, html = make_page(notebook())
    assert page.h1.get_text() == "n: 3 of 6 points"
    assert rows(page) == [
        ["add, with a comment", "1", "2"],
        ["sub", "2", "2"],
        ["why, by hand", "0", "2"],
    ]
    assert says(html, POINTS, ["See *me*."], None)
    assert not says(html, {**POINTS, "why": (1.0, 2.0)}, ["See *me*."], None)
    assert not says(html, POINTS, ["See me."], None)


def test_the_page_names_the_mistake_of_each_exercise_that_lost_points():
    page, _ = make_page(notebook(), waiting={"n": ["why"]})
    [line] = page.select("ul.next li")
    assert line.get_text() == f"add: {MISTAKE}; read the comment"
    assert line.a["href"] == "#test_add"
    assert page.select_one("#test_add")


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ({"attempted": False}, "not attempted"),
        ({"forbidden": "np.sum"}, "not by hand: np.sum"),
        (
            {
                "diagnosis": "other values",
                "properties": [
                    {"name": "a", "passed": True},
                    {"name": "b", "problem": "is secret"},
                ],
            },
            "fails: b",
        ),
        ({"properties": "none", "diagnosis": ["x"] * 1000}, "['x', "),
        (
            {"properties": [{"passed": False, "name": "<script>x()</script>"}]},
            "fails: <script>x()</script>",
        ),
        ("no result", "lost points"),
    ],
    ids=["not attempted", "forbidden", "property", "odd", "markup", "none"],
)
def test_the_advice_is_the_first_thing_that_failed(result, said):
    nb = notebook()
    nb.cells[5].outputs = [new_output("display_data", data={MIME_TYPE: result})]
    del nb.cells[3].metadata.nbgrader["comment"]
    page, html = make_page(nb, waiting={"n": ["why"]})
    [line] = page.select("ul.next li")
    assert line.get_text().startswith(f"add: {said}")
    assert len(line.get_text()) < 1200
    assert "<script" not in html


def test_without_data_of_a_result_the_advice_is_the_error():
    nb = notebook()
    error = new_output("error", ename="AssertionError", evalue="3 is not 2\nmore", traceback=["t"])
    nb.cells[5].outputs = [error]
    page, _ = make_page(nb, waiting={"n": ["why"]})
    [line] = page.select("ul.next li")
    assert line.get_text() == "add: AssertionError: 3 is not 2; read the comment"


def test_answers_come_first_with_their_cards_and_the_text_is_folded():
    page, html = make_page(notebook())
    exercise = page.select_one("section#test_add")
    assert "def add(a, b): return a + a" in exercise.get_text()
    assert CARD in html
    assert "1.0" not in exercise.select_one(".output").parent.get_text()
    assert exercise.select_one("details").get_text().rstrip().endswith("hidden.add.score(add)")
    assert exercise.select_one(".panel-footer em").get_text() == "me"
    chapter = page.select_one("details.chapter")
    assert not chapter.has_attr("open")
    assert "The chapter's text" in chapter.get_text()
    assert "checked" in chapter.get_text()
    assert [a["href"] for a in chapter.select("a")] == ["#answer-add", "#answer-sub", "#answer-why"]
    assert "Put right: one thing." in page.get_text().partition("Points by exercise")[0]


def test_a_test_without_code_is_not_offered_to_read():
    nb = notebook()
    nb.cells[5].source = "# add: 2 points, graded after you hand in\n"
    page, _ = make_page(nb)
    assert page.select_one("section#test_add details") is None
    assert page.select_one("section#test_sub details")


def test_what_grading_left_out_is_said_once():
    nb = notebook()
    left_out = nb.cells[2].outputs
    nb.cells += [new_code_cell("draw()", outputs=left_out) for _ in range(26)]
    _, html = make_page(nb)
    assert html.count("Grading leaves out") == 1
    assert "left out while" not in html
    without = notebook()
    del without.cells[2]
    assert "leaves out" not in make_page(without)[1]


def test_an_answer_without_points_is_shown_with_its_comment():
    nb = notebook()
    nb.cells.append(make_cell("extra", "helper = 1", solution=True, comment="Nice."))
    page, _ = make_page(nb)
    assert "Nice." in page.select_one("section#extra").get_text()
    assert "extra" not in page.select_one("table.points").get_text()


def test_a_notebook_without_exercises_has_a_page():
    page, _ = make_page(new_notebook(cells=[new_markdown_cell("Text")]))
    assert page.select("section") == []
    assert "Text" in page.get_text()


def test_the_model_answer_stands_beside_the_students_own():
    model = "def add(a, b):\n    return a + b"
    page, _ = make_page(notebook(), model_answers={"n": {"add": model, "why": "*So.*"}})
    answer = page.select_one("#answer-add")
    assert "return a + a" in answer.get_text()
    assert "return a + b" in answer.get_text()
    assert page.select_one("#answer-why em").get_text() == "So."
    assert "Model answer" not in page.select_one("#answer-sub").get_text()


def test_each_optional_answer_stands_by_itself_with_its_model_answer():
    cells = [make_cell(name, f"my_{name} = 1", solution=True) for name in ("more", "most")]
    for cell in cells:
        cell.metadata["tags"] = [OPTIONAL]
    whole = notebook()
    whole.cells[4:4] = cells[:1]  # between an answer and its check
    whole.cells += cells[1:]
    page, _ = make_page(whole, model_answers={"n": {"more": "more = 2", "most": "most = 2"}})
    for name in ("more", "most"):
        assert f"{name} = 2" in page.select_one(f"section#{name} #answer-{name}").get_text()
    assert page.select_one("section#check_add #answer-add, section#test_add #answer-add")


def test_short_answers_are_markdown_and_clean():
    text = "# Answers\n\n1. **Why?** So.\n\n<script>x()</script>"
    page, html = make_page(notebook(), short_answers=text)
    assert page.select_one("details #short-answers li strong").get_text() == "Why?"
    assert "<script" not in html
    assert make_page(notebook())[0].select_one("#short-answers") is None


def test_model_answers_are_those_of_the_source_without_marks():
    source = "def add(a, b):\n    ### BEGIN SOLUTION\n    return a + b\n    ### END SOLUTION"
    cells = [make_cell("add", source, solution=True), make_cell("test_add", "1", grade=True)]
    files = (("n.ipynb", dumps(new_notebook(cells=cells)).encode()), ("data.csv", b"1"))
    assert read_model_answers(files, Config()) == {"n": {"add": "def add(a, b):\n    return a + b"}}


DUE = datetime(2026, 10, 24, 21, 59)
RELEASING = """
c.Course.release_solutions = True
c.Course.short_answers = "answers/{assignment_id}/short.md"
"""


def write_short_answers(folder):
    place = folder.root / "answers" / CHAPTER / "short.md"
    place.parent.mkdir(parents=True)
    place.write_text("1. **Why?** Because they commute.")


@pytest.mark.parametrize(
    ("days", "extension_days", "refused"),
    [
        (None, None, "no due date"),
        (1, None, "before the last"),
        (-1, None, ""),
        (-1, 5, "before the last"),
        (-9, 5, ""),
    ],
    ids=["no due date", "not due yet", "due", "an extension lasts", "an extension has ended"],
)
def test_model_answers_wait_for_the_last_extension(tmp_path, days, extension_days, refused):
    folder = small_course(tmp_path / "course", settings=RELEASING)
    register(folder, CHAPTER)
    now = DUE if days is None else DUE - timedelta(days=days)
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_assignment(CHAPTER, duedate=None if days is None else DUE)
        gradebook.add_student("zoe")
    with folder.transaction() as connection:
        if extension_days:
            write_extension(connection, CHAPTER, "zoe", DUE + timedelta(days=extension_days))
        reason = explain_refusal(connection, folder.config, CHAPTER, now)
    assert bool(reason) == bool(refused)
    assert refused in reason


@pytest.mark.parametrize(
    "due", [datetime(2020, 1, 1), datetime(2090, 1, 1)], ids=["past", "future"]
)
def test_nbgraders_command_shows_model_answers_when_they_are_due(folder, due):
    write_configuration(folder.root, RELEASING)
    folder = type(folder).find(folder.root)
    write_short_answers(folder)
    source = "def add(a, b):\n    ### BEGIN SOLUTION\n    return a + b\n    ### END SOLUTION"
    test = make_cell("test_add", "assert add(1, 2) == 3", grade=True, points=2, locked=True)
    place = folder.root / "source/sums/sums.ipynb"
    place.parent.mkdir(parents=True)
    place.write_text(dumps(new_notebook(cells=[make_cell("add", source, solution=True), test])))
    register(folder, "sums")
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_assignment("sums", duedate=due)
        gradebook.add_student("ada")
        gradebook.update_or_create_submission("sums", "ada")
    mine = make_cell("add", "def add(a, b): return 3", solution=True)
    place = folder.root / "autograded/ada/sums/sums.ipynb"
    place.parent.mkdir(parents=True)
    place.write_text(dumps(new_notebook(cells=[mine, test])))
    GenerateFeedback(coursedir=folder.coursedir("sums"), config=folder.config).start()
    page = (folder.root / "feedback/ada/sums/sums.html").read_text(encoding="utf-8")
    text = BeautifulSoup(page, "html.parser").get_text()
    assert "return 3" in text
    assert ("return a + b" in text) == (due.year == 2020)
    assert ("Because they commute." in text) == (due.year == 2020)
    assert "SOLUTION" not in text


def test_a_class_run_makes_pages_again_when_model_answers_are_due(tmp_path):
    exporter = 'c.GenerateFeedback.exporter_class = "nbproctor.grading.feedback.FeedbackInGrader"\n'
    folder = small_course(tmp_path / "course", settings=RELEASING + exporter)
    write_short_answers(folder)
    hand_in(folder, "ada", "def add(a, b): return 3")
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    past, future, shown = datetime(2020, 1, 1), datetime(2090, 1, 1), []
    for due, extension in ((None, None), (future, None), (past, future), (past, past)):
        if due:
            with folder.gradebook() as gradebook:
                gradebook.update_or_create_assignment(CHAPTER, duedate=due)
            with folder.transaction() as connection:
                write_extension(connection, CHAPTER, "ada", extension)
        [result] = grade_class(folder, found, settings=RunSettings(workers=1))
        page = (folder.root / f"feedback/ada/{CHAPTER}/{CHAPTER}.html").read_text("utf-8")
        text = BeautifulSoup(page, "html.parser").get_text()
        assert "return 3" in text
        shown.append((result.kept, "return a + b" in text, "Because they commute." in text))
    assert shown == [
        (False, False, False),
        (True, False, False),
        (True, False, False),
        (True, True, True),
    ]
