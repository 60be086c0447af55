"""Sphinx's configuration of the website; `build_site.py` makes the pages and runs Sphinx."""

import html
import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from nbproctor.pages.formulas import render_formula

PAGES = Path(__file__).parent
SCRIPTS = PAGES / "scripts"
MATHJAX = "mathjax/es5/mml-chtml.js"
MERMAID = "tiny/dist/mermaid.tiny.js"
DOWNLOAD = "download"  # ending of a file beside a chapter's page: the notebook for students

project = "Convolutional networks"
html_title = "Convolutional networks"
author = ""
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["scripts"]
html_theme = "sphinx_book_theme"
html_theme_options: dict[str, Any] = {
    "use_download_button": False,  # it serves what Sphinx reads; see `add_buttons`
    "home_page_in_toc": True,
    "navbar_persistent": [],  # the search is in the sidebar
    "show_navbar_depth": 1,
    "footer_content_items": ["extra-footer.html"],
    "extra_footer": "<p>The text of the chapters is licensed under CC BY 4.0, code under MIT.</p>",
}
html_static_path = ["_static", *(["scripts"] if SCRIPTS.exists() else [])]
html_favicon = "_static/icon.svg"
html_css_files = ["style.css"]
html_copy_source = False
html_show_sourcelink = False
templates_path = ["_templates"]

nb_execution_mode = "off"  # the notebooks have their outputs
nb_ipywidgets_js: dict[str, Any] = {}  # otherwise MyST-NB adds scripts from another host
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 6
myst_fence_as_directive = ["mermaid"]
html_math_renderer = "mathml"

autodoc_member_order = "bysource"
napoleon_use_ivar = True
add_module_names = False
default_role = "code"  # a name in single backticks, as in Markdown


class Mermaid(Directive):
    """A diagram: its text, which the script draws."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the text as a block."""
        text = html.escape("\n".join(self.content))
        return [nodes.raw("", f'<pre class="mermaid" tabindex="0">{text}</pre>', format="html")]


def write_inline(translator: Any, node: nodes.math) -> None:
    """Write a formula in a line as MathML."""
    translator.body.append(render_formula(node.astext()))
    raise nodes.SkipNode


def write_block(translator: Any, node: nodes.math_block) -> None:
    """Write a formula on a line of its own as MathML."""
    translator.body.append(f'<div class="math">{render_formula(node.astext(), "block")}</div>')
    raise nodes.SkipNode


def add_scripts(app: Sphinx) -> None:
    """Add the scripts that are there."""
    if (SCRIPTS / MATHJAX).exists():
        app.add_js_file(None, body="window.MathJax = {options: {enableMenu: false}};")
        app.add_js_file(MATHJAX, loading_method="defer")
    if (SCRIPTS / MERMAID).exists():
        app.add_js_file(MERMAID, loading_method="defer")
        app.add_js_file("diagrams.js", loading_method="defer")


def hide_signature(app: Sphinx, what: str, *_: Any) -> tuple[str, str] | None:
    """Hide the signature of a class; its docstring lists the attributes."""
    return ("", "") if what == "class" else None


def add_buttons(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Add buttons to the page of a chapter: download it, or open it elsewhere."""
    if not (PAGES / f"{pagename}.{DOWNLOAD}").exists():
        return
    notebook = f"{pagename.replace('chapters/', 'release/', 1)}.ipynb"
    address = relative_uri(app.builder.get_target_uri(pagename), notebook)
    look = {"type": "link", "tooltip": "Download the notebook", "icon": "fas fa-download"}
    buttons = [{**look, "label": "download", "url": address}]
    if place := app.config.repository.partition("github.com/")[2]:
        hosts = (
            ("Colab", f"https://colab.research.google.com/github/{place}/blob/main/{notebook}"),
            ("Binder", f"https://mybinder.org/v2/gh/{place}/main?labpath={notebook}"),
        )
        links = [{"type": "link", "text": f"Open in {name}", "url": url} for name, url in hosts]
        group = {"type": "group", "tooltip": "Open elsewhere", "icon": "fas fa-rocket"}
        buttons.append({**group, "label": "launch", "buttons": links})
    context["header_buttons"] += buttons


def copy_downloads(app: Sphinx, error: Exception | None) -> None:
    """Copy the notebooks for students to `release/` of the site."""
    for path in sorted((PAGES / "chapters").rglob(f"*.{DOWNLOAD}")):
        name = path.relative_to(PAGES / "chapters").with_suffix(".ipynb")
        copy = Path(app.outdir, "release", name)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)


def setup(app: Sphinx) -> None:
    """Plug the functions above into Sphinx."""
    app.add_config_value("repository", "", "html")
    app.add_directive("mermaid", Mermaid)
    app.add_html_math_renderer("mathml", (write_inline, None), (write_block, None))
    app.connect("autodoc-process-signature", hide_signature)
    app.connect("builder-inited", add_scripts)
    app.connect("html-page-context", add_buttons, priority=600)
    app.connect("build-finished", copy_downloads)
