"""Formgrader as an instructor uses it: icons in a table, and a dialogue that says how it went."""

import contextlib
import re
from collections.abc import Iterator

from conftest import ROOT

WAIT_MS = 240_000  # the first notebook that a server grades waits for TensorFlow
ICONS = {
    "generate": "assign",
    "release": "release",
    "collect": "collect",
    "autograde": "autograde",
    "generate feedback": "generate-feedback",
    "release feedback": "release-feedback",
}


def keys_of_the_guide() -> list[str]:
    """What docs/instructors.md says to type when grading by hand: words of its own, and keys."""
    guide = (ROOT / "docs" / "instructors.md").read_text(encoding="utf-8")
    section = " ".join(guide.partition("### Grade by hand\n")[2].partition("\n### ")[0].split())
    [steps] = re.findall(r"Type (points, [^.:]+)[.:]", section)
    return steps.split(", ")


class FormgraderPage:
    """Formgrader in a browser's page; `lab` is the Jupyter in the course's folder."""

    def __init__(self, page, lab) -> None:
        self.page = page
        self.lab = lab

    def open(self, path: str) -> None:
        """Go to one of its pages, and wait for its table."""
        self.page.goto(self.lab.page(f"formgrader/{path}"))
        self.page.locator("#main-table tr").first.wait_for()

    def row(self, name: str):
        """The line of an assignment or a student."""
        cell = self.page.locator("td.name, td.student-id").filter(has_text=name)
        return self.page.locator("#main-table tr").filter(has=cell)

    def press(self, name: str, action: str) -> None:
        """Press an icon in a line; fails with what the dialogue says where that is an error."""
        self.row(name).locator(f".{ICONS[action]} a").click()
        dialogue = self.page.locator("#success-modal, #error-modal")
        dialogue.locator(".modal-title").wait_for(timeout=WAIT_MS)
        said = dialogue.inner_text()
        dialogue.locator(".close, [data-dismiss]").first.click()
        dialogue.wait_for(state="detached")
        assert "Success" in said, said

    def grade_by_hand(self, name: str, points: str, comment: str) -> None:
        """Grade a cell of the open submission with the keys that the instructors' guide prints."""
        # What is typed before the page has fetched the points that stand is overwritten by them.
        self.page.wait_for_function(
            "() => formgrader.grades?.loaded && formgrader.comments?.loaded", timeout=WAIT_MS
        )
        self.page.locator(f"#{name}").click()
        typed = {"points": points, "a comment": comment}
        with self._saved("grade"), self._saved("comment"):
            for step in keys_of_the_guide():
                if step in typed:
                    self.page.keyboard.type(typed[step])
                else:
                    self.page.keyboard.press(step)

    @contextlib.contextmanager
    def _saved(self, kind: str) -> Iterator[None]:
        """Wait at the end of the block until the server has saved a grade or a comment."""
        with self.page.expect_response(
            lambda reply: f"/api/{kind}/" in reply.url and reply.request.method == "PUT"
        ) as saved:
            yield
        assert saved.value.ok, saved.value.text()

    def set_due_date(self, name: str, when: str) -> None:
        """Set an assignment's due date, such as 2026-01-31T12:00, in UTC."""
        self.row(name).locator(".edit a").click()
        dialogue = self.page.locator("#edit-assignment-modal")
        dialogue.locator(".modal-duedate").fill(when)
        dialogue.locator(".modal-timezone").fill("+0000")
        dialogue.locator(".save").click()
        dialogue.wait_for(state="detached")
