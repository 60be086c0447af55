"""The pages that Sphinx gets: releases with outputs, links that fit, scripts with their hashes."""

import importlib.util
import io
import shutil
import tarfile
from types import SimpleNamespace

import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_notebook, new_output

from build_site import Site, build_site, redirect_links, show_outputs
from nbproctor.course_folder import CourseFolder
from nbproctor.errors import CourseError
from site_scripts import Package, fetch_scripts, unpack

SITE = Site(CourseFolder.find(ROOT), ["pooling"], ROOT / "build" / "no-pages")
TESTED = {"grade": True, "solution": False, "points": 2}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("docs/scale.md", "[a](cluster.md)", "[a](cluster.md)"),
        (
            "docs/scale.md",
            "[a](../engine/docs/apart.md#Order)",
            "[a](../engine/docs/apart.md#order)",
        ),
        ("docs/scale.md", "[a](https://x.org/b)", "[a](https://x.org/b)"),
        ("docs/scale.md", "[a\nb](../LICENSE)", "a\nb"),
        (
            "docs/scale.md",
            "[![a](https://x.org/b)](https://x.org)",
            "[![a](https://x.org/b)](https://x.org)",
        ),
        ("docs/scale.md", "```\n[a](../LICENSE)\n```", "```\n[a](../LICENSE)\n```"),
        (
            "docs/scale.md",
            "[a](../source/pooling/pooling.ipynb)",
            "[a](../chapters/pooling/pooling.ipynb)",
        ),
        ("source/pooling/pooling.ipynb", "[a](#2.-One-window)", "[a](#2-one-window)"),
        ("source/pooling/pooling.ipynb", "[a](../channels/channels.ipynb)", "a"),
    ],
)
def test_links_lead_to_pages_or_become_text(name, text, expected):
    assert redirect_links(SITE, text, name) == expected


def test_links_to_other_files_lead_into_the_repository_if_it_has_an_address():
    site = Site(SITE.folder, SITE.chapters, SITE.pages, "https://github.com/a/b")
    expected = "[a](https://github.com/a/b/blob/main/LICENSE)"
    assert redirect_links(site, "[a](../LICENSE)", "docs/scale.md") == expected


def test_a_page_shows_stubs_with_outputs_and_neither_grade_cells_nor_errors():
    printed, raised = new_output("stream", text="5\n"), new_output("error", ename="E", evalue="")
    warned = new_output("stream", name="stderr", text="old")
    stub, grade = new_code_cell("stub", id="a"), new_code_cell("# 2 points", id="b")
    grade.metadata.nbgrader = TESTED
    solution = new_code_cell("solution", id="a", outputs=[raised, printed, warned])
    shown = show_outputs(new_notebook(cells=[stub, grade]), new_notebook(cells=[solution, grade]))
    assert [(cell.source, cell.outputs) for cell in shown.cells] == [("stub", [printed])]


@pytest.mark.parametrize("destination", [".", ".."])
def test_a_site_does_not_replace_the_course(tmp_path, monkeypatch, destination):
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "nbgrader_config.py").touch()
    removed = []
    monkeypatch.setattr(shutil, "rmtree", lambda path, **_: removed.append(path))
    folder = CourseFolder.find(tmp_path / "course")
    with pytest.raises(CourseError, match="has the course in it"):
        build_site(folder, [], (folder.root / destination).resolve())
    assert removed == []


@pytest.fixture
def conf(tmp_path):
    (tmp_path / "conf.py").write_text((ROOT / "docs" / "site" / "conf.py").read_text())
    spec = importlib.util.spec_from_file_location("site_conf", tmp_path / "conf.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "a.download").touch()
    return module


@pytest.mark.parametrize(
    ("repository", "addresses"),
    [
        ("", ["../release/a.ipynb"]),
        ("https://gitlab.com/x/y", ["../release/a.ipynb"]),
        (
            "https://github.com/x/y",
            [
                "../release/a.ipynb",
                "https://colab.research.google.com/github/x/y/blob/main/release/a.ipynb",
                "https://mybinder.org/v2/gh/x/y/main?labpath=release/a.ipynb",
            ],
        ),
    ],
)
def test_a_chapter_opens_elsewhere_only_if_the_repository_has_an_address(
    conf, repository, addresses
):
    builder = SimpleNamespace(get_target_uri=lambda page: f"{page}.html")
    app = SimpleNamespace(builder=builder, config=SimpleNamespace(repository=repository))
    context = {"header_buttons": []}
    conf.add_buttons(app, "chapters/a", "page.html", context, None)
    conf.add_buttons(app, "docs/scale", "page.html", context, None)
    buttons = [one for each in context["header_buttons"] for one in each.get("buttons", [each])]
    assert [each["url"] for each in buttons] == addresses


def test_an_archive_with_another_hash_is_refused(tmp_path):
    archive = tmp_path / "a.tgz"
    with tarfile.open(archive, "w:gz") as packed:
        packed.addfile(tarfile.TarInfo("package/a.js"), io.BytesIO())
    with pytest.raises(CourseError, match=r"a\.tgz has the hash"):
        unpack(Package("a", "1", "no hash", ("a.js",)), archive, tmp_path / "scripts")
    assert not (tmp_path / "scripts").exists()


def test_a_machine_without_npm_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert fetch_scripts(tmp_path / "scripts", tmp_path / "npm").startswith("npm is missing")
