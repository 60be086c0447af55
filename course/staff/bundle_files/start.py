"""Opens JupyterLab on your own copies of the chapters; the first time, it installs what it needs.

python3 start.py            on Windows: py -3.13 start.py
python3 start.py doctor     says what is missing on this machine
python3 start.py progress   shows what is done and what is left
python3 start.py --here     uses the Python that runs it instead of making .venv
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIRST_CHAPTER = ""
PYTHONS = ((3, 11), (3, 13))
# JupyterLab starts a process that loads TensorFlow, and kernels are forked from it.
WARM = {"JUPYTER_DEFAULT_PROVISIONER_NAME": "cnn-course"}
# It also starts that process at once, and shows no news and no panels for instructors.
EXTENSION = "--ServerApp.jpserver_extensions={'nbproctor.kernels.lab': True}"


def main() -> None:
    """Make the environment if it is missing, copy the chapters, and open JupyterLab."""
    if not PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]:
        start_with_another_python()
    if "progress" in sys.argv and not (HERE / "work").exists():
        sys.exit("There are no notebooks in work/ yet. Run start.py without a command first.")
    python = sys.executable if "--here" in sys.argv else str(make_environment())
    path = os.pathsep.join([str(Path(python).parent), os.environ.get("PATH", "")])
    warm = sys.platform == "linux"
    settings = {**(WARM if warm else {}), **os.environ, "PATH": path}
    for command in ("doctor", "progress"):
        if command in sys.argv:
            sys.exit(subprocess.call([python, "-m", "course", command], cwd=HERE, env=settings))
    copy_chapters(HERE / "release", HERE / "work")
    if not warm:
        print("A notebook takes some seconds to start: only Linux can load TensorFlow in advance.")
    first = f"/lab/tree/{FIRST_CHAPTER}/{FIRST_CHAPTER}.ipynb"
    own = [each for each in sys.argv[1:] if each != "--here"]
    line = [python, "-m", "jupyterlab", f"--LabApp.default_url={first}", EXTENSION, *own]
    sys.exit(subprocess.call(line, cwd=HERE / "work", env=settings))


def start_with_another_python() -> None:
    """Have uv run this with a Python that it finds or fetches; without uv, say what to install."""
    uv = shutil.which("uv")
    if not uv or "--here" in sys.argv:
        new = sys.version_info[:2] > PYTHONS[1]
        why = "TensorFlow cannot be installed on it yet" if new else "it is too old"
        sys.exit(
            f"This is Python {sys.version.split()[0]}: {why}. Please install 3.11, 3.12 or 3.13 "
            "beside it, for example 3.13, and run `python3.13 start.py` (Windows: `py -3.13 "
            "start.py`). Or install uv, which fetches a Python, and run this again."
        )
    print("This Python does not fit; uv looks for Python 3.13, or fetches it.", flush=True)
    line = [uv, "run", "--no-project", "--python", "3.13", str(HERE / "start.py")]
    sys.exit(subprocess.call([*line, *sys.argv[1:]]))


def make_environment() -> Path:
    """Make `.venv` if it is missing or out of date, and return its Python."""
    python = HERE / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    lock, installed = HERE / "requirements.lock", HERE / ".venv" / "installed"
    wanted = lock.read_bytes() + (HERE / "pyproject.toml").read_bytes()
    if installed.exists() and installed.read_bytes() == wanted:
        return python
    print("Creating .venv. This takes a few minutes, once.", flush=True)
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-deps"]
    for line in (
        [sys.executable, "-m", "venv", str(HERE / ".venv")],
        [*pip, "--require-hashes", "-r", str(lock)],
        [*pip, "--quiet", "--no-build-isolation", "-e", str(HERE)],
    ):
        if subprocess.call(line):
            sys.exit("This failed; the lines above say why. Check the network and run it again.")
    installed.write_bytes(wanted)
    return python


def copy_chapters(release: Path, work: Path) -> None:
    """Copy files that `work` does not have yet; never overwrite one."""
    for path in sorted(release.rglob("*")):
        copy = work / path.relative_to(release)
        if path.is_file() and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


if __name__ == "__main__":
    main()
