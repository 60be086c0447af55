"""The report on a small class that was graded: its numbers, who is in it, and how fast it is."""

import json
import random
import re
import time
from datetime import datetime

import pytest
from graded_class import CLASS, HOSTILE, SCRIPT, shared_class
from sqlalchemy import text as sql

from nbproctor.course_folder import CourseFolder
from nbproctor.errors import CourseError
from nbproctor.report.class_data import Chapter, ClassData, Exercise, Submission
from nbproctor.report.collect import collect
from nbproctor.report.figures import bins, draw_score_histogram
from nbproctor.report.findings import ANSWER_LIMIT_CHARACTERS, read_findings
from nbproctor.report.likeness import (
    Given,
    Likenesses,
    compare_answers,
    compare_class,
    pair_up,
    read_given,
)
from nbproctor.report.page import render_page, write_report
from nbproctor.report.read_notebooks import read_all
from nbproctor.testing.running_kernels import make_configuration


@pytest.fixture(scope="module")
def folder():
    return shared_class()


@pytest.fixture(scope="module")
def data(folder):
    return collect(folder, [])


@pytest.fixture(scope="module")
def sums(data):
    return data.chapters[1]


def test_a_chapter_counts_who_handed_in_and_how_they_did(data, sums):
    assert (data.course, data.students) == ("a class", 11)
    assert [chapter.name for chapter in data.chapters] == ["products", "sums"]
    assert len(sums.submissions) == len(CLASS["sums"]) == 10
    assert sums.points == 8.0
    assert sorted(sums.scores) == [2.0, 3.0, 4.0, 4.0, 6.0, 7.0, 8.0, 8.0, 8.0]
    assert (sums.mean, sums.median) == (pytest.approx(50 / 9), 6.0)
    assert (sums.waiting, sums.could_not_run) == (1, 1)


@pytest.mark.parametrize(
    ("exercise", "counts"),
    [
        ("add", [4, 1, 3, 1, 0, 1]),
        ("scale", [10, 0, 0, 0, 0, 0]),
        ("why", [8, 0, 0, 1, 1, 0]),
    ],
)
def test_an_exercise_counts_what_came_of_the_answers(sums, exercise, counts):
    assert [each.name for each in sums.exercises] == ["add", "scale", "why"]  # the notebook's order
    assert list(sums.statuses(exercise).values()) == counts


def test_a_mean_share_leaves_out_what_could_not_run(sums):
    assert sums.mean_share(sums.exercises[0]) == pytest.approx(19 / 36)


def test_a_mistake_names_its_students_and_the_properties_it_breaks(sums):
    first, *others = sums.mistakes()
    assert (first.name, first.named, first.students) == ("off by one", True, ("ed", "flo"))
    assert first.failing == (("even numbers", 2), ("zero", 1))
    assert [(each.name, each.named) for each in others] == [
        (SCRIPT, True),
        ("stops with SyntaxError", False),
    ]


def test_a_lecture_talks_about_named_mistakes_that_several_made(sums, data):
    [point] = sums.talking_points()
    assert (point.name, len(point.students)) == ("off by one", 2)
    assert point.example == "even numbers: wrong"
    assert [each.talking_points() for each in data.chapters if each.name == "products"] == [()]


def test_whoever_needs_a_look_is_listed_once_under_each_reason(data):
    assert data.concerns() == {
        "could not run": [("ida", "sums", "add: no reason was recorded")],
        "ended its kernel": [(HOSTILE, "sums", "test_add: the kernel died")],
        "took too long": [
            (HOSTILE, "sums", "check_add: it was still running at its time limit"),
        ],
        "over a limit": [
            (HOSTILE, "sums", "a cell of their own: it used more than 3072 MiB of memory")
        ],
        "no notebook that can be read": [("cy", "products", "no notebook")],
        "put right before grading": [("ida", "sums", "cell moved")],
        "other notes": [("ida", "sums", "cell `why` was missing")],
    }


def test_costs_are_the_run_s_own_and_the_slowest_is_first(data):
    costs = [(cost.seconds, student, chapter) for cost, student, chapter in data.costs()]
    assert costs[:2] == [(9.0, HOSTILE, "sums"), (4.0, "ada", "products")]
    assert len(costs) == 13


def test_alike_are_only_answers_of_two_that_hardly_anybody_else_has(folder, data):
    found = compare_class(folder, data)
    ada, cy = found.pairs
    assert ada.students == ("ada", "bob")
    assert [(each.chapter, each.same_words) for each in ada.resemblances] == [
        ("products", True),  # spacing apart
        ("sums", False),  # names apart
    ]
    assert cy.students == (HOSTILE, "cy")
    assert not found.shared


def test_stub_and_solution_are_read_from_the_source(folder):
    given = read_given(folder, "sums")["add"]
    assert "total = x" in given.solution
    assert "total = x" not in given.stub
    assert "SOLUTION" not in given.stub + given.solution


def loop(names="abc", limit=3):
    a, b, c = names
    return (
        f"def f(x):\n    {a} = [0] * len(x)\n    for {b}, {c} in enumerate(x):\n"
        f"        if {c} > {limit} and {b} % 2:\n            {a}[{b}] += {c} ** 2\n    return {a}"
    )


OTHER = "def f(x):\n    return {k: [v for v in x if v[0] == k][1:] for k in sorted(set(x)) if k}\n"
STUB = "def f(x):\n    raise NotImplementedError()"


@pytest.mark.parametrize(
    ("answers", "given", "pairs"),
    [
        pytest.param([loop(), loop("xyz")], STUB, 1, id="other names"),
        pytest.param([loop(), loop() + "  # mine"], STUB, 1, id="a comment"),
        pytest.param([loop(), loop().replace("+=", "-=")], STUB, 1, id="a character"),
        pytest.param([loop(), OTHER], STUB, 0, id="different"),
        pytest.param([loop(), loop("xyz")], loop("uvw"), 0, id="the course's solution"),
        pytest.param(["def f(x):\n    return x + 1"] * 2, STUB, 0, id="too short to tell"),
        pytest.param([STUB, STUB], STUB, 0, id="the stub"),
        pytest.param(["def f(:\n  '''", "\x00"], STUB, 0, id="no Python"),
        pytest.param([f"{loop()}(", f"{loop('xyz')}("], STUB, 1, id="no Python, other names"),
    ],
)
def test_two_answers_are_alike_or_not(answers, given, pairs):
    found, _ = compare_answers("c", "f", dict(zip("ab", answers, strict=True)), Given(STUB, given))
    assert [each.students for each in found] == [("a", "b")] * pairs


def test_what_many_have_is_no_pair_and_listed_once():
    answers = {f"s{n:02}": loop() if n < 12 else OTHER * (n + 1) for n in range(30)}
    answers |= {"x": loop("xyz"), "y": loop("uvw")}
    found, shared = compare_answers("c", "f", answers, Given(STUB, STUB))
    assert [len(each.students) for each in shared] == [12]
    assert not found


def test_three_hundred_answers_take_seconds_and_the_copy_is_found():
    draw = random.Random(1)
    answers = {f"s{n:03}": random_answer(draw) for n in range(299)}
    answers["thief"] = answers["s007"].replace("value", "thing")
    start = time.process_time()
    found, _ = compare_answers("c", "f", answers, Given(STUB, STUB))
    assert [each.students for each in found] == [("s007", "thief")]
    assert time.process_time() - start < 10


def random_answer(draw):
    lines = ["def f(x):", "    value = x"]
    for _ in range(12):
        a, b = draw.choices(["x", "value", "len(x)", "x[0]", "x[1:]", "abs(x)", "2", "-1"], k=2)
        step = draw.choice(["{} + {}", "[{}, {}]", "max({}, {})", "{} if {} else 0", "({} ** {})"])
        lines.append(f"    value = {step.format(a, b)}")
    return "\n".join([*lines, "    return value"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"cells": 7, "metadata": []}',
        '{"cells": [7, {"outputs": [7, {"data": 7}], "metadata": {"nbgrader": {"grade_id": {}}}}]}',
        '{"metadata": {"course_run": {"kernel_deaths": [7, {}], "cells": {"a": 7}, "notes": {}}}}',
        "[" * 100_000,
    ],
    ids=["empty", "list", "cut off", "numbers", "cells", "record", "deep"],
)
def test_a_notebook_of_any_shape_is_read_as_far_as_it_goes(text):
    findings = read_findings(text.encode())
    assert (findings.results, findings.answers, findings.reasons) == ({}, {}, {})


def test_one_notebook_that_ends_its_grader_leaves_the_others_readable(tmp_path):
    paths = [tmp_path / f"{number}.ipynb" for number in range(5)]
    for path in paths[:4]:
        path.write_text(json.dumps({"cells": [], "metadata": {"course_restored": [path.stem]}}))
    paths[2].write_text("[" + "[]," * 4_000_000 + "[]]")  # 400 MB as lists of Python
    config = make_configuration()
    config.GraderLimits.heap_mib = 400
    found = read_all(paths, config)
    told = [[concern.text for concern in each.concerns] for each in found]
    assert told[:2] + told[3:] == [["0"], ["1"], ["3"], []]
    assert "MemoryError" in told[2][0]


@pytest.mark.parametrize("vendor", ["nbproctor", "cnn-course"], ids=["now", "before"])
def test_a_result_is_read_whichever_version_published_it(vendor):
    data = {"attempted": True, "diagnosis": "flipped", "properties": [{"name": "values"}]}
    output = {
        "output_type": "display_data",
        "data": {f"application/vnd.{vendor}.result+json": data},
    }
    metadata = {"nbgrader": {"grade_id": "test_f", "points": 1}}
    cell = {"cell_type": "code", "source": "", "outputs": [output], "metadata": metadata}
    notebook = json.dumps({"cells": [cell], "metadata": {}})
    result = read_findings(notebook.encode()).results["test_f"]
    assert (result.diagnosis, result.failing) == ("flipped", ("values",))


def test_nothing_of_a_student_is_markup_in_the_page(folder, data):
    text = render_page(data, compare_class(folder, data), datetime(2026, 5, 4, 9, 30))
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;img src=x onerror=document.title=&#39;ran&#39;&gt;" in text
    assert "4 May 2026, 09:30" in text


def test_characters_that_cannot_be_seen_are_shown_as_signs():
    odd = "a\x1b[2J\u202eb\udcff"
    chapter = Chapter("sums", (Exercise("add", 4.0),), (Submission(odd, 4.0),))
    found = compare_answers("sums", "add", {odd: loop(), "z": loop()}, Given(STUB, STUB))[0]
    assert found[0].students == (odd, "z")
    text = render_page(
        ClassData("c", 1, (chapter,)), Likenesses(pair_up(found)), datetime(2026, 1, 1)
    )
    assert "a\ufffd[2J\ufffdb\ufffd" in text
    text.encode()


def test_a_full_score_has_a_bar_of_its_own_and_the_drawing_says_its_numbers():
    done = tuple(Submission(f"s{n}", score) for n, score in enumerate([0, 19.5, 20, 20, None]))
    chapter = Chapter("sums", (Exercise("add", 20.0),), (*done, Submission("w", 19.0, waits=True)))
    drawing = draw_score_histogram(chapter, "one")
    assert "0 points: 1 student; 19 points: 2 students; 20 points: 2 students</desc>" in drawing
    assert 'aria-labelledby="one-title one-desc"' in drawing
    assert len(bins(60)) == 22


def test_two_drawings_share_no_id(data):
    text = "".join(draw_score_histogram(data.chapters[0], name) for name in ("one", "two"))
    ids = re.findall(r'\bid="([^"]*)"', text)
    assert len(ids) == len(set(ids)) > 10
    assert set(re.findall(r'(?:url\(|href=")#([^)"]*)', text)) <= set(ids)


def test_the_page_is_written_whole_beside_the_gradebook(folder):
    path = write_report(folder, collect(folder, ["products"]))
    assert path == folder.root / "report.html"
    text = path.read_text(encoding="utf-8")
    assert text.rstrip().endswith("</html>")
    assert 'id="chapter-1">products' in text
    assert "chapter-2" not in text
    assert not list(folder.root.glob(".report*"))


def test_the_command_says_what_it_wrote(folder, nbproctor):
    done = nbproctor(folder.root, "report")
    assert (done.returncode, done.stdout) == (0, "wrote report.html\n"), done.stderr


def test_without_a_gradebook_or_grades_the_reason_is_one_line(tmp_path, monkeypatch):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()")
    (tmp_path / "source").mkdir()
    monkeypatch.delenv("NBPROCTOR_COMMAND", raising=False)
    reason = r"there is no gradebook at .*gradebook\.db: run `nbproctor grade` first"
    with pytest.raises(CourseError, match=reason):
        collect(CourseFolder.find(tmp_path), [])
    assert not (tmp_path / "gradebook.db").exists()


def test_a_class_graded_by_plain_nbgrader_has_no_cost_and_all_the_rest(folder, data):
    with folder.gradebook() as gradebook, gradebook.engine.begin() as connection:
        connection.execute(sql("alter table course_run rename to set_aside"))
    try:
        plain = collect(folder, ["sums"])
    finally:
        with folder.gradebook() as gradebook, gradebook.engine.begin() as connection:
            connection.execute(sql("alter table set_aside rename to course_run"))
    assert plain.costs() == []
    assert plain.chapters[0].scores == data.chapters[1].scores
    assert "Time and cost" not in render_page(
        plain, compare_class(folder, plain), datetime(2026, 1, 1)
    )


def test_of_a_long_answer_the_beginning_is_compared():
    cell = {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "f"}}, "source": "x" * 10**6}
    findings = read_findings(json.dumps({"cells": [cell]}).encode())
    assert len(findings.answers["f"]) == ANSWER_LIMIT_CHARACTERS
