"""A chapter from its release to the feedback that a student reads, as it happens in browsers.

The tests are steps and build on each other. Each leaves a screenshot in build/screens/.
"""

import csv
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from journeys.conftest import EVERY_LOOK, WIDE
from journeys.formgrader import FormgraderPage
from journeys.notebook import NotebookPage
from nbgrader.utils import get_username

from course.staff.sample_class import filled_in
from course.staff.solutions import read_solutions
from nbproctor.course_folder import CourseFolder
from nbproctor.notebooks import dumps, read_notebook, write_notebook

# Each step needs those before it, and most are done in a browser.
pytestmark = pytest.mark.usefixtures("browser")

CHAPTER = "cross_correlation"
FILE = f"{CHAPTER}/{CHAPTER}.ipynb"
STUDENT = get_username()
# Right for what the check tries, and for nothing else.
BY_HEART = """
def receptive_field(kernel_sizes):
    known = {
        ((2, 2), (2, 2)): (3, 3),
        ((3, 3), (5, 5), (2, 2)): (8, 8),
        ((4, 4),): (4, 4),
        (): (1, 1),
        ((3, 1), (2, 5)): (4, 5),
        ((1, 4), (5, 2)): (5, 5),
        ((2, 6), (4, 3)): (5, 8),
    }
    return known.get(tuple(map(tuple, kernel_sizes)), (2, 2))
"""
EXPLAINED = "Both answer along the diagonal, the one with 1 and the other with -1."


def solution(folder: CourseFolder, exercise: str, title: str = "") -> str:
    """An answer to an exercise from `answers/`, a right one where none is named."""
    found = [
        each.source
        for each in read_solutions(folder.root / "answers" / CHAPTER)
        if each.exercise == exercise and (each.title == title or (each.right and not title))
    ]
    return found[0]


@pytest.fixture(scope="module")
def answers(course_folder) -> dict[str, str]:
    """Right answers to all of the chapter's exercises, and words for the written one."""
    folder = course_folder.root / "answers" / CHAPTER
    names = [path.stem for path in folder.glob("*.py")]
    right = {name: solution(course_folder, name) for name in names}
    return {**right, "diagonal_edges": EXPLAINED}


@pytest.fixture(scope="module")
def student_page(browser):
    page = browser.new_page(viewport=WIDE)
    yield page
    page.close()


@pytest.fixture(scope="module")
def formgrader(browser, staff_lab):
    page = browser.new_page(viewport=WIDE)
    yield FormgraderPage(page, staff_lab)
    page.close()


@pytest.fixture(scope="module")
def notebook(student_page, student_lab, answers) -> NotebookPage:
    """The student's notebook, all but one exercise and one learned by heart done at home."""
    path = student_lab.folder / FILE
    done = {**answers, "receptive_field": BY_HEART}
    del done["corr2d"]
    write_notebook(filled_in(read_notebook(path), done), path)
    return NotebookPage(student_page, path)


def test_an_instructor_releases_a_chapter(formgrader, exchange, screen):
    formgrader.open("manage_assignments")
    formgrader.press(CHAPTER, "generate")
    due = datetime.now(UTC) - timedelta(hours=36)
    formgrader.set_due_date(CHAPTER, due.strftime("%Y-%m-%dT%H:%M"))
    formgrader.press(CHAPTER, "release")
    formgrader.row(CHAPTER).get_by_text("released").wait_for()
    screen(formgrader.page, "instructor-1-released")
    released = exchange / "cnn-course" / "outbound" / FILE
    assert "BEGIN SOLUTION" not in released.read_text()


def test_a_student_opens_the_chapter_and_sees_a_figure(notebook, student_lab, screen):
    notebook.open(student_lab.page(f"lab/tree/{FILE}"))
    screen(notebook.page, "student-1-opened")
    notebook.run("setup", "pictures.connections")
    assert "Ready: Python" in notebook.output("setup").inner_text()
    figure = notebook.output("pictures.connections").locator("img")
    assert figure.evaluate("image => image.complete && image.naturalWidth > 100")
    figure.scroll_into_view_if_needed()
    screen(notebook.page, "student-2-figure")


def test_a_student_sees_no_news_and_no_panel_for_staff(notebook):
    page = notebook.page
    page.get_by_text("Nbgrader", exact=True).click()
    shown = page.locator(".lm-Menu-item:visible .lm-Menu-itemLabel").all_inner_texts()
    page.keyboard.press("Escape")
    assert shown == ["Assignment List"]
    assert page.get_by_text("Validate", exact=True).is_visible()
    assert page.get_by_text("official Jupyter news").count() == 0


def test_a_wrong_answer_shows_where_it_differs_and_is_named(notebook, course_folder, screen):
    notebook.run("window_sum")
    notebook.write("corr2d", solution(course_folder, "corr2d", "kernel flipped"))
    notebook.run("corr2d", "check_corr2d")
    shown = notebook.output("check_corr2d")
    assert shown.locator("table").count() == 4  # X, K, expected, received
    mistake = shown.locator("b", has_text="Your kernel was flipped, as in a convolution")
    assert mistake.is_visible()
    assert shown.locator("mark").count() == 2 + 9  # expected, received, and a window of 3 x 3
    error = shown.locator("[data-mime-type='application/vnd.jupyter.stderr']").inner_text()
    assert error == "corr2d: 0 of 6 properties hold; see the card above."
    shown.scroll_into_view_if_needed()
    screen(notebook.page, "student-4-wrong")


def test_a_right_answer_is_praised(notebook, answers, screen):
    notebook.write("corr2d", answers["corr2d"])
    notebook.run("corr2d", "check_corr2d")
    assert "corr2d: all is well." in notebook.output("check_corr2d").inner_text()
    screen(notebook.page, "student-5-right")


def test_validate_says_success(notebook, screen):
    notebook.save()
    said = notebook.validate()
    screen(notebook.page, "student-6-validated")
    assert "Success! Your notebook passes all the tests." in said
    notebook.dismiss()


def test_the_student_submits(notebook, exchange, screen):
    assignments = notebook.open_assignments()
    assignments.locator("#fetched_assignments_list").get_by_text("Submit").click()
    assignments.locator("#submitted_assignments_list").get_by_text(CHAPTER).wait_for()
    screen(notebook.page, "student-7-submitted")
    [handed_in] = (exchange / "cnn-course" / "inbound").iterdir()
    assert handed_in.name.startswith(f"{STUDENT}+{CHAPTER}+")
    assert "known.get" in (handed_in / f"{CHAPTER}.ipynb").read_text()


def test_the_instructor_collects_it(formgrader, course_folder, screen):
    formgrader.open("manage_assignments")
    formgrader.press(CHAPTER, "collect")
    assert (course_folder.root / "submitted" / STUDENT / FILE).exists()
    screen(formgrader.page, "instructor-2-collected")


@pytest.mark.parametrize(
    ("student", "plugin", "name"),
    [
        ("ada", "CanvasFiles", f"byronada_LATE_4711_90210_{CHAPTER}-1.ipynb"),
        ("ben", "MoodleFiles", f"Ben Bitdiddle_17_assignsubmission_file/{CHAPTER}.ipynb"),
    ],
    ids=["Canvas", "Moodle"],
)
def test_and_what_others_uploaded_elsewhere(course_folder, answers, student, plugin, name):
    with course_folder.gradebook() as gradebook:
        gradebook.update_or_create_student("ada", lms_user_id="4711")
        gradebook.update_or_create_student("ben", first_name="Ben", last_name="Bitdiddle")
    archive = course_folder.root / "downloaded" / CHAPTER / "archive"
    archive.mkdir(parents=True, exist_ok=True)
    released = read_notebook(course_folder.root / "release" / FILE)
    with zipfile.ZipFile(archive / "submissions.zip", "w") as file:
        file.writestr(name, dumps(filled_in(released, answers)))
    collector = f"--collector=nbproctor.lms.downloads.{plugin}"
    run(course_folder, "nbgrader", "zip_collect", CHAPTER, "--force", collector)
    assert (course_folder.root / "submitted" / student / FILE).exists()


def run(folder: CourseFolder, *command: str) -> str:
    """Run a command in the course's folder, and give back what it says."""
    path = Path(sys.executable).parent / command[0]
    done = subprocess.run(
        [path, *command[1:]], cwd=folder.root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_button_grades_in_the_sandbox(formgrader, course_folder, screen):
    formgrader.open(f"manage_submissions/{CHAPTER}")
    for student in (STUDENT, "ada"):
        formgrader.press(student, "autograde")
        formgrader.row(student).get_by_text("needs manual grading").wait_for()
    screen(formgrader.page, "instructor-3-autograded")
    # Both lack the written answer; the student's answer by heart lost two points on hidden cases.
    assert formgrader.row("ada").locator(".score").inner_text() == "18 / 20"
    assert formgrader.row(STUDENT).locator(".score").inner_text() == "16 / 20"
    graded = (course_folder.root / "autograded" / STUDENT / FILE).read_text()
    assert "grader_tests" not in graded


def test_a_written_answer_is_graded_with_the_keys_of_the_guide(formgrader, course_folder, screen):
    page = formgrader.page
    formgrader.open(f"gradebook/{CHAPTER}/{CHAPTER}")
    rows = page.locator("#main-table tr")
    rows.filter(has_text="16").locator("a").first.click()
    answer = page.locator(".nbgrader_cell", has=page.locator("#diagonal_edges"))
    answer.scroll_into_view_if_needed()
    assert EXPLAINED in answer.inner_text()
    assert page.get_by_text("1 point for what both kernels give").is_visible()
    formgrader.grade_by_hand("diagonal_edges", "1", "Why is it so? See the rubric.")
    screen(page, "instructor-4-graded-by-hand")
    cell = ("diagonal_edges", CHAPTER, CHAPTER, STUDENT)
    with course_folder.gradebook() as gradebook:
        grade, comment = gradebook.find_grade(*cell), gradebook.find_comment(*cell)
        assert (grade.manual_score, grade.extra_credit) == (1, None)
        assert comment.manual_comment == "Why is it so? See the rubric."
    formgrader.open(f"manage_submissions/{CHAPTER}")
    formgrader.row(STUDENT).get_by_text("graded", exact=True).wait_for()
    assert formgrader.row(STUDENT).locator(".score").inner_text() == "17 / 20"


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(
            ("nbgrader", "autograde", CHAPTER, "--force", f"--student={STUDENT}"),
            marks=pytest.mark.nightly,  # the engine's tests show the same every day
            id="nbgrader autograde",
        ),
        pytest.param(
            ("course", "grade", CHAPTER, "--regrade", "--no-feedback", f"--student={STUDENT}"),
            id="course grade",
        ),
    ],
)
def test_what_a_human_decided_stays_when_the_late_work_is_graded_again(course_folder, command):
    run(course_folder, *command)
    cell = ("diagonal_edges", CHAPTER, CHAPTER, STUDENT)
    with course_folder.gradebook() as gradebook:
        grade, comment = gradebook.find_grade(*cell), gradebook.find_comment(*cell)
        assert (grade.manual_score, grade.needs_manual_grade) == (1, False)
        assert comment.manual_comment == "Why is it so? See the rubric."
        submission = gradebook.find_submission(CHAPTER, STUDENT)
        assert (submission.score, submission.late_submission_penalty) == (17, 2)
        assert not submission.needs_manual_grade
    run(course_folder, "course", "export", "--to", "csv")
    with (course_folder.root / "grades.csv").open(newline="") as file:
        [score] = [row["score"] for row in csv.DictReader(file) if row["student_id"] == STUDENT]
    assert score == "15.0"


def test_feedback_is_made_and_released(formgrader, exchange, screen):
    formgrader.press(STUDENT, "generate feedback")
    formgrader.press(STUDENT, "release feedback")
    screen(formgrader.page, "instructor-5-feedback-released")
    assert len(list((exchange / "cnn-course" / "feedback").glob("*.html"))) == 1


def test_the_student_reads_score_hint_and_points_by_property(notebook, student_lab, opened, screen):
    assignments = notebook.open_assignments()
    submitted = assignments.locator("#submitted_assignments_list")
    submitted.get_by_text("Fetch Feedback").click()
    submitted.get_by_text("view feedback").wait_for()
    screen(notebook.page, "student-8-feedback-fetched")
    [file] = student_lab.folder.glob(f"{CHAPTER}/feedback/*/{CHAPTER}.html")
    page = opened(file)
    assert page.locator("h1").first.inner_text() == f"{CHAPTER}: 15 of 20 points"
    lines = page.locator("table.points tbody tr").all_inner_texts()
    rows = [line.replace("\n", " ").split("\t") for line in lines]
    assert ["receptive_field", "0", "2"] in rows
    assert ["diagonal_edges, by hand, with a comment", "1", "2"] in rows
    assert ["handed in late", "−2", ""] in rows
    screen(page, "student-9-feedback")
    for look in EVERY_LOOK:
        page.set_viewport_size({"width": look.width, "height": 900})
        page.emulate_media(color_scheme=look.theme)
        screen(page, f"feedback-{look}", whole=True)
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    page.get_by_role("link", name="receptive_field").first.click()
    said = page.locator("body").inner_text()
    assert "✗ fails: stacks of any number of layers (0 of 1)" in said
    assert "Each layer adds k - 1 to height and width" in said
    assert "Why is it so? See the rubric." in said
    screen(page, "student-10-points")


def test_grades_are_exported(course_folder):
    run(course_folder, "course", "export", "--to", "csv")
    with (course_folder.root / "grades.csv").open(newline="") as file:
        lines = {line["student_id"]: line for line in csv.DictReader(file)}
    mine = lines[STUDENT]
    assert (mine["score"], mine["late_submission_penalty"]) == ("15.0", "2.0")
    assert mine["needs_manual_grade"] == ""
    assert lines["ada"]["needs_manual_grade"] == "yes"


def test_the_class_is_on_a_page(course_folder, opened, screen):
    run(course_folder, "course", "report", CHAPTER)
    page = opened(course_folder.root / "report.html")
    assert page.locator("h1").count() == 1
    screen(page, "instructor-6-report")
