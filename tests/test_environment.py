"""The lock files, environment.yml and both pyproject.toml agree."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
import yaml
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK, STUDENTS_LOCK = (
    (ROOT / path).read_text()
    for path in ("requirements.lock", "course/staff/bundle_files/requirements.lock")
)
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text())
PROJECT, ENGINE = (
    tomllib.loads((ROOT / path).read_text())["project"]
    for path in ("pyproject.toml", "engine/pyproject.toml")
)
OWN = {"course", "grader_tests", "nbproctor"}
OWN_REQUIREMENTS = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
OF_ENGINE = {each for each in OWN_REQUIREMENTS if Requirement(each).name == ENGINE["name"]}
ASKED_FOR = {
    *OWN_REQUIREMENTS,
    *ENGINE["dependencies"],
    *(
        each
        for wanted in OF_ENGINE
        for name in Requirement(wanted).extras
        for each in ENGINE["optional-dependencies"][name]
    ),
} - OF_ENGINE


def pins(lock):
    return [line.removesuffix(" \\") for line in lock.splitlines() if re.match(r"[\w.-]+==", line)]


def versions(lock):
    """The versions that a lock file pins, with their markers left out, by the package's name."""
    found = {}
    for pin in map(Requirement, pins(lock)):
        found.setdefault(pin.name, set()).add(str(pin.specifier).removeprefix("=="))
    return found


def test_conda_installs_the_versions_of_the_lock():
    [pip] = [each["pip"] for each in CONDA["dependencies"] if isinstance(each, dict)]
    assert pip == [*pins(LOCK), "-e engine", "-e ."]


@pytest.mark.parametrize("wanted", sorted(ASKED_FOR))
def test_the_lock_pins_what_the_packages_ask_for(wanted):
    requirement = Requirement(wanted)
    pinned = versions(LOCK).get(canonicalize_name(requirement.name))
    assert pinned
    assert all(requirement.specifier.contains(version) for version in pinned)


def test_students_get_the_versions_that_staff_have():
    staffs, students = versions(LOCK), versions(STUDENTS_LOCK)
    assert students
    assert {name: staffs[name] for name in students} == students


@pytest.mark.parametrize("lock", [LOCK, STUDENTS_LOCK], ids=["staff", "students"])
def test_every_pin_has_a_hash_and_nothing_has_an_address(lock):
    blocks = re.split(r"\n(?=\S)", lock)
    assert all("--hash=sha256:" in block for block in blocks if "==" in block.splitlines()[0])
    assert "://" not in lock
    assert "index-url" not in lock


def test_the_gpu_extra_is_tensorflow_with_cuda():
    assert PROJECT["optional-dependencies"]["gpu"] == ["tensorflow[and-cuda]>=2.21"]


def imported(path):
    """Names of the packages that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


TESTING = (*ENGINE["dependencies"], *ENGINE["optional-dependencies"]["test"])


@pytest.mark.parametrize(
    ("requirements", "patterns"),
    [
        (PROJECT["dependencies"], ["course/**/*.py", "grader_tests/*.py"]),
        (ENGINE["dependencies"], ["engine/nbproctor/*.py", "engine/nbproctor/[!t]*/**/*.py"]),
        (TESTING, ["engine/nbproctor/testing/*.py"]),
    ],
    ids=["the course", "nbproctor", "nbproctor.testing"],
)
def test_each_package_asks_for_what_it_imports(requirements, patterns):
    asked_for = {canonicalize_name(Requirement(each).name) for each in requirements}
    files = {path for pattern in patterns for path in ROOT.glob(pattern)}
    packages = {name for path in files for name in imported(path)}
    providers = packages_distributions()
    others = packages - set(sys.stdlib_module_names) - OWN
    assert others
    for package in sorted(others):
        provided_by = {canonicalize_name(name) for name in providers[package]}
        assert provided_by & asked_for, f"{package} is imported and not asked for"


def test_make_says_in_one_line_that_venv_is_missing_and_makes_nothing(tmp_path):
    (tmp_path / "engine").mkdir()
    for name in ("Makefile", "requirements.lock", "pyproject.toml", "engine/pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "ensurepip.py").write_text("raise ImportError")
    python = tmp_path / "bin" / "python3"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nPYTHONPATH={tmp_path} exec {sys.executable} "$@"\n')
    python.chmod(0o755)
    done = subprocess.run(
        [shutil.which("make"), "grade"],
        cwd=tmp_path,
        env={"PATH": str(python.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    said, _ = done.stderr.splitlines()  # make adds the name of the target
    assert said.startswith("error: no Python 3.11 to 3.13 with the modules venv and ensurepip")
    assert "apt install python3-venv" in said
    assert "install uv, which fetches a Python that fits" in said
    assert not (tmp_path / ".venv").exists()


def test_make_has_uv_fetch_a_python_where_none_fits(tmp_path):
    """Both uv and the Python that it makes are scripts that write down what they are asked."""
    (tmp_path / "engine").mkdir()
    for name in ("Makefile", "requirements.lock", "pyproject.toml", "engine/pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    asked = '#!/bin/sh\necho "$0 $@" >> asked\n'
    makes = (
        f"{asked}mkdir -p .venv/bin && cp python .venv/bin/python && chmod +x .venv/bin/python\n"
    )
    (tmp_path / "python").write_text(asked)
    uv = tmp_path / "uv"
    uv.write_text(makes)
    uv.chmod(0o755)
    for tool in ("mkdir", "cp", "chmod", "touch"):
        (tmp_path / tool).symlink_to(shutil.which(tool))
    line = [shutil.which("make"), ".venv/installed"]
    subprocess.run(line, cwd=tmp_path, env={"PATH": str(tmp_path)}, check=True)
    first, second, *_ = (tmp_path / "asked").read_text().splitlines()
    assert first.endswith("uv venv --seed --python 3.13 .venv")
    assert second.startswith(".venv/bin/python -m pip install")
