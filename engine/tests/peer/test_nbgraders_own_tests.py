"""nbgrader's own tests pass with `nbproctor.configure(c)` in the configuration of every course.

The tests come with nbgrader. They write courses with configurations of their own; ours is in a
folder of `JUPYTER_CONFIG_PATH`, which nbgrader reads first. A test may fail if it fails in plain
nbgrader as well, or if docs/nbgrader-differences.md lists it with the reason.
"""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import nbgrader
import pytest

PAGE = Path(__file__).parents[2] / "docs" / "nbgrader-differences.md"
ROW = re.compile(r"^\| `(\S+::\S+)` \| (.+) \|$", re.MULTILINE)
CONFIGURATION = """
import nbproctor

c = get_config()
nbproctor.configure(c)
"""
FILES = [
    "apps/test_nbgrader_autograde.py",
    "apps/test_nbgrader_export.py",
    "apps/test_nbgrader_generate_assignment.py",
    "apps/test_nbgrader_generate_feedback.py",
    "apps/test_nbgrader_releasefeedback.py",
    "apps/test_nbgrader_validate.py",
    "apps/test_nbgrader_zip_collect.py",
    "preprocessors",
]
LIMIT_S = 1800


def read_differences():
    """The tests that may fail, by their names in the page's table, and the reasons."""
    return dict(ROW.findall(PAGE.read_text(encoding="utf-8")))


def run_tests(names, folder, configured):
    """Run nbgrader's tests; return the names of all that ran and of those that failed.

    Args:
        names: files, folders or single tests in `nbgrader/tests`.
        folder: an empty folder.
        configured: whether nbgrader reads our configuration.
    """
    root = Path(nbgrader.__file__).parent.parent
    home, settings, report = folder / "home", folder / "settings", folder / "report.xml"
    home.mkdir()
    settings.mkdir()
    if configured:
        (settings / "nbgrader_config.py").write_text(CONFIGURATION)
    environment = {
        "HOME": str(home),
        "JUPYTER_CONFIG_PATH": str(settings),
        "LANG": "C.UTF-8",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(Path(__file__).parent),
    }
    plugin = ["-p", "configured"] if configured else []
    options = [*plugin, "-q", "-p", "no:cacheprovider", "-c", os.devnull, f"--rootdir={root}"]
    # The conftest.py beside the environment belongs to a course, which a sandbox hides.
    options.append(f"--confcutdir={root}")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, f"--junitxml={report}"]
        + [str(root / "nbgrader" / "tests" / name) for name in names],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_S,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    ran, failed = set(), {}
    for case in ET.parse(report).iter("testcase"):
        module = case.attrib["classname"].removeprefix("nbgrader.tests.")
        module = re.sub(r"\.Test\w+$", "", module).replace(".", "/")
        name = f"{module}.py::{case.attrib['name']}"
        ran.add(name)
        for problem in (*case.iter("failure"), *case.iter("error")):
            failed[name] = (problem.text or "")[-3000:]
    return ran, failed


def find_unexpected(names, folder):
    """Return the failures that nothing explains, and tests that are listed and pass."""
    (folder / "configured").mkdir()
    (folder / "plain").mkdir()
    ran, failed = run_tests(names, folder / "configured", configured=True)
    listed = ran & read_differences().keys()
    unexplained = failed.keys() - listed
    if unexplained:
        files = sorted({name.partition("::")[0] for name in unexplained})
        failed_in_plain = run_tests(files, folder / "plain", configured=False)[1]
        unexplained -= failed_in_plain.keys()
    return {name: failed[name] for name in unexplained}, listed - failed.keys()


@pytest.mark.nightly
@pytest.mark.parametrize("name", FILES)
def test_a_test_of_nbgrader_fails_only_where_it_is_listed(name, tmp_path):
    unexpected, stale = find_unexpected([name], tmp_path)
    assert (unexpected, stale) == ({}, set())


def test_every_difference_has_a_reason():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    listed = [line for line in lines if line.startswith("| `")]
    assert len(listed) == len(read_differences())
    assert all(len(reason.split()) > 3 for reason in read_differences().values())
