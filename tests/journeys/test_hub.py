"""A chapter on a real JupyterHub that was set up by docs/hub.md, from its release to its feedback.

The tests are steps and build on each other. `make hub` runs them.
"""

import re

import pytest
from conftest import ROOT
from journeys import hub
from journeys.conftest import WIDE
from journeys.formgrader import FormgraderPage
from journeys.hub import CourseServer, HubUser
from journeys.machine import machine
from journeys.notebook import NotebookPage

from course.staff.solutions import read_solutions
from nbproctor.notebooks import nbgrader_metadata, read_notebook
from nbproctor.testing.fixtures import ARGUMENTS, BROWSER

pytestmark = pytest.mark.nightly
CHAPTER = "cross_correlation"
FILE = f"{CHAPTER}/{CHAPTER}.ipynb"
SERVER = CourseServer("cnn-course")
ZYGOTE = "nbproctor.kernels.zygote"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """The machine, after all commands of the guide, with its hub started."""
    if reason := hub.find_missing_tool():
        pytest.skip(reason)
    with machine(tmp_path_factory.mktemp("hub") / "hub.log") as made:
        hub.link_environment(made)
        hub.add_accounts(made, "ada", "ben", "grace", "alan")
        hub.follow(made, "Set up the course")
        hub.follow(made, "Configure and start the hub")
        hub.start_hub(made)
        yield made


@pytest.fixture(scope="module")
def hub_browser(browser, running, tmp_path_factory):
    """A browser in the network of the machine."""
    program = tmp_path_factory.mktemp("browser") / "browser"
    program.write_text(f'#!/bin/sh\nexec {" ".join(running.enter_network())} {BROWSER} "$@"\n')
    program.chmod(0o755)
    chromium = browser.browser_type.launch(executable_path=program, args=ARGUMENTS)
    yield chromium
    chromium.close()


@pytest.fixture(scope="module")
def people(hub_browser):
    """Opens a browser's page for a person."""
    known = {}

    def person(name: str) -> HubUser:
        if name not in known:
            page = hub_browser.new_context(viewport=WIDE).new_page()
            known[name] = HubUser(name, page)
            known[name].log_in()
        return known[name]

    return person


def test_a_students_server_has_no_panel_for_staff(people, screen):
    page = people("ada").page
    page.get_by_text("Nbgrader", exact=True).click()
    shown = page.locator(".lm-Menu-item:visible .lm-Menu-itemLabel").all_inner_texts()
    screen(page, "hub-student-1-panels")
    page.keyboard.press("Escape")
    assert shown == ["Assignment List"]


def test_a_check_runs_in_a_warm_kernel(people, running, screen):
    student = people("ada")
    running.write("/home/ada/first.ipynb", (ROOT / "release" / FILE).read_text())
    running.run("chown ada: /home/ada/first.ipynb")
    notebook = NotebookPage(student.page, ROOT / "release" / FILE)
    notebook.open(student.lab("first.ipynb"))
    notebook.run("setup", "window_sum", "check_window_sum")
    screen(student.page, "hub-student-2-check")
    assert "Ready: Python" in notebook.output("setup").inner_text()
    assert "window_sum: not attempted" in notebook.output("check_window_sum").inner_text()
    assert len(running.run(f"pgrep --full --uid ada {ZYGOTE}").split()) == 2  # it and its fork


@pytest.mark.parametrize("path", hub.CLOSED)
def test_a_student_cannot_read_what_is_for_staff(running, path):
    running.run(f"test -e {path}")
    with pytest.raises(AssertionError, match="Permission denied"):
        running.run(f"ls {path}/. || cat {path}", user="ada")


def test_no_process_of_a_student_has_the_secret(running):
    secret = running.run("cat /etc/jupyterhub/cnn-course.secret").strip()
    assert len(secret) > 20
    having = f"grep --files-with-matches --text --fixed-strings {secret} /proc/[0-9]*/environ"
    owners = running.run(f"stat --format=%U $({having})").split()
    assert set(owners) == {"cnn-staff"}


def test_a_student_cannot_open_the_server_of_the_course(people, screen):
    page = people("ada").page
    page.goto(SERVER.page())
    page.get_by_text("403").first.wait_for()
    screen(page, "hub-student-3-forbidden")


def test_an_instructor_releases_a_chapter(people, running, screen):
    page = people("grace").page
    page.goto(f"{hub.ADDRESS}/hub/home")
    page.get_by_text("Services").click()
    screen(page, "hub-instructor-1-services")
    page.get_by_role("link", name="cnn-course").click()
    page.wait_for_url("**/formgrader/manage_assignments")
    formgrader = FormgraderPage(page, SERVER)
    formgrader.row(CHAPTER).wait_for()
    screen(page, "hub-instructor-2-formgrader")
    formgrader.press(CHAPTER, "generate")
    formgrader.press(CHAPTER, "release")
    formgrader.row(CHAPTER).get_by_text("released").wait_for()
    screen(page, "hub-instructor-3-released")
    owner = f"stat --format=%U /usr/local/share/nbgrader/exchange/cnn-course/outbound/{CHAPTER}"
    assert running.run(owner) == "cnn-staff\n"


def test_a_student_fetches_solves_checks_and_hands_in(people, running, screen):
    student = people("ada")
    student.page.goto(f"{hub.ADDRESS}/user/ada/lab?reset")
    listed = student.open_assignments("#released_assignments_list .list_item")
    listed.locator("#released_assignments_list").get_by_text("Fetch", exact=True).click()
    listed.locator("#fetched_assignments_list").get_by_text(CHAPTER).first.wait_for()
    screen(student.page, "hub-student-4-fetched")
    notebook = NotebookPage(student.page, ROOT / "release" / FILE)
    notebook.open(student.lab(FILE))
    notebook.run("setup")
    notebook.write("window_sum", right_answer("window_sum"))
    notebook.run("window_sum", "check_window_sum")
    assert "window_sum: all is well." in notebook.output("check_window_sum").inner_text()
    screen(student.page, "hub-student-5-right")
    notebook.save()
    listed = student.open_assignments("#fetched_assignments_list .list_item")
    listed.locator("#fetched_assignments_list").get_by_text("Submit").click()
    listed.locator("#submitted_assignments_list").get_by_text(CHAPTER).first.wait_for()
    screen(student.page, "hub-student-6-submitted")


def right_answer(exercise: str) -> str:
    """The first right answer to an exercise in `answers/`."""
    found = read_solutions(ROOT / "answers" / CHAPTER)
    return next(each.source for each in found if each.exercise == exercise and each.right)


def points_of(exercise: str) -> float:
    """The points of an exercise."""
    [points] = [
        nbgrader_metadata(cell)["points"]
        for cell in read_notebook(ROOT / "release" / FILE).cells
        if nbgrader_metadata(cell).get("grade_id") == f"test_{exercise}"
    ]
    return float(points)


def test_another_instructor_collects_and_grades_the_class(people, running, screen):
    instructor = people("alan")
    formgrader = FormgraderPage(instructor.page, SERVER)
    formgrader.open("manage_assignments")
    formgrader.press(CHAPTER, "collect")
    command = hub.read_command("Configure and start the hub")
    said = instructor.type_into_terminal(running, SERVER, command)
    screen(instructor.page, "hub-instructor-4-doctor")
    assert "✗" not in said
    assert "the hidden cases have a secret of their own" in said
    command = hub.read_command("A chapter's round")
    said = instructor.type_into_terminal(running, SERVER, command)
    screen(instructor.page, "hub-instructor-5-graded")
    assert "1 graded" in said
    formgrader.open(f"manage_submissions/{CHAPTER}")
    score = formgrader.row("ada").locator(".score").inner_text()
    screen(instructor.page, "hub-instructor-6-submissions")
    assert re.match(rf"{points_of('window_sum'):g} / ", score)


def test_formgraders_button_grades_in_the_sandbox_as_well(people):
    formgrader = FormgraderPage(people("grace").page, SERVER)
    formgrader.open(f"manage_submissions/{CHAPTER}")
    formgrader.press("ada", "autograde")
    score = formgrader.row("ada").locator(".score").inner_text()
    assert re.match(rf"{points_of('window_sum'):g} / ", score)


def test_the_student_reads_the_feedback(people, running, screen):
    formgrader = FormgraderPage(people("grace").page, SERVER)
    formgrader.open("manage_assignments")
    formgrader.press(CHAPTER, "generate feedback")
    formgrader.press(CHAPTER, "release feedback")
    screen(people("grace").page, "hub-instructor-7-feedback")
    student = people("ada")
    listed = student.open_assignments("#submitted_assignments_list .list_item")
    listed.locator("#submitted_assignments_list").get_by_text("Fetch Feedback").click()
    listed.locator("#submitted_assignments_list").get_by_text("view feedback").wait_for()
    screen(student.page, "hub-student-7-feedback-fetched")
    path = running.run(f"cd /home/ada; ls {CHAPTER}/feedback/*/*.html").strip()
    student.page.goto(f"{hub.ADDRESS}/user/ada/files/{path}")
    said = student.page.locator("h1").first.inner_text()
    screen(student.page, "hub-student-8-feedback")
    assert said.startswith(f"{CHAPTER}: {points_of('window_sum'):g} of")
    assert "submission_secret" not in student.page.locator("body").inner_text()


def test_the_panel_in_a_frame_is_blank_until_frames_are_allowed(people, running, screen):
    page = people("grace").page
    open_panel(page)
    page.wait_for_timeout(3000)
    screen(page, "hub-instructor-8-frame-forbidden")
    table = page.frame_locator("iframe").locator("#main-table")
    assert table.count() == 0
    hub.follow(running, "Formgrader in a frame")
    hub.restart_hub(running)
    open_panel(page)
    table.get_by_text(CHAPTER).first.wait_for(timeout=hub.PAGE_MS)
    screen(page, "hub-instructor-9-frame-allowed")


def open_panel(page) -> None:
    """Open formgrader's panel in JupyterLab."""
    page.goto(SERVER.page("lab?reset"))
    page.get_by_text("Nbgrader", exact=True).click()
    page.get_by_text("Formgrader", exact=True).click()


def test_a_second_course_is_for_its_own_students_and_instructors(people, running, screen):
    hub.follow(running, "A second course")
    hub.restart_hub(running)
    weather = CourseServer("weather")
    page = people("grace").page
    page.goto(weather.page())
    page.get_by_text("403").first.wait_for()
    formgrader = FormgraderPage(people("alan").page, weather)
    formgrader.open("manage_assignments")
    formgrader.press("rain", "generate")
    formgrader.press("rain", "release")
    screen(people("alan").page, "hub-second-1-formgrader")
    FormgraderPage(people("alan").page, SERVER).open("manage_assignments")
    assert list_courses(people("ada")) == ["cnn-course"]
    assert list_courses(people("ben")) == ["cnn-course", "weather"]
    screen(people("ben").page, "hub-second-2-student")


def list_courses(student: HubUser) -> list[str]:
    """The courses that nbgrader offers a student."""
    student.start_server()
    listed = student.open_assignments("#released_assignments_list")
    listed.locator("#course_list_dropdown").click()
    listed.locator("#course_list li").first.wait_for()
    return sorted(listed.locator("#course_list li").all_inner_texts())
