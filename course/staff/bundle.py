"""The students' bundle: everything a student needs, in one zip that unpacks on a bare machine.

It holds the released notebooks, the packages `course` and `nbproctor` without their staff parts,
and `bundle_files/`: a README, `start.py`, a lock file and a pyproject.toml. The same course folder
always gives the same bytes.
"""

import json
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import course
import nbproctor
from nbproctor.course_folder import CourseFolder
from nbproctor.errors import CourseError
from nbproctor.kernels.sandbox import OWN_PARTS

INSTALL_CELL = """\
# Installs the course where it is missing, as on Google Colab. Elsewhere it does nothing.
import importlib.util

if importlib.util.find_spec("course") is None:
    %pip install --quiet --no-deps PACKAGES"""
FILES = Path(__file__).parent / "bundle_files"
# Files of the packages below that students do not get. Of nbproctor they get what a kernel sees:
# checks, warm kernels and the doctor.
STAFF = (
    *("course/staff/", "course/__main__.py"),
    *("nbproctor/kernels/sandbox.py", "nbproctor/kernels/graders.py"),
    *("nbproctor/compat/nbclient", "nbproctor/compat/nbgrader"),
)


def make_bundle(folder: CourseFolder) -> Path:
    """Write `dist/<course>-student.zip` from `release/` and return its path.

    Raises:
        CourseError: the folder lacks a file that the bundle needs.
    """
    name = folder.config.CourseDirectory.course_id
    path = folder.root / "dist" / f"{name}-student.zip"
    contents = dict(_read_contents(folder))
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for inside in sorted(contents):
            entry = zipfile.ZipInfo(f"{name}/{inside}")  # dated 1980, on every machine
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, contents[inside])
    return path


def write_install_cell(folder: CourseFolder) -> str:
    """Return the code of a first cell that installs the course where it is missing, or "".

    Google Colab has TensorFlow and all that the course imports, in versions of its own, so only the
    course's two packages are installed there.
    """
    address = folder.config.StudentBundle.get("repository", "")
    if not address:
        return ""
    packages = (f"nbproctor @ git+{address}#subdirectory=engine", f"cnn-course @ git+{address}")
    quoted = " ".join(f'"{each}"' for each in packages)
    return INSTALL_CELL.replace("PACKAGES", quoted)


def _read_contents(folder: CourseFolder) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file in the bundle."""
    for path in _list_files(folder.root / "release"):
        yield path.relative_to(folder.root).as_posix(), path.read_bytes()
    own, engine = (Path(package.__path__[0]) for package in (course, nbproctor))
    for part in (own, *(engine / name for name in OWN_PARTS)):
        for path in _list_files(part):
            root = own.parent if part == own else engine.parent
            inside = path.relative_to(root).as_posix()
            if not inside.startswith(STAFF):
                yield inside, path.read_bytes()
    yield "course/__main__.py", (FILES / "command.py").read_bytes()
    for name in ("README.md", "requirements.lock"):
        yield name, (FILES / name).read_bytes()
    first = folder.config.StudentBundle.get("first_chapter", folder.chapters()[0])
    yield "start.py", _fill_in("start.py", 'FIRST_CHAPTER = ""', f'FIRST_CHAPTER = "{first}"')
    yield "LICENSE", _read(folder, "LICENSE").encode()
    needs = tomllib.loads(_read(folder, "pyproject.toml"))["dependency-groups"]["student"]
    dependencies = f"dependencies = {json.dumps(needs, indent=4)}"
    yield "pyproject.toml", _fill_in("pyproject.toml", "dependencies = []", dependencies)


def _list_files(path: Path) -> list[Path]:
    """List the files in a folder, without caches; a file lists itself."""
    return [
        each
        for each in (sorted(path.rglob("*")) if path.is_dir() else [path])
        if each.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(each.parts)
    ]


def _read(folder: CourseFolder, name: str) -> str:
    try:
        return (folder.root / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(
            f"{folder.root} has no {name}, which the students' bundle needs."
        ) from None


def _fill_in(name: str, placeholder: str, text: str) -> bytes:
    """Read one of the `bundle_files` and replace its placeholder."""
    return (FILES / name).read_text(encoding="utf-8").replace(placeholder, text).encode()
