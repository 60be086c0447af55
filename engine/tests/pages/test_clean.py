"""What is left of outputs, Markdown and metadata, and how much of it."""

import base64
import copy
import json
import time
from contextlib import nullcontext
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from page_vectors import IMG, PICTURE, PNG, RUN, shown, vectors
from traitlets.config import Config

from nbproctor.checks.result import Failure
from nbproctor.checks.tables import draw_tables
from nbproctor.errors import CourseError
from nbproctor.grading.student_names import why_odd
from nbproctor.grading.submitted_notebook import refuse_odd_name
from nbproctor.pages.allowed_html import clean_html, is_safe_link
from nbproctor.pages.clean import CleanOutputs, CleanPages
from nbproctor.pages.markdown import CleanRenderer, clean_markdown
from nbproctor.pages.plain_text import cut, plain, short_frames


def cleaned(*cells, preprocessor=CleanOutputs, **bounds):
    notebook = new_notebook()
    notebook.cells = [copy.deepcopy(cell) for cell in cells]
    return preprocessor(**bounds).preprocess(notebook, {})[0]


def printed(text, name="stdout"):
    return new_code_cell("x", outputs=[new_output("stream", name=name, text=text)])


def test_every_vector_becomes_a_notebook_that_is_valid_and_stays_as_it_is():
    once = cleaned(*(cell for _, cell in vectors()))
    nbformat.validate(json.loads(nbformat.writes(once)))
    assert cleaned(*once.cells, preprocessor=CleanPages).cells == once.cells


GIF = base64.b64encode(b"GIF89a" + bytes(20)).decode()
ATTACHED = {"image.png": {"image/png": PNG}, "Bild ü.gif": {"image/gif": GIF}}
# Markdown, and what of it stands in a page.
RENDERED = {
    "mathematics": ("For $a < b$ and $$x <y> z$$", "For $a &lt; b$ and $$x &lt;y&gt; z$$"),
    "environment": ("\\begin{align}a &< b\\end{align}", "\\begin{align}a &amp;&lt; b\\end{align}"),
    "code": ("Use `<script>`.", "Use <code>&lt;script&gt;</code>."),
    "fence": ("```html\n<i>\n```", "<pre><code>&lt;i&gt;\n</code></pre>"),
    "Python": ("```python\nx = 1\n```", '<span class="n">x</span>'),
    "comparisons": ("if a < b and c > d or x<3", "if a &lt; b and c &gt; d or x&lt;3"),
    "link": ("[page](https://example.org/x 'title')", 'href="https://example.org/x"'),
    "tags in a text": ("H<sub>2</sub>O<br>", "H<sub>2</sub>O<br>"),
    "tags around texts": ("<details><summary>more</summary>\nx\n</details>", "<details><summary>"),
    "entities": ("&lt;b&gt; &amp; &copy;", "&lt;b&gt; &amp; ©"),
    "list": ("- one\n   - two", "<li>two</li>"),
    "table": ("| a |\n| --- |\n| `<x>` |", "<td><code>&lt;x&gt;</code></td>"),
    "attachment": ("![drawn](attachment:image.png)", f'src="data:image/png;base64,{PNG}"'),
    "attachment in HTML": (
        '<img src="attachment:image.png" width="40">',
        f'<img src="data:image/png;base64,{PNG}" width="40">',
    ),
    "attachment of an odd name": (
        "![drawn](attachment:Bild%20ü.gif)",
        f'src="data:image/gif;base64,{GIF}"',
    ),
    "attachment in HTML that acts": (
        f'<img src="attachment:image.png" onerror="{RUN}">',
        f'<img src="data:image/png;base64,{PNG}">',
    ),
    "missing attachment": ("![drawn](attachment:other.png)", "<p>drawn</p>"),
    "image from elsewhere": ("![me](https://x.org/a.png)", "<p>me</p>"),
    "script": (f"so <script>{RUN}</script>", "<p>so </p>"),
    "attribute": ("so <b onclick='x()'>bold</b>", "so <b>bold</b>"),
    "comment": ("a <!-- note --> b", "a  b"),
    "unclosed": ("*so* <b>bold", "<b>bold</b>"),
    "harmful link": ("[b](javascript:x())", "b</a>"),
    "diagram": ("```mermaid\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
}


@pytest.mark.parametrize(("text", "expected"), RENDERED.values(), ids=RENDERED)
def test_markdown_is_rendered_and_cleaned(text, expected):
    [cell] = cleaned(new_markdown_cell(text)).cells
    assert cell.source == text
    assert expected in clean_markdown(cell.source, CleanRenderer(ATTACHED))


def test_a_picture_that_is_too_large_is_named_and_the_others_stay():
    cell = new_markdown_cell("As drawn:")
    cell.attachments = {"a.png": {"image/png": PNG}, "b.png": {"image/png": "A" * 3000}}
    [clean] = cleaned(cell, max_pictures_kib=1).cells
    assert clean.source == "As drawn:\n\n(not shown: the picture b.png, 3 KiB)"
    assert clean.attachments == {"a.png": {"image/png": PNG}}


LONG = {
    **{
        repr(piece): piece * (90_000 // len(piece))
        for piece in ("[", "<b ", "`", "$", "![](", "*", "> ", "<!--", "$$\n", "~~~\n", "\n", "|a")
    },
    "growing runs": "".join("`" * n + "a " for n in range(1, 420)) + "<script>",
    "environments": "\\begin{a}" * 10_000,
    "brackets": "\\\\[" * 20_000 + "\\\\(" * 10_000,
    "one long link": "[a]: x" + "y" * 50_000 + "\n\n" + "[a]" * 15_000,
    "one large image": "![](attachment:image.png)" * 4000,
    "one large image in HTML": "<img src='attachment:image.png'>" * 2500,
    "images with a long title": "[x]: attachment:image.png '"
    + "t" * 40_000
    + "'\n\n"
    + "![][x]" * 7000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_markdown_made_to_take_long_takes_neither_time_nor_room(text):
    attached = {"image.png": {"image/png": PNG * 10_000}}
    start = time.process_time()
    assert len(clean_markdown(text, CleanRenderer(attached))) < 5_000_000
    assert time.process_time() - start < 10  # it was minutes


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org", True),
        ("page.html?a:b", True),
        ("#part", True),
        ("java\tscript:x", False),
        (" JAVASCRIPT:x", False),
        ("data:text/html,x", False),
        ("vbscript:x", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_links_to_pages_are_safe(url, safe):
    assert is_safe_link(url) is safe


def test_our_tables_and_pictures_are_cleaned_without_a_loss():
    values = {"expected": np.eye(3), "received": np.zeros((3, 3))}
    table = draw_tables(Failure("p", "q", inputs={"X": np.ones((2, 2, 2))}, values=values))
    clean = clean_html(table)
    assert clean.count("<td") == table.count("<td")
    assert clean.replace('"', "'").count("2px solid #D55E00") == table.count("2px solid #D55E00")
    for style in (
        "display:flex",
        "gap:1.5em",
        "align-items:flex-start",
        "border-collapse:collapse",
    ):
        assert style in clean
    assert clean_html(PICTURE).count(PNG) == 1
    assert 'alt="X &lt;1&gt;' in clean_html(PICTURE) or 'alt="X <1>' in clean_html(PICTURE)


def test_a_table_of_pandas_keeps_its_form():
    table = (
        '<table border="1" class="dataframe"><thead><tr style="text-align: right;"><th></th>'
        "<th>a</th></tr></thead><tbody><tr><th>0</th><td>1</td></tr></tbody></table>"
    )
    assert clean_html(f"<style scoped>.x{{}}</style>{table}") == table.replace(
        "text-align: right;", "text-align:right"
    )


STYLES = {
    "font-family: Arial, sans-serif !important": "font-family:Arial, sans-serif",
    "color: rgb(1, 2, 3); width: 1.5em": "color:rgb(1, 2, 3);width:1.5em",
    "border: 2px solid #D55E00": "border:2px solid #D55E00",
    "width: 12345px": "",
    "margin: -3px": "",
    "background: url(x)": "",
    "width: calc(1px)": "",
}


@pytest.mark.parametrize(("style", "kept"), STYLES.items())
def test_a_style_is_kept_where_it_can_neither_load_nor_cover_anything(style, kept):
    expected = f'<p style="{kept}">x</p>' if kept else "<p>x</p>"
    assert clean_html(f'<p style="{style}">x</p>') == expected


# Each is repeated to twice the length; the time that it takes may grow as the length does.
SLOW = {
    "style": lambda n: f'<p style="color:{"a" * min(n, 190)}!">' * (n // 190),
    "nested blocks": lambda n: "<div>" * n,
    "formatting in blocks": lambda n: (
        "<div>" + "".join(f"<b title=i{i}>" for i in range(n // 20)) + "</div>" + "<p>x" * (n // 8)
    ),
    "attributes": lambda n: "<p " + " ".join(f"a{i}" for i in range(n // 6)) + ">",
    "references": lambda n: "&" * n,
}


@pytest.mark.parametrize("made", SLOW.values(), ids=SLOW)
def test_html_made_to_take_long_takes_neither_time_nor_room(made):
    for length in (50_000, 2_000_000):
        start = time.process_time()
        assert len(clean_html(made(length))) <= 2_000_000
        assert time.process_time() - start < 10  # it was minutes, or without an end


def test_formatting_is_left_out_where_it_could_be_repeated_without_end():
    ordinary = "<p><b>x</b></p>" * 100
    assert clean_html(ordinary) == ordinary
    many = "<p><b>x</b></p>" * 1000
    assert clean_html(many) == "<p> x </p>" * 1000


def test_nothing_of_the_page_around_can_be_named_or_covered():
    markup = (
        '<div id="test_corr2d" class="score navbar-fixed-top" style="position:fixed;top:0">x</div>'
    )
    assert clean_html(markup) == '<div class="">x</div>'


def test_a_display_is_shown_by_the_richest_form_that_is_left():
    [cell] = cleaned(shown({"text/html": f"<script>{RUN}</script>", "image/png": PNG})).cells
    assert set(cell.outputs[0].data) == {"image/png"}
    [cell] = cleaned(shown({"application/javascript": RUN})).cells
    assert cell.outputs[0].data == {
        "text/plain": "... not shown: application/javascript, 1 KiB ..."
    }


@pytest.mark.parametrize("vendor", ["nbproctor", "cnn-course"])
def test_a_result_of_a_check_counts_only_where_the_grader_wrote_it(vendor):
    result = {f"application/vnd.{vendor}.result+json": {"earned": 6}, "text/plain": "6"}
    [cell] = cleaned(shown(result)).cells
    assert cell.outputs[0].data == {"text/plain": "6"}
    grade = shown(result)
    grade.metadata["nbgrader"] = {"grade_id": "test_x", "grade": True, "points": 6}
    assert cleaned(grade).cells[0].outputs[0].data == {"text/plain": "6"}
    recorded = new_notebook(cells=[grade], metadata={"course_run": {"cells": {"test_x": {}}}})
    [cell] = CleanOutputs().preprocess(recorded, {})[0].cells
    assert cell.outputs[0].data == result


@pytest.mark.parametrize(
    ("cell", "bounds", "note"),
    [
        (printed("x" * 50 * 2**20), {}, "... 50 MiB cut ..."),
        (printed("line\n" * 5000), {"max_lines": 10}, "25 KiB and 4993 lines cut ..."),
        (printed("x" * 3000), {"max_text_kib": 1}, "... 3 KiB cut ..."),
        (shown({"image/png": PNG * 999}), {"max_rich_kib": 9}, "not shown: image/png, 94 KiB"),
        (shown({"text/html": "<p>x" * 9999}), {"max_rich_kib": 9}, "not shown: text/html, 40 KiB"),
        (new_markdown_cell("x" * 9999), {"max_text_kib": 1}, "... 9 KiB cut ..."),
    ],
    ids=["bytes", "lines", "KiB", "image", "HTML", "Markdown"],
)
def test_what_is_too_large_is_cut_and_its_size_said(cell, bounds, note):
    [cell] = cleaned(cell, **bounds).cells
    assert note in json.dumps(cell)
    assert len(json.dumps(cell)) < 110 * 1024


def test_many_outputs_are_cut_in_a_cell_and_in_a_notebook():
    outputs = [new_output("display_data", data={"text/plain": "x" * 900}) for _ in range(200)]
    cell = new_code_cell("x", outputs=outputs)
    [few] = cleaned(cell, max_outputs=5).cells
    assert len(few.outputs) == 6
    assert few.outputs[-1].text == "... 195 more outputs cut ...\n"
    cells = cleaned(*[cell] * 5, max_outputs=1000, max_notebook_kib=200).cells
    assert [len(each.outputs) for each in cells] == [200, 28, 1, 1, 1]


def test_a_stream_that_comes_in_pieces_is_bounded_as_one():
    pieces = [new_output("stream", name="stdout", text="line\n") for _ in range(1500)]
    [cell] = cleaned(new_code_cell("x", outputs=pieces)).cells
    assert len(cell.outputs) == 1
    assert cell.outputs[0].text.count("\n") == 998


def test_an_error_keeps_its_last_words():
    error = new_output("error", ename="E", evalue="v", traceback=["frame\n"] * 5000 + ["E: why"])
    [cell] = cleaned(new_code_cell("x", outputs=[error])).cells
    [text] = cell.outputs[0].traceback
    assert text.endswith("E: why")
    assert "lines cut" in text
    assert text.count("\n") < 1000


def test_a_traceback_keeps_the_students_frames_and_no_path_of_the_machine():
    frames = [
        "\x1b[31mValueError\x1b[39m    Traceback (most recent call last)",
        "\x1b[36mCell\x1b[39m In[3], line 2\n----> 2 f(1)",
        "\x1b[36mFile \x1b[39m\x1b[32m/home/me/course/helper.py:7\x1b[39m, in f(x)\n----> 7 g(x)",
        "\x1b[36mFile \x1b[39m\x1b[32m/usr/lib/site-packages/numpy/core.py:70\x1b[39m, "
        "in g(x)\n     69 # source of NumPy",
        "File /srv/hidden_cases/sums.py:9, in score\n----> 9 hidden(x)",
        "ValueError: no",
    ]
    text = "\n".join(short_frames(frames, [Path("/srv/hidden_cases")]))
    assert "File helper.py:7, in f(x)\n----> 7 g(x)" in text
    assert "File numpy/core.py:70, in g(x)\n" in text
    assert "Cell\x1b[39m In[3], line 2\n----> 2 f(1)" in text
    for gone in ("/home", "/usr", "source of NumPy", "hidden"):
        assert gone not in text


def test_a_frame_may_name_a_user_that_there_is_not():
    assert list(short_frames(["File ~nosuchuser/x.py:1\nx"])) == ["File x.py:1\nx"]


EVERYWHERE = Config({"ExecuteCells": {"apart": True}})


@pytest.mark.parametrize(("tags", "config"), [(["apart"], Config()), ([], EVERYWHERE)])
def test_a_page_shows_no_hidden_test_that_ran_apart_and_no_word_of_its_error(tags, config):
    source = "# x: 6 points\n### BEGIN HIDDEN TESTS\nhidden.x.score(x)\n### END HIDDEN TESTS\n"
    error = new_output("error", ename="AssertionError", evalue="secret", traceback=["secret"])
    metadata = {"nbgrader": {"grade_id": "test_x", "grade": True, "points": 6}, "tags": tags}
    for text in (source, source.replace("### END HIDDEN TESTS\n", "")):
        cell = new_code_cell(text, outputs=[error], metadata=metadata)
        [shown_cell] = cleaned(cell, preprocessor=CleanPages, config=config).cells
        assert shown_cell.source == "# x: 6 points\n"
        assert "secret" not in json.dumps(shown_cell)
        assert shown_cell.outputs[0].traceback == ["AssertionError: could not be graded"]


def test_a_page_shows_a_test_that_ran_beside_as_nbgrader_does():
    source = "### BEGIN HIDDEN TESTS\nassert f(1) == 2\n### END HIDDEN TESTS\n"
    error = new_output("error", ename="AssertionError", evalue="why", traceback=["f(1) == 2"])
    metadata = {"nbgrader": {"grade_id": "test_x", "grade": True, "points": 6}}
    cell = new_code_cell(source, outputs=[error], metadata=metadata)
    [shown_cell] = cleaned(cell, preprocessor=CleanPages).cells
    assert shown_cell.source == source
    assert shown_cell.outputs == [error]


@pytest.mark.parametrize(("most", "lines"), [(10, 8), (5000, 3000), (-1, 3000)])
def test_as_many_lines_are_kept_as_nbgrader_keeps(most, lines):
    config = Config({"LimitOutput": {"max_lines": most}})
    [cell] = cleaned(printed("line\n" * 3000), config=config).cells
    assert cell.outputs[0].text.count("line\n") == lines


def test_metadata_is_what_the_course_and_nbgrader_need():
    cell = new_code_cell("x", metadata={"transient": {"remove_source": True}, "editable": False})
    notebook = new_notebook(cells=[cell], metadata={"title": IMG, "widgets": {"x": IMG}})
    notebook.metadata["course_run"] = {"notes": []}
    notebook, _ = CleanOutputs().preprocess(notebook, {})
    assert set(notebook.metadata) == {"kernelspec", "language_info", "course_run"}
    assert notebook.cells[0].metadata == {"editable": False}


def test_colours_stay_and_other_codes_go():
    assert (
        plain("\x1b[1;31mred\x1b[0m\x1b]0;title\x07\x1b[2K\r\nnext") == "\x1b[1;31mred\x1b[0m\nnext"
    )
    assert plain("\x1b[38;5;28mgreen\x1b[38m\x1b[1;48m") == "\x1b[38;5;28mgreen"


def test_a_cut_text_is_within_its_bounds():
    for text in ("x" * 9000, "line\n" * 9000, "\n" * 9000):
        for keep_end in (False, True):
            short = cut(text, lines=50, kib=2, keep_end=keep_end)
            assert len(short) <= 2048
            assert short.count("\n") < 50


@pytest.mark.parametrize("name", ["<b>", 'a"b', "a\\b", "a\nb", "a" * 129])
def test_a_folder_whose_name_is_markup_is_no_student(name):
    assert "rename it" in why_odd(name)


def test_nbgrader_forgets_a_student_whose_name_is_markup_and_goes_on(folder):
    db_url = folder.coursedir("sums").db_url
    with folder.gradebook() as gradebook:
        for student in ("<b>", "student_1"):
            gradebook.add_student(student)
    for student, refused in (("<b>", pytest.raises(CourseError)), ("student_1", nullcontext())):
        with refused:
            refuse_odd_name({"student": student, "db_url": db_url})
    with folder.gradebook() as gradebook:
        assert [student.id for student in gradebook.students] == ["student_1"]
