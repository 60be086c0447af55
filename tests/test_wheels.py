"""A wheel holds what its package needs and nothing else; the engine installs without the course."""

import os
import subprocess
import sys
import zipfile
from importlib.metadata import PathDistribution

import pytest
from conftest import ROOT

PACKAGES = {"cnn-course": (ROOT, ["course", "grader_tests"]), "nbproctor": (ROOT / "engine", None)}
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
        "nbproctor/report/report.html.j2",
    },
}


def run(*line, **settings):
    done = subprocess.run(line, capture_output=True, text=True, check=False, **settings)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", PACKAGES)
def test_a_wheel_holds_the_files_of_its_packages_and_no_others(name, tmp_path):
    folder, packages = PACKAGES[name]
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, cwd=folder)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
        [metadata] = {each.split("/")[0] for each in names if ".dist-info/" in each}
        file.extractall(tmp_path)
    files = {each for each in names if not each.startswith(metadata)}
    assert files == {
        path.relative_to(folder).as_posix()
        for package in packages or [name]
        for path in (folder / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {each for each in files if not each.endswith(".py")} == DATA[name]
    assert f"{metadata}/licenses/LICENSE" in names
    scripts = PathDistribution(tmp_path / metadata).entry_points.select(group="console_scripts")
    assert [each.name for each in scripts] == ["course" if name == "cnn-course" else name]


@pytest.mark.nightly
def test_the_engine_installs_alone_in_an_empty_environment(tmp_path):
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    settings = {"cwd": tmp_path, "env": environment}
    run(sys.executable, "-m", "venv", tmp_path / "venv", **settings)
    programs = tmp_path / "venv" / "bin"
    run(programs / "pip", "install", "--quiet", "--no-compile", ROOT / "engine", **settings)
    installed = {
        each.split("==")[0] for each in run(programs / "pip", "freeze", **settings).split()
    }
    assert {"nbproctor", "nbgrader"} <= {each.lower() for each in installed}
    assert {"tensorflow", "keras", "cnn-course"} & {each.lower() for each in installed} == set()
    assert "Grade the class in submitted/" in run(programs / "nbproctor", "--help", **settings)
    where = "import nbproctor.checks; print(nbproctor.checks.__file__)"
    assert str(tmp_path) in run(programs / "python", "-c", where, **settings)
