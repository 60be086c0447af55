"""The gradebook as Canvas and Moodle import it; nothing undecided becomes a zero on the way."""

import csv
import shutil

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import event
from traitlets.config import Config

import nbproctor
from nbproctor.lms.export import CanvasCsv, GradesCsv, MoodleCsv
from nbproctor.lms.standing import (
    BY_HAND,
    COULD_NOT_RUN,
    NOT_HANDED_IN,
    Standing,
    describe_undecided,
    read_standings,
)
from nbproctor.testing.small_course import write_configuration

PEOPLE = {
    "ada": {"first_name": "Ada", "last_name": "Byron", "email": "ada@x.org", "lms_user_id": "71"},
    "zoë": {"first_name": "Zoë", "last_name": "Müller, jr.", "email": "zoe@x.org"},
    "nameless": {},
    "=cmd": {"first_name": "@SUM", "email": "cmd@x.org", "lms_user_id": "74"},
    "-minus": {"first_name": "Mi", "email": "+mi@x.org"},
}


def fill(gradebook, people=PEOPLE):
    """Two chapters: one marked in all ways, one that nobody handed in."""
    for chapter in ("sums", "loops"):
        gradebook.add_assignment(chapter)
        gradebook.add_notebook(chapter, chapter)
        for name, points, kind in (("test_relu", 6, "code"), ("why", 2, "markdown")):
            gradebook.add_grade_cell(name, chapter, chapter, max_score=points, cell_type=kind)
        gradebook.add_solution_cell("why", chapter, chapter)
    for student, details in people.items():
        gradebook.add_student(student, **details)
        gradebook.add_submission("sums", student, timestamp="2026-01-01 12:00:00")
        mark(gradebook, student, relu=6.0, why=2.0)


def mark(gradebook, student, relu, why, comment=None, penalty=None):
    """Give points; None for the code is what could not run, None for the text waits for a human."""
    submission = gradebook.find_submission("sums", student)
    [notebook] = submission.notebooks
    notebook.late_submission_penalty = penalty
    for grade in notebook.grades:
        code = grade.cell.name == "test_relu"
        grade.auto_score, grade.manual_score = (relu, None) if code else (None, why)
        grade.needs_manual_grade = (relu if code else why) is None
    notebook.comments[0].manual_comment = comment
    gradebook.db.commit()


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A filled gradebook; nbgrader takes a second to make one, so each test has a copy."""
    nbproctor.configure(Config())  # lets nbgrader find alembic
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    with Gradebook(f"sqlite:///{path}", "a course") as gradebook:
        fill(gradebook)
    return path


@pytest.fixture
def gradebook(template, tmp_path):
    path = shutil.copy(template, tmp_path / "gradebook.db")
    with Gradebook(f"sqlite:///{path}", "a course") as gradebook:
        yield gradebook


def exported(plugin, gradebook, path):
    plugin.to = str(path)
    plugin.export(gradebook)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_canvas_gets_its_columns_the_maxima_and_a_line_a_student(gradebook, tmp_path):
    lines = exported(CanvasCsv(), gradebook, tmp_path / "grades.csv")
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "loops", "sums"]
    assert lines[:2] == [header, ["    Points Possible", "", "", "", "", "8", "8"]]
    assert ["Byron, Ada", "71", "", "ada", "", "", "8"] in lines
    assert ["Müller, jr., Zoë", "", "", "zoë", "", "", "8"] in lines
    assert ["nameless", "", "", "nameless", "", "", "8"] in lines


def test_canvas_knows_by_its_own_number_whoever_has_a_formula_for_a_login(gradebook, tmp_path):
    plugin = CanvasCsv()
    lines = exported(plugin, gradebook, tmp_path / "grades.csv")
    assert ["'@SUM", "74", "", "", "", "", "8"] in lines
    assert not any("-minus" in line for line in lines)
    assert plugin.notes[0].startswith("left out: -minus, whose lms_user_id or id a spreadsheet")


def test_the_login_in_canvas_can_be_the_address(gradebook, tmp_path):
    plugin = CanvasCsv(login="email")
    lines = exported(plugin, gradebook, tmp_path / "grades.csv")
    assert ["Byron, Ada", "71", "", "ada@x.org", "", "", "8"] in lines
    assert plugin.notes[0].startswith("left out: nameless without lms_user_id or email")


def test_moodle_gets_who_it_is_and_a_grade_and_feedback_for_each_chapter(gradebook, tmp_path):
    mark(gradebook, "ada", relu=4.5, why=2.0, comment="=Well\nsaid", penalty=1.0)
    lines = exported(MoodleCsv(), gradebook, tmp_path / "grades.csv")
    assert lines[0] == [
        *("Email address", "First name", "Last name"),
        *("loops", "loops (feedback)", "sums", "sums (feedback)"),
    ]
    told = "relu: 4.5 of 6; why: =Well said; late: 1 off"
    assert lines[1:] == [
        ["cmd@x.org", "'@SUM", "", "", "", "8", ""],
        ["ada@x.org", "Ada", "Byron", "", "", "5.5", told],
        ["zoe@x.org", "Zoë", "Müller, jr.", "", "", "8", ""],
    ]


@pytest.mark.parametrize(
    ("identity", "header", "names", "note"),
    [
        ("username", "Username", ["ada", "nameless", "zoë"], "left out: =cmd, -minus, whose id"),
        ("idnumber", "ID number", ["71", "74"], "left out: nameless, -minus, zoë without lms_user"),
        ("email", "Email address", ["ada@x.org", "cmd@x.org", "zoe@x.org"], "left out: nameless"),
    ],
)
def test_moodle_gets_no_line_for_whom_it_could_not_know(
    gradebook, tmp_path, identity, header, names, note
):
    plugin = MoodleCsv(identity=identity)
    lines = exported(plugin, gradebook, tmp_path / "grades.csv")
    assert (lines[0][0], sorted(line[0] for line in lines[1:])) == (header, names)
    assert plugin.notes[0].startswith(note)


@pytest.mark.parametrize("plugin", [CanvasCsv, MoodleCsv], ids=lambda each: each.__name__)
@pytest.mark.parametrize(
    ("relu", "why", "reason"),
    [
        pytest.param(None, 2.0, COULD_NOT_RUN, id="could not run"),
        pytest.param(6.0, None, BY_HAND, id="not yet graded by hand"),
        pytest.param(0.0, 0.0, None, id="a decided zero"),
    ],
)
def test_only_a_decided_zero_is_a_zero(gradebook, tmp_path, plugin, relu, why, reason):
    mark(gradebook, "zoë", relu=relu, why=why)
    made = plugin()
    lines = exported(made, gradebook, tmp_path / "grades.csv")
    [line] = [line for line in lines if any("Müller" in cell for cell in line)]
    place = lines[0].index("sums")
    assert line[place] == ("" if reason else "0")
    assert any(note == f"sums: left empty for zoë: {reason}." for note in made.notes) == bool(
        reason
    )


def test_our_own_csv_tells_what_could_not_run(gradebook, tmp_path):
    mark(gradebook, "ada", relu=None, why=2.0)
    mark(gradebook, "zoë", relu=4.0, why=0.0, penalty=5.0)
    lines = exported(GradesCsv(assignment=["sums"]), gradebook, tmp_path / "grades.csv")
    rows = {line[1]: dict(zip(lines[0], line, strict=True)) for line in lines[1:]}
    assert set(rows) == {"ada", "zoë", "nameless", "'=cmd", "'-minus"}
    assert (rows["ada"]["could_not_run"], rows["ada"]["needs_manual_grade"]) == ("test_relu", "yes")
    assert (rows["zoë"]["raw_score"], rows["zoë"]["score"]) == ("4.0", "0.0")
    assert rows["zoë"]["needs_manual_grade"] == ""


def test_the_detail_has_a_column_for_each_cell_and_is_empty_where_nothing_is_decided(
    gradebook, tmp_path
):
    mark(gradebook, "ada", relu=None, why=1.5)
    mark(gradebook, "zoë", relu=0.0, why=None)
    gradebook.find_grade("test_relu", "sums", "sums", "nameless").extra_credit = 0.5
    lines = exported(GradesCsv(detail=True), gradebook, tmp_path / "grades.csv")
    cells = ["loops/test_relu", "loops/why", "sums/test_relu", "sums/why"]
    assert lines[0][-4:] == cells
    points = {(line[0], line[1]): line[-4:] for line in lines[1:]}
    assert points["sums", "ada"] == ["", "", "", "1.5"]
    assert points["sums", "zoë"] == ["", "", "0.0", ""]
    assert points["sums", "nameless"] == ["", "", "6.5", "2.0"]
    assert points["loops", "ada"] == ["", "", "", ""]
    plain = exported(GradesCsv(), gradebook, tmp_path / "grades.csv")
    assert [line[:-4] for line in lines] == plain


def test_students_can_be_chosen(gradebook, tmp_path):
    lines = exported(CanvasCsv(student=["ada"]), gradebook, tmp_path / "grades.csv")
    assert [line[0] for line in lines[2:]] == ["Byron, Ada"]


def test_a_long_list_of_students_is_cut():
    standings = [Standing(f"s{n}", "sums", 8.0, undecided=NOT_HANDED_IN) for n in range(300)]
    [note] = describe_undecided(standings)
    assert note == "sums: left empty for s0, s1, s2, s3, s4 and 295 more: not handed in."


@pytest.mark.parametrize(
    "command",
    [
        ("nbproctor", "export", "--to", "canvas"),
        ("nbgrader", "export", "--exporter=nbproctor.lms.export.CanvasCsv"),
    ],
    ids=["nbproctor", "nbgrader"],
)
def test_both_commands_write_the_file_and_say_what_was_left_empty(
    template, tmp_path, request, command
):
    write_configuration(tmp_path)
    shutil.copy(template, tmp_path)
    done = request.getfixturevalue(command[0])(tmp_path, *command[1:])
    assert done.returncode == 0, done.stdout + done.stderr
    note = "loops: left empty for nameless, =cmd, ada, zoë: not handed in."
    assert note in done.stdout + done.stderr
    assert "nameless,,,nameless,,,8" in (tmp_path / "grades-canvas.csv").read_text()


def test_what_is_read_at_once_is_what_nbgrader_computes(gradebook):
    mark(gradebook, "ada", relu=4.5, why=None, penalty=1.5)
    mark(gradebook, "nameless", relu=0.0, why=2.0)
    chapter = gradebook.find_assignment("sums")
    read = read_standings(gradebook.db.connection(), "sums", float(chapter.max_score))
    assert set(read) == set(PEOPLE)
    for submission in gradebook.assignment_submissions("sums"):
        mine = read[submission.student_id]
        assert mine.raw_score == submission.score
        assert mine.penalty == submission.late_submission_penalty
        assert (mine.undecided == BY_HAND) is submission.needs_manual_grade


def test_a_larger_class_takes_no_more_queries(gradebook, tmp_path):
    def queries():
        gradebook.db.expire_all()
        asked = []
        event.listen(gradebook.engine, "before_cursor_execute", lambda *each: asked.append(each[2]))
        exported(MoodleCsv(), gradebook, tmp_path / "grades.csv")
        return len(asked)

    few = queries()
    for number in range(20):
        gradebook.add_student(f"more_{number}", email=f"{number}@x.org")
        gradebook.add_submission("sums", f"more_{number}")
        mark(gradebook, f"more_{number}", relu=3.0, why=1.0, comment="half")
    assert queries() == few


WEIGHED = Config(Course={"weights": {"loops": 3, "sums": 1}})


@pytest.mark.parametrize(
    ("plugin", "student", "title", "maximum"),
    [(CanvasCsv, 3, "weighted_total", "100"), (MoodleCsv, 0, "weighted_total", None)],
    ids=["canvas", "moodle"],
)
def test_a_weighted_total_has_a_column_and_is_empty_while_a_score_is_not_decided(
    gradebook, tmp_path, plugin, student, title, maximum
):
    gradebook.add_submission("loops", "ada")
    for grade in gradebook.find_submission("loops", "ada").notebooks[0].grades:
        grade.auto_score, grade.manual_score = 0.0, 2.0 * (grade.cell.name == "why")
        grade.needs_manual_grade = False
    mark(gradebook, "zoë", relu=6.0, why=None)
    made = plugin(config=WEIGHED)
    lines = exported(made, gradebook, tmp_path / "grades.csv")
    assert lines[0][-1] == title
    assert maximum in (None, lines[1][-1])
    totals = {line[student].partition("@")[0]: line[-1] for line in lines[1:]}
    # 2 of 8 points in loops count thrice, 8 of 8 in sums once.
    assert (totals["ada"], totals.get("zoë", totals.get("zoe"))) == ("43.75", "")
    assert "with the weights loops (3), sums (1)." in made.notes[0]


def test_in_the_total_counts_only_what_somebody_has_handed_in(gradebook, tmp_path):
    made = GradesCsv(config=WEIGHED, detail=True)
    made.assignment = ["loops"]
    lines = exported(made, gradebook, tmp_path / "grades.csv")
    column = lines[0].index("weighted_total")
    assert lines[0][column + 1 :] == ["loops/test_relu", "loops/why"]
    assert {line[1]: line[column] for line in lines[1:]}["ada"] == "100"
    assert "with the weights sums (1)." in made.notes[0]


def test_without_weights_there_is_no_total(gradebook, tmp_path):
    for plugin in (GradesCsv, CanvasCsv, MoodleCsv):
        assert "weighted_total" not in exported(plugin(), gradebook, tmp_path / "grades.csv")[0]
