"""Answers are found wherever a student wrote them: kinds of accidents, on a small chapter.

Each is made of a notebook with right answers and an essay. What the accident must not change are
the answers, and that the essay waits for a human.
"""

import copy
import functools
import time

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell
from nbgrader.utils import compute_checksum

from nbproctor.grading.repair_notes import ANSWERED_ELSEWHERE, add_notes
from nbproctor.grading.restore import OWN_CELLS_LIMIT, restore
from nbproctor.grading.source_cells import find_defined, is_only_text
from nbproctor.notebooks import NOTES_CELL, nbgrader_metadata, parse_notebook
from nbproctor.testing.small_course import make_cell

STUB = "def {0}(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
SOLUTION = "def {0}(x):\n    return {1} * x"
DOUBLE = 'def double(x):\n    """Twice x."""\n    number = x + x\n    return number'
TRIPLE = "class Triple:\n    factor = 3\n\n    def call(self, x):\n        return self.factor * x"
ESSAY = "Both grow, because each number is larger than the one before."
WHY = "Write your answer here."
PICTURE = {"a picture.png": {"image/png": "iVBORw0KGgo="}}


def chapter(answer):
    """The chapter as authored or as released; `answer` returns the text of an answer in code."""
    return new_notebook(
        cells=[
            new_markdown_cell("# The title of the chapter", id="title"),
            make_cell("setup", "import math\nimport random", locked=True),
            new_markdown_cell("Write a function that doubles.", id="text"),
            make_cell("double", answer("double", "2"), solution=True),
            make_cell("test_double", "# double: 2 points", grade=True, locked=True, points=2),
            new_markdown_cell("Write a class that triples.", id="more-text"),
            make_cell("Triple", answer("Triple", "3"), solution=True),
            make_cell("test_Triple", "# Triple: 3 points", grade=True, locked=True, points=3),
            new_markdown_cell("**Question.** Why do both grow?", id="question"),
            make_cell("rubric", "One point for a reason.", locked=True, markdown=True),
            make_cell("why", WHY, grade=True, solution=True, points=1, markdown=True),
            new_markdown_cell("That is the end.", id="end"),
        ]
    )


def release(answer):
    notebook = chapter(answer)
    for cell in notebook.cells:
        if known := nbgrader_metadata(cell):
            known["checksum"] = compute_checksum(cell)
    return notebook


SOURCE, RELEASED = chapter(SOLUTION.format), release(lambda name, _: STUB.format(name))


def answered(essay=ESSAY):
    notebook = copy.deepcopy(RELEASED)
    for name, text in (("double", DOUBLE), ("Triple", TRIPLE), ("why", essay)):
        find(notebook, name).source = text
    return notebook


def place(notebook, name):
    cells = enumerate(notebook.cells)
    return next(i for i, c in cells if name in (nbgrader_metadata(c).get("grade_id"), c.id))


def find(notebook, name):
    return notebook.cells[place(notebook, name)]


def stub(name):
    return find(RELEASED, name).source


def insert(notebook, name, cell, below=1):
    notebook.cells.insert(place(notebook, name) + below, cell)


def delete(notebook, *names):
    for name in names:
        del notebook.cells[place(notebook, name)]


def copy_of(notebook, name, source, named=True):
    twin = copy.deepcopy(find(notebook, name))
    twin.source, twin.id = source, f"copy-of-{name}"
    twin.metadata = twin.metadata if named else {}
    return twin


def strip(notebook):
    for number, cell in enumerate(notebook.cells):
        cell.id, cell.metadata = f"cell-{number}", {"id": f"aB{number}"}


def split(notebook, name, text, named):
    source = find(notebook, name).source
    before, found, after = source.partition(text)
    insert(notebook, name, copy_of(notebook, name, found + after, named))
    find(notebook, name).source = before.rstrip("\n")


def merge(notebook, upper, lower):
    find(notebook, upper).source += f"\n\n{find(notebook, lower).source}"
    delete(notebook, lower)


def merge_up(notebook, upper, lower):
    find(
        notebook, lower
    ).source = f"{find(notebook, upper).source}\n\n{find(notebook, lower).source}"
    delete(notebook, upper)


def move(notebook, name, cells):
    """Leave the stub where it is, and write the answer into other cells."""
    find(notebook, name).source = stub(name)
    for cell in cells:
        insert(notebook, name, cell)


def stripped_with(name, source):
    def change(notebook):
        find(notebook, name).source = source
        strip(notebook)

    return change


def all_at_the_end(notebook):
    texts = [find(notebook, name).source for name in ("double", "Triple")]
    for name in ("double", "Triple"):
        find(notebook, name).source = stub(name)
    notebook.cells.append(new_code_cell("\n\n\n".join(texts)))


def with_helper_at_the_end(notebook):
    find(notebook, "double").source = stub("double")
    helper = new_code_cell("def plus(a, b):\n    return a + b")
    notebook.cells += [helper, new_code_cell("def double(x):\n    return plus(x, x)")]


ACCIDENTS = {
    "nothing": lambda nb: None,
    "the metadata is gone": strip,
    "the metadata is gone, a lambda": stripped_with("double", "double = lambda x: x + x"),
    "the metadata is gone, typed": stripped_with("double", "double: object = lambda x: x + x"),
    "the metadata is gone, async": stripped_with(
        "double", "async def double(x):\n    return x + x"
    ),
    "the metadata is gone, in a block": stripped_with(
        "double", "if True:\n    def double(x):\n        return x + x"
    ),
    "the metadata is gone, decorated": stripped_with(
        "double", "@cached\ndef double(x):\n    return x + x"
    ),
    "the metadata is gone, broken": stripped_with("double", "def double(x)\n    return x + x"),
    "a stub is kept below": lambda nb: insert(
        nb, "test_double", copy_of(nb, "double", stub("double"))
    ),
    "a stub is kept above": lambda nb: insert(
        nb, "double", copy_of(nb, "double", stub("double")), below=0
    ),
    "a stub without metadata is kept": lambda nb: insert(
        nb, "test_double", copy_of(nb, "double", stub("double"), named=False)
    ),
    "a stub with other comments is kept": lambda nb: insert(
        nb, "test_double", copy_of(nb, "double", f"# later\n{stub('double')}")
    ),
    "a stub of the essay is kept": lambda nb: insert(nb, "why", copy_of(nb, "why", WHY)),
    "a copy was used to call it": lambda nb: insert(
        nb, "double", copy_of(nb, "double", "double(2)")
    ),
    "merged into a test": lambda nb: merge(nb, "test_double", "Triple") or delete(nb, "more-text"),
    "merged with its test": lambda nb: merge(nb, "double", "test_double"),
    "merged upwards with its test": lambda nb: merge_up(nb, "double", "test_double"),
    "merged with a text": lambda nb: merge(nb, "test_double", "more-text"),
    "merged with a text above": lambda nb: merge_up(nb, "text", "double"),
    "merged with all between": lambda nb: [
        merge(nb, "double", name) for name in ("test_double", "more-text", "Triple")
    ],
    "two answers in the first": lambda nb: merge(nb, "double", "Triple"),
    "two answers in the second": lambda nb: merge_up(nb, "double", "Triple"),
    "split, both named": lambda nb: split(nb, "double", "    number", named=True),
    "split, one named": lambda nb: split(nb, "double", "    number", named=False),
    "split below the first line": lambda nb: split(nb, "double", '    """', named=True),
    "split before a method": lambda nb: split(nb, "Triple", "    def call", named=True),
    "split and stripped": lambda nb: split(nb, "double", "    number", named=True) or strip(nb),
    "a new cell below": lambda nb: move(nb, "double", [new_code_cell(DOUBLE)]),
    "a new cell below a stub with comments": lambda nb: (
        move(nb, "double", [new_code_cell(DOUBLE)])
        or find(nb, "double").update(source=f"# below\n{stub('double')}")
    ),
    "a new cell of text": lambda nb: move(nb, "double", [new_markdown_cell(DOUBLE)]),
    "all at the end": all_at_the_end,
    "a helper at the end": with_helper_at_the_end,
    "in the cells of each other": lambda nb: (
        find(nb, "double").update(source=TRIPLE) or find(nb, "Triple").update(source=DOUBLE)
    ),
    "the metadata is gone, prompts": stripped_with("double", ">>> def double(x): return x + x"),
    "over a test": lambda nb: find(nb, "test_double").update(source=DOUBLE) or delete(nb, "double"),
    "the essay in a new cell": lambda nb: move(nb, "why", [new_markdown_cell(ESSAY)]),
    "the essay in a raw cell": lambda nb: move(nb, "why", [new_raw_cell(ESSAY)]),
    "the essay in a cell of code": lambda nb: move(nb, "why", [new_code_cell(ESSAY)]),
    "the essay in a comment": lambda nb: move(nb, "why", [new_code_cell(f"# {ESSAY}")]),
    "the essay in a string": lambda nb: move(nb, "why", [new_code_cell(f'"""{ESSAY}"""')]),
    "the essay printed": lambda nb: move(nb, "why", [new_code_cell(f'print("{ESSAY}")')]),
    "the essay merged into the rubric": lambda nb: merge(nb, "rubric", "why"),
    "the essay merged into the text": lambda nb: merge(nb, "why", "end"),
    "the essay over the rubric": lambda nb: (
        move(nb, "why", []) or find(nb, "rubric").update(source=ESSAY)
    ),
    "the essay below the question": lambda nb: (
        find(nb, "question").update(source=f"**Question.** Why do both grow?\n\n{ESSAY}")
        or move(nb, "why", [])
    ),
    "the essay below a test": lambda nb: (
        find(nb, "test_double").update(source=f"# double: 2 points\n\n{ESSAY}")
        or move(nb, "why", [])
    ),
    "the essay in two cells": lambda nb: move(
        nb, "why", [new_markdown_cell("Second."), new_markdown_cell(ESSAY)]
    ),
    "the essay at the end": lambda nb: (
        move(nb, "why", []) or nb.cells.extend([new_markdown_cell(ESSAY)])
    ),
    "the essay's cell emptied": lambda nb: (
        move(nb, "why", [new_markdown_cell(ESSAY)]) or find(nb, "why").update(source="")
    ),
    "line ends of Windows": lambda nb: [
        cell.update(source=cell.source.replace("\n", "\r\n")) for cell in nb.cells
    ],
    "space at the ends": lambda nb: [
        cell.update(source=f"{cell.source}  \n\n") for cell in nb.cells
    ],
    "all cells twice": lambda nb: nb.cells.extend(copy.deepcopy(nb.cells)),
    "upside down": lambda nb: nb.cells.reverse(),
    "only the answers": lambda nb: delete(nb, "title", "setup", "text", "test_double", "more-text"),
}


def restored(notebook):
    restored, notes = restore(notebook, copy.deepcopy(SOURCE), copy.deepcopy(RELEASED))
    return restored, [note.teacher for note in notes]


def define(notebook, names):
    """The names that the cells up to the last test of these define, as a kernel would have them."""
    made = {"cached": functools.cache}
    for cell in notebook.cells:
        name = nbgrader_metadata(cell).get("grade_id", "")
        if cell.cell_type == "code" and not name.startswith("test_"):
            exec(cell.source.replace("async def", "def").removeprefix(">>> "), made)
        if name == f"test_{names[-1]}":
            return made
    raise AssertionError("no test")


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_an_answer_counts_wherever_it_is(accident):
    notebook = answered()
    ACCIDENTS[accident](notebook)
    found, _ = restored(notebook)
    names = [nbgrader_metadata(cell).get("grade_id") for cell in found.cells]
    assert [name for name in names if name] == [
        *("setup", "double", "test_double", "Triple", "test_Triple", "rubric", "why")
    ]
    assert find(found, "test_double").source == "# double: 2 points"
    if "broken" in accident:
        assert find(found, "double").source == "def double(x)\n    return x + x"
    else:
        assert define(found, ["double"])["double"](3) == 6
        assert define(found, ["double", "Triple"])["Triple"]().call(3) == 9
    essay = find(found, "why").source
    assert ESSAY in essay or ANSWERED_ELSEWHERE in essay
    assert any(ESSAY in cell.source for cell in found.cells)


NOTES = {
    "nothing": [],
    "line ends of Windows": [],
    "space at the ends": [],
    "upside down": [],
    "the metadata is gone": ["nbgrader's metadata is missing, as after Colab; cells were found by"],
    "a stub is kept below": ["cell `double` stood 2 times; the one that is filled in counts"],
    "merged into a test": ["cell `test_double` had been merged with other text, and was separated"],
    "two answers in the first": ["the answer `Triple` was found in the cell `double`"],
    "split, both named": ["the answer `double` had been split into two cells, and was joined"],
    "in the cells of each other": ["the answer `double` was found in the cell of another answer"],
    "a new cell below": ["the answer `double` was found in a cell of the student's own"],
    "the essay at the end": ["the answer `why` is as released, but the student wrote elsewhere"],
    "all cells twice": ["7 cells stood more than once; of each the last one counts"],
}


@pytest.mark.parametrize("accident", NOTES)
def test_a_note_says_what_was_done(accident):
    notebook = answered()
    ACCIDENTS[accident](notebook)
    _, notes = restored(notebook)
    assert [note[: len(words)] for note, words in zip(notes, NOTES[accident], strict=False)] == (
        NOTES[accident]
    )
    assert bool(notes) == bool(NOTES[accident])


UNANSWERED = {
    "as released": lambda nb: None,
    "stripped": strip,
    "code of the student's own": lambda nb: insert(nb, "why", new_code_cell("double(2)")),
    "all cells twice": lambda nb: nb.cells.extend(copy.deepcopy(nb.cells)),
    "a blank cell": lambda nb: insert(nb, "why", new_markdown_cell(" \n")),
    "deleted": lambda nb: delete(nb, "why"),
}


@pytest.mark.parametrize("accident", UNANSWERED)
def test_an_essay_that_nobody_wrote_is_the_stub(accident):
    notebook = answered(essay=WHY)
    UNANSWERED[accident](notebook)
    found, _ = restored(notebook)
    assert find(found, "why").source == WHY


def test_pictures_are_answers_and_stand_where_they_are_seen():
    notebook = answered(essay=WHY)
    find(notebook, "why").attachments = PICTURE
    insert(notebook, "text", new_markdown_cell("", attachments=PICTURE))
    insert(notebook, "text", new_markdown_cell("![a](data:image/png;base64,iVBORw0KGgo=)"))
    found, _ = restored(notebook)
    assert find(found, "why").source == f"{WHY}\n\n![a picture.png](attachment:a%20picture.png)"
    assert find(found, "why").attachments == PICTURE
    pictures = [cell for cell in found.cells if "attachments" in cell]
    assert [cell.source for cell in pictures[:2]] == [
        "![a](attachment:embedded-0.png)",
        "![a picture.png](attachment:a%20picture.png)",
    ]
    assert pictures[0].attachments == {"embedded-0.png": PICTURE["a picture.png"]}


def test_lines_of_a_changed_locked_cell_are_shown_and_not_run():
    notebook = answered()
    find(notebook, "setup").source = "import math\nrandom = None"
    found, notes = restored(notebook)
    assert find(found, "setup").source == "import math\nimport random"
    shown = found.cells[place(found, "setup") + 1]
    assert (shown.cell_type, shown.source) == ("markdown", "~~~\nrandom = None\n~~~")
    assert notes == ["cell `setup` was changed; the course's own was used"]


def test_an_older_release_is_not_the_students_text():
    old = release(lambda name, _: f"{STUB.format(name)}\n# of last week")
    for name, text in (("setup", "import math"), ("rubric", "Two points for a reason.")):
        find(old, name).source = text
        nbgrader_metadata(find(old, name))["checksum"] = compute_checksum(find(old, name))
    insert(old, "double", new_code_cell(DOUBLE))
    found, _ = restored(old)
    assert find(found, "double").source == DOUBLE
    assert [cell.id for cell in found.cells if cell.id.startswith("own")] == [
        *("own-0", "own-2", "own-6", "own-9", "own-12")
    ]
    assert ANSWERED_ELSEWHERE not in find(found, "why").source


def test_what_was_added_to_a_locked_cell_runs_below_it():
    notebook = answered()
    find(notebook, "setup").source += "\nimport string"
    found, _ = restored(notebook)
    added = found.cells[place(found, "setup") + 1]
    assert (added.cell_type, added.source) == ("code", "import string")


def test_an_essay_may_be_in_a_document_beside_the_notebook():
    notebook = answered(essay=WHY)
    found, notes = restore(notebook, SOURCE, RELEASED, ["essay.docx"])
    assert ANSWERED_ELSEWHERE in find(found, "why").source
    assert [note.student for note in notes] == [
        "The answer `why` is as released, but you handed in essay.docx: a human looks there."
    ]
    _, notes = restore(answered(), SOURCE, RELEASED, ["essay.docx"])
    assert notes == []


@pytest.mark.parametrize("line", ["from answers import *", "%run answers.py"])
def test_a_deleted_answer_does_not_undo_what_a_module_defines(line):
    notebook = answered()
    delete(notebook, "double")
    insert(notebook, "setup", new_code_cell(line))
    found, notes = restored(notebook)
    assert find(found, "double").source == "# The cell `double` was deleted."
    assert notes == ["cell `double` was missing; what other cells import was graded"]


def test_the_student_reads_sentences_of_his_own():
    notebook = answered()
    ACCIDENTS["a new cell below"](notebook)
    _, notes = restore(notebook, copy.deepcopy(SOURCE), copy.deepcopy(RELEASED))
    page = add_notes(new_notebook(), notes)
    assert page.cells[0].id == NOTES_CELL
    assert "- The answer `double` was found in a cell of your own." in page.cells[0].source
    assert "the student's" not in page.cells[0].source


@pytest.mark.parametrize(
    ("lines", "source"),
    [
        (["def f():", "    return 1"], "def f():\n    return 1"),
        (["def f():", "", "    return 1"], "def f():\n\n    return 1"),
        (["def f():\n", "    return 1"], "def f():\n    return 1"),
        (["a\u2028", "b"], "a\u2028b"),
        (["x = 1"], "x = 1"),
        ([], ""),
    ],
)
def test_lines_without_their_ends_are_lines(lines, source):
    notebook = new_notebook(cells=[{**new_code_cell(), "source": lines}])
    data = str(notebook).replace("None", "null").replace("'", '"').encode()
    assert parse_notebook(data).cells[0].source == source


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("x, (y, *z) = 1, (2, 3)", {"x", "y", "z"}),
        ("from module import a as b", {"b"}),
        ("%pip install x\nf = 1", {"f"}),
        ("await g()\nf = 1", {"f"}),
        ("def f(:\n    g = 1\nh: int = 2\nk == 3", {"f", "h"}),
    ],
)
def test_names_are_found_in_whatever_runs_in_a_notebook(code, names):
    assert find_defined(code) == names


@pytest.mark.parametrize(
    ("code", "is_text"),
    [
        (ESSAY, True),
        ("# a comment", True),
        ("print('short')", False),
        ("x = 1", False),
        ("%pip install x", False),
        ("await x", False),
    ],
)
def test_text_in_a_cell_of_code_is_told_from_code(code, is_text):
    assert is_only_text(new_code_cell(code)) == is_text


def hostile(size):
    """A notebook that makes every search fail, of a size."""
    notebook = answered()
    delete(notebook, "double", "text", "why")
    lines = "# double: 2 point\n" * size
    notebook.cells += [new_code_cell(f"{lines}{'x' * size} ="), new_markdown_cell(" " * size + "x")]
    notebook.cells += [new_markdown_cell("[x](data:image/png;base64," * size)]
    notebook.cells += [new_code_cell(f"v{i} = 1") for i in range(OWN_CELLS_LIMIT)]
    return notebook


def test_the_search_takes_time_in_proportion_to_the_size():
    def measure(size):
        notebook, start = hostile(size), time.process_time()
        restored(notebook)
        return time.process_time() - start

    measure(10)
    small, large = (min(measure(size) for _ in range(3)) for size in (100_000, 200_000))
    assert large < 3 * small + 0.1
