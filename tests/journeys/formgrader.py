"""Formgrader as an instructor uses it: icons in a table, and a dialogue that says how it went."""

WAIT_MS = 240_000  # the first notebook that a server grades waits for TensorFlow
ICONS = {
    "generate": "assign",
    "release": "release",
    "collect": "collect",
    "autograde": "autograde",
    "generate feedback": "generate-feedback",
    "release feedback": "release-feedback",
}


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
        """Write points and a comment to a cell of the open submission; both are saved after it."""
        # What is typed before the page has fetched the points that stand is overwritten by them.
        self.page.wait_for_function(
            "() => formgrader.grades?.loaded && formgrader.comments?.loaded", timeout=WAIT_MS
        )
        self._save(f"#{name}", points, "grade")
        self._save(f"#{name}-comment", comment, "comment")

    def _save(self, field: str, text: str, kind: str) -> None:
        with self.page.expect_response(
            lambda reply: f"/api/{kind}/" in reply.url and reply.request.method == "PUT"
        ) as saved:
            self.page.locator(field).fill(text)
            self.page.locator(field).blur()
        assert saved.value.ok, saved.value.text()

    def set_due_date(self, name: str, when: str) -> None:
        """Set an assignment's due date, such as 2026-01-31T12:00, in UTC."""
        self.row(name).locator(".edit a").click()
        dialogue = self.page.locator("#edit-assignment-modal")
        dialogue.locator(".modal-duedate").fill(when)
        dialogue.locator(".modal-timezone").fill("+0000")
        dialogue.locator(".save").click()
        dialogue.wait_for(state="detached")
