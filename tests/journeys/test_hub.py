"""A chapter on a real JupyterHub that was set up by docs/hub.md, from its release to its feedback.

The tests are steps and build on each other. The first ones are a smoke test; `make hub` runs all.
"""

import shutil

import pytest
from journeys import hub
from journeys.conftest import WIDE
from journeys.hub import CourseServer, HubUser
from journeys.machine import machine
from journeys.notebook import NotebookPage

from conftest import ROOT
from nbproctor.testing.fixtures import ARGUMENTS, BROWSER

CHAPTER = "cross_correlation"
FILE = f"{CHAPTER}/{CHAPTER}.ipynb"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """The machine, after all commands of the guide, with its hub started."""
    if reason := hub.find_missing_tool():
        pytest.skip(reason)
    with machine(tmp_path_factory.mktemp("hub") / "hub.log") as made:
        hub.link_environment(made)
        hub.follow(made, "Set up the course")
        hub.follow(made, "Configure and start the hub")
        hub.add_account(made, "ada", "ben", "grace", "alan")
        process = hub.start_hub(made)
        yield made
        process.terminate()
        process.wait(timeout=30)


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
    assert "window_sum: 0 of" in notebook.output("check_window_sum").inner_text()
    forked = running.run("pgrep --full --uid ada nbproctor.kernels.zygote").split()
    assert len(forked) == 2  # the zygote, and the kernel
