"""Draws the pictures of README.md: a chapter, a card, the map of positions, the table of a class.

`make pictures` runs it. It needs Chromium, and some minutes to grade a sample class.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from nbclient import NotebookClient
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.text import Text

from nbproctor.notebooks import nbgrader_metadata, read_notebook
from nbproctor.testing.fixtures import ARGUMENTS, BROWSER

PICTURES = Path(__file__).parent
ROOT = PICTURES.parents[1]
CHAPTER = ROOT / "source" / "cross_correlation" / "cross_correlation.ipynb"
FIRST, LAST = (
    "## 1. Nine numbers",
    "A single 1 in the middle",
)  # the part of the chapter that is shown
WRONG = """
def corr2d(X, K):
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    return np.array([[(X[i : i + h, j : j + w] * K[::-1, ::-1]).sum() for j in range(columns)]
                     for i in range(rows)])
"""
STUDENTS = 9
COLOURS = 128  # of a picture's palette


def main() -> None:
    """Draw all pictures."""
    draw_notebooks()
    draw_table()


def draw_notebooks() -> None:
    """Draw a part of the first chapter, the card of a wrong answer and the map of positions."""
    cells = read_notebook(CHAPTER).cells
    [setup] = [cell for cell in cells if nbgrader_metadata(cell).get("grade_id") == "setup"]
    starts = [cell.source for cell in cells]
    [first] = [at for at, text in enumerate(starts) if text.startswith(FIRST)]
    [last] = [at for at, text in enumerate(starts) if text.startswith(LAST)]
    card = new_code_cell("check.corr2d(corr2d)")
    positions = new_code_cell("from course import pictures\npictures.positions_map()")
    shown = [*cells[first:last], card, positions]
    notebook = new_notebook(cells=[setup, new_code_cell(WRONG), *shown])
    NotebookClient(notebook, allow_errors=True, kernel_name="python3").execute()
    notebook.cells = shown
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "page.html"
        page_file.write_text(_convert(notebook), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=BROWSER, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 860, "height": 2000})
        page.goto(page_file.as_uri())
        page.wait_for_timeout(3000)  # figures compute what they show
        top = page.locator(".jp-Cell").first.bounding_box()
        bottom = page.locator(".jp-Cell").nth(-2).bounding_box()
        area = {"x": 0, "y": top["y"], "width": 860, "height": bottom["y"] - top["y"]}
        _save(page.screenshot(clip=area), "chapter.png")
        _save(page.locator(".jp-Cell").nth(-2).screenshot(), "card.png")
        page.add_style_tag(content="details { display: none }")
        _save(page.locator(".jp-Cell .jp-OutputArea-output").last.screenshot(), "positions.png")
        browser.close()


def draw_table() -> None:
    """Draw what `course grade` prints about a sample class."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("nbgrader_config.py", "pyproject.toml", "LICENSE"):
            shutil.copy(ROOT / name, folder)
        for name in ("source", "answers"):
            shutil.copytree(ROOT / name, Path(folder) / name)
        course = [sys.executable, "-m", "course"]
        chapter = CHAPTER.stem
        line = [*course, "sample-class", "--students", str(STUDENTS), chapter]
        subprocess.run(line, cwd=folder, check=True)
        printed = subprocess.run(
            [*course, "grade", chapter],
            cwd=folder,
            env={**os.environ, "FORCE_COLOR": "1"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout
    console = Console(record=True, width=120, file=open(os.devnull, "w"))  # noqa: SIM115
    lines = printed.splitlines()
    [start] = [at for at, line in enumerate(lines) if "┏" in line]  # above it, progress
    [end] = [at for at, line in enumerate(lines) if "Wrote" in line]
    console.print(Text.from_ansi("\n".join(lines[start:end])))
    picture = console.export_svg(title="course grade")
    # Without the addresses of fonts: nothing in a picture asks another host.
    picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)
    (PICTURES / "class.svg").write_text(picture, encoding="utf-8")


def _convert(notebook: NotebookNode) -> str:
    exporter = HTMLExporter(template_name="lab", exclude_input_prompt=True)
    exporter.exclude_output_prompt = True
    page, _ = exporter.from_notebook_node(notebook)
    return str(page)


def _save(picture: bytes, name: str) -> None:
    path = PICTURES / name
    path.write_bytes(picture)
    with Image.open(path) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main()
