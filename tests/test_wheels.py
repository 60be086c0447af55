"""A wheel holds what its package needs and nothing else, and runs where nothing of the clone is."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib.metadata import PathDistribution

import pytest
from conftest import ROOT

PACKAGES = {
    "cnn-course": (ROOT, ["course", "grader_tests"]),
    "nbproctor": (ROOT / "engine", ["nbproctor"]),
}
TEMPLATE = ROOT / "engine" / "nbproctor" / "template"
# What is no Python, and is not found missing by an import.
DATA = {
    "cnn-course": {
        *(
            f"course/pictures/live/{name}"
            for name in (
                "digit_lab.html",
                "images.js",
                "kernel_lab.html",
                "networks.js",
                "numbers.js",
                "page.js",
                "pooling_lab.html",
                "rate_lab.html",
                "steps.html",
                "stride_lab.html",
                "style.css",
            )
        ),
        *("course/py.typed", "grader_tests/py.typed"),
        *(
            f"course/digits/{name}"
            for name in ("README.md", "digits.npz", "positions.json", "weights.npz")
        ),
        *(
            f"course/staff/bundle_files/{name}"
            for name in ("README.md", "pyproject.toml", "requirements.lock")
        ),
    },
    "nbproctor": {
        "nbproctor/kernels/etc/group",
        "nbproctor/kernels/etc/passwd",
        "nbproctor/pages/templates/nbproctor_feedback/cells.html.j2",
        "nbproctor/pages/templates/nbproctor_feedback/conf.json",
        "nbproctor/pages/templates/nbproctor_feedback/index.html.j2",
        "nbproctor/pages/templates/nbproctor_feedback/style.css.j2",
        "nbproctor/report/report.css",
        "nbproctor/py.typed",
        "nbproctor/report/report.html.j2",
        *(
            f"nbproctor/template/{name}"
            for name in (
                ".github/workflows/test.yml",
                ".gitignore",
                "Makefile",
                "README.md",
                "pyproject.toml",
                "source/averages/averages.ipynb",
            )
        ),
    },
}


WHERE = """
import sys, course, grader_tests, nbproctor
print(course.__file__, grader_tests.__file__, nbproctor.__file__, *sys.path, sep="\\n")
"""


def run(*line, **settings):
    done = subprocess.run(line, capture_output=True, text=True, check=False, **settings)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Both packages, as `make packages` builds them: a source archive, and a wheel made from it."""
    place = tmp_path_factory.mktemp("packages")
    uv = [shutil.which("uv"), "build", "--offline", "--no-build-isolation", "--python"]
    for folder, _ in PACKAGES.values():
        run(*uv, sys.executable, "--out-dir", place, folder)
    return place


@pytest.fixture
def unpacked(built, tmp_path, name):
    """What is in a wheel, and the folder of its metadata."""
    [wheel] = built.glob(f"{name.replace('-', '_')}-*.whl")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(tmp_path)
    [metadata] = tmp_path.glob("*.dist-info")
    return tmp_path, metadata


@pytest.mark.parametrize("name", PACKAGES)
def test_a_wheel_holds_the_files_of_its_packages_and_no_others(name, unpacked):
    folder, packages = PACKAGES[name]
    root, metadata = unpacked
    files = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and metadata not in path.parents
    }
    assert files == {
        path.relative_to(folder).as_posix()
        for package in packages
        for path in (folder / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {each for each in files if not each.endswith(".py")} == DATA[name]
    scripts = PathDistribution(metadata).entry_points.select(group="console_scripts")
    assert [each.name for each in scripts] == ["course" if name == "cnn-course" else name]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_says_what_it_is_and_carries_its_licence(name, unpacked):
    folder, _ = PACKAGES[name]
    _, metadata = unpacked
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    said = PathDistribution(metadata).metadata
    assert (metadata / "licenses" / "LICENSE").read_text() == (folder / "LICENSE").read_text()
    assert said["License-Expression"] == project["license"]
    assert said["Summary"] == project["description"]
    assert said["Description-Content-Type"] == "text/markdown"
    pythons = {each.rpartition(" ")[2] for each in said.get_all("Classifier") if "3." in each}
    assert pythons == {"3.11", "3.12", "3.13"}
    assert said["Requires-Python"] == "<3.14,>=3.11"


def test_an_index_takes_the_packages(built):
    packages = [each for each in built.iterdir() if each.suffix in (".whl", ".gz")]
    assert len(packages) == 4
    said = run(sys.executable, "-m", "twine", "--no-color", "check", "--strict", *packages)
    assert "".join(said.split()).count(":PASSED") == 4  # it breaks lines at the terminal's width


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """An environment with both wheels, which finds what they need where the tests do.

    A file of paths leads to that folder. Python reads no such file there, so it does not find the
    clone, which is installed by one.
    """
    place = tmp_path_factory.mktemp("installed")
    venv.create(place / "venv", symlinks=True)
    python = place / "venv" / "bin" / "python"
    own = sysconfig.get_path("purelib", "venv", {"base": str(place / "venv")})
    with open(f"{own}/needs.pth", "w") as file:
        file.write(sysconfig.get_path("purelib"))
    uv = [shutil.which("uv"), "pip", "install", "--offline", "--no-deps", "--python", python]
    run(*uv, *built.glob("*.whl"))
    return place


def in_environment(installed, *line):
    environment = {
        **{name: text for name, text in os.environ.items() if name != "PYTHONPATH"},
        "PATH": f"{installed / 'venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
    }
    return run(*line, cwd=installed, env=environment)


def test_installed_wheels_need_nothing_of_the_clone(installed):
    programs = installed / "venv" / "bin"
    said = in_environment(installed, programs / "python", "-c", WHERE).splitlines()
    assert all(str(installed) in path for path in said[:3])
    clone = [path for path in said if path.startswith(str(ROOT)) and ".venv" not in path]
    assert clone == []
    for name in ("course", "nbproctor"):
        assert "Usage:" in in_environment(installed, programs / name, "--help")
    in_environment(installed, programs / "nbproctor", "new", "lessons")
    made = {path.relative_to(installed / "lessons") for path in installed.glob("lessons/**/*")}
    assert len(made) == sum("__pycache__" not in path.parts for path in TEMPLATE.rglob("*"))


@pytest.mark.nightly
def test_the_engine_installs_alone_in_an_empty_environment(built, tmp_path):
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    settings = {"cwd": tmp_path, "env": environment}
    run(sys.executable, "-m", "venv", tmp_path / "venv", **settings)
    programs = tmp_path / "venv" / "bin"
    [wheel] = built.glob("nbproctor-*.whl")
    run(programs / "pip", "install", "--quiet", "--no-compile", wheel, **settings)
    installed = {
        each.split("==")[0] for each in run(programs / "pip", "freeze", **settings).split()
    }
    assert {"nbproctor", "nbgrader"} <= {each.lower() for each in installed}
    assert {"tensorflow", "keras", "cnn-course"} & {each.lower() for each in installed} == set()
    assert "Grade the class in submitted/" in run(programs / "nbproctor", "--help", **settings)
    where = "import nbproctor.checks; print(nbproctor.checks.__file__)"
    assert str(tmp_path) in run(programs / "python", "-c", where, **settings)
