"""A notebook in JupyterLab as a person uses it: cells are found, typed into, run and looked at."""

from pathlib import Path

from nbformat import NotebookNode

from nbproctor.notebooks import nbgrader_metadata, read_notebook

KERNEL_MS = 120_000  # the first kernel of a server waits for TensorFlow


class NotebookPage:
    """A notebook open in a browser's page.

    Args:
        page: Playwright's page.
        path: the notebook's file, which says where its cells stand.
    """

    def __init__(self, page, path: Path) -> None:
        self.page = page
        self.path = path
        self.cells = read_notebook(path).cells

    def open(self, address: str) -> None:
        """Go there, with no other notebook open, and wait until cells and a kernel are ready."""
        self.page.goto(f"{address}&reset")
        self.page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=KERNEL_MS)
        status = self.page.locator(".jp-StatusBar-Left", has_text="Idle")
        status.wait_for(timeout=KERNEL_MS)

    def cell(self, name: str):
        """The cell of this grade_id, or the one whose source begins so."""
        [place] = [at for at, each in enumerate(self.cells) if _called(each, name)]
        return self.page.locator(".jp-Notebook .jp-Cell").nth(place)

    def output(self, name: str):
        """What the cell shows."""
        return self.cell(name).locator(".jp-OutputArea")

    def write(self, name: str, source: str) -> None:
        """Replace what stands in a cell."""
        self.cell(name).locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source.strip("\n"))

    def run(self, *names: str) -> None:
        """Run cells one after the other, and wait for each."""
        for name in names:
            cell = self.cell(name)
            number = cell.locator(".jp-InputPrompt").inner_text()
            cell.locator(".cm-content").click()
            self.page.keyboard.press("Shift+Enter")
            self.page.wait_for_function(
                "([cell, old]) => /\\d/.test(cell.innerText) && cell.innerText !== old",
                arg=[cell.locator(".jp-InputPrompt").element_handle(), number],
                timeout=KERNEL_MS,
            )

    def run_all(self) -> None:
        """Run all cells by the menu, and wait for the last one."""
        self.page.locator(".lm-MenuBar-itemLabel").get_by_text("Run", exact=True).click()
        self.page.get_by_text("Run All Cells", exact=True).click()
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')]"
            ".every(each => /\\d/.test(each.innerText))",
            timeout=KERNEL_MS,
        )

    def validate(self) -> str:
        """Press Validate, and give back what it says at the end."""
        self.page.get_by_text("Validate", exact=True).click()
        dialogue = self.page.locator(".jp-Dialog").filter(has_text="Validation Results")
        dialogue.wait_for(timeout=KERNEL_MS)
        return dialogue.inner_text()

    def dismiss(self) -> None:
        """Close a dialogue."""
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self.page.locator(".jp-Dialog").wait_for(state="detached")

    def open_assignments(self):
        """Nbgrader's list of assignments, opened or brought up to date."""
        self.page.get_by_text("Nbgrader", exact=True).click()
        self.page.get_by_text("Assignment List", exact=True).click()
        found = self.page.locator("#assignments")
        found.locator("#fetched_assignments_list .list_item").first.wait_for()
        return found

    def save(self) -> None:
        """Save, and wait until the file is written."""
        self.page.keyboard.press("Control+s")
        self.page.locator(".jp-mod-dirty").wait_for(state="detached")


def _called(cell: NotebookNode, name: str) -> bool:
    grade_id = nbgrader_metadata(cell).get("grade_id", "")
    return name == grade_id or (not grade_id and cell.source.startswith(name))
