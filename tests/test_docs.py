"""The guides say what is there: their links resolve, and their commands exist."""

import importlib.util
import re
from pathlib import Path

import pytest
from conftest import ROOT

from course.staff.commands import app
from nbproctor.cli import commands as general

PAGES = [
    *(ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))),
    *(ROOT / "engine/README.md", *sorted((ROOT / "engine").glob("[de]*s/**/*.md"))),
]
LINK = re.compile(r"\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^ *```\w*\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
PROGRAM = r"(?:\.venv/bin/)?(course|nbproctor|nbgrader|make)"
COMMAND = re.compile(rf"(?:^|`){PROGRAM} ([a-z][a-z_-]*)", re.MULTILINE)


@pytest.fixture(params=PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def page(request) -> Path:
    return request.param


def anchors(path):
    """The anchors of a page's headings, as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in found}


def test_links_lead_somewhere(page):
    lost = []
    for target in LINK.findall(BLOCK.sub("", page.read_text(encoding="utf-8"))):
        name, _, anchor = target.partition("#")
        file = page.parent / name if name else page
        if re.match("https?:", target):
            continue
        if not file.exists() or (anchor and anchor not in anchors(file)):
            lost.append(target)
    assert lost == []


def commands(program):
    names = [each.name or each.callback.__name__ for each in program.registered_commands]
    return {name.replace("_", "-") for name in names}


def known_commands():
    """What each command can be asked for."""
    [nbgrader] = importlib.util.find_spec("nbgrader").submodule_search_locations
    apps = {path.stem.removesuffix("app") for path in Path(nbgrader, "apps").glob("*app.py")}
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    return {
        "course": commands(app),
        "nbproctor": commands(general.app),
        "nbgrader": apps,
        "make": {*targets},
    }


def test_commands_exist(page):
    known = known_commands()
    text = page.read_text(encoding="utf-8")
    blocks = "\n".join(BLOCK.findall(text))
    prose = re.sub(r"^(?=\w)", " ", BLOCK.sub("", text), flags=re.MULTILINE)
    asked = COMMAND.findall(blocks) + COMMAND.findall(prose)
    lost = [
        f"{program} {name}"
        for program, name in asked
        if (name.replace("_", "") if program == "nbgrader" else name) not in known[program]
    ]
    assert lost == []
