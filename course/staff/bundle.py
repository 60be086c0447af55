"""The students' bundle: everything a student needs, in one zip that unpacks on a bare machine.

The released notebooks, the packages `course` and `nbproctor` without their staff parts, the
environment, and the files of `bundle_files/`: a page to read and `start.py`, the one command. The
same course folder always gives the same bytes.
"""

import re
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.requirements import Requirement

import nbproctor
from nbproctor.course_folder import CourseFolder
from nbproctor.errors import CourseError

FILES = Path(__file__).parent / "bundle_files"
# What students get of nbproctor: checks, warm kernels and the doctor. The sandbox is for staff.
ENGINE = ("__init__.py", "checks", "doctor.py", "errors.py", "garbage_collection.py", "kernels")
STAFF = ("course/staff/", "course/__main__.py", "nbproctor/kernels/sandbox.py")
# What notebooks, `course` and a student's JupyterLab need of what pyproject.toml asks for.
NEEDED = (
    *("ipykernel", "ipython", "ipywidgets", "jupyter-client", "jupyterlab", "matplotlib"),
    *("nbgrader", "numpy", "packaging", "tensorflow"),
)
BUILD = "hatchling"
PROVISIONERS = "jupyter_client.kernel_provisioners"
PYPROJECT = """\
# The packages `course` and `nbproctor`, as students have them.
[build-system]
requires = [{build}]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "{version}"
requires-python = "{python}"
dependencies = [
{dependencies}
]

[project.scripts]
course = "course.__main__:main"

[project.entry-points."{provisioners}"]
{zygote}

[tool.hatch.build]
dev-mode-dirs = ["."]

[tool.hatch.build.targets.wheel]
packages = ["course", "nbproctor"]
"""


def make_bundle(folder: CourseFolder) -> Path:
    """Write `dist/<course>-student.zip`, from `release/` as it stands; return its path.

    Raises:
        CourseError: the folder lacks a file that goes into it.
    """
    name = folder.config.CourseDirectory.course_id
    path = folder.root / "dist" / f"{name}-student.zip"
    contents = dict(_contents(folder))
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for inside in sorted(contents):
            entry = zipfile.ZipInfo(f"{name}/{inside}")  # dated 1980, on every machine
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, contents[inside])
    return path


def _contents(folder: CourseFolder) -> Iterator[tuple[str, bytes]]:
    """Names in the bundle, and what stands there."""
    for path in _files(folder.root / "release"):
        yield f"release/{path.relative_to(folder.root / 'release').as_posix()}", path.read_bytes()
    own, engine = Path(__file__).parents[1], Path(nbproctor.__file__).parent
    for path in (own, *(engine / name for name in ENGINE)):
        for file in _files(path):
            inside = file.relative_to(own.parent if path == own else engine.parent).as_posix()
            if not inside.startswith(STAFF):
                yield inside, file.read_bytes()
    yield "course/__main__.py", (FILES / "command.py").read_bytes()
    yield "README.md", (FILES / "README.md").read_bytes()
    yield "start.py", _start(folder).encode()
    yield "LICENSE", _read(folder, "LICENSE").encode()
    lock = students_lock(_read(folder, "requirements.lock"), (*NEEDED, BUILD))
    yield "requirements.lock", lock.encode()
    yield "environment.yml", students_conda(_read(folder, "environment.yml"), lock).encode()
    projects = [_read(folder, name) for name in ("pyproject.toml", "engine/pyproject.toml")]
    yield "pyproject.toml", students_project(*projects).encode()


def _files(folder: Path) -> list[Path]:
    return [
        path
        for path in (sorted(folder.rglob("*")) if folder.is_dir() else [folder])
        if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts)
    ]


def _read(folder: CourseFolder, name: str) -> str:
    try:
        return (folder.root / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(
            f"{folder.root} has no {name}, which the students' bundle needs."
        ) from None


def _start(folder: CourseFolder) -> str:
    """`start.py`, which opens the first chapter: the one that nbgrader_config.py names."""
    first = folder.config.StudentBundle.get("first_chapter", folder.chapters()[0])
    text = (FILES / "start.py").read_text(encoding="utf-8")
    return text.replace('FIRST_CHAPTER = ""', f'FIRST_CHAPTER = "{first}"')


def students_lock(lock: str, roots: Iterable[str]) -> str:
    """The part of a lock file that `roots` need, themselves included.

    Args:
        lock: as uv writes it, each pin followed by what it is there for (`# via`).
        roots: names of packages.

    >>> lock = "a==1\\n    # via b\\nb==2\\n    # via\\n    #   c\\nc==3\\nd==4"
    >>> [line for line in students_lock(lock, ["b"]).splitlines() if "==" in line]
    ['a==1', 'b==2']
    """
    blocks = [block.rstrip("\n") for block in re.split(r"^(?=\S)", lock, flags=re.M) if block]
    parents = {_name(block): set(re.findall(r"# (?:via)? *([\w.-]+)", block)) for block in blocks}
    kept = set(roots)
    while more := {name for name, wanted_by in parents.items() if wanted_by & kept} - kept:
        kept |= more
    return "".join(f"{block}\n" for block in blocks if _name(block) in kept)


def _name(block: str) -> str:
    return block.partition("==")[0]


def students_conda(environment: str, lock: str) -> str:
    """The conda environment with the pins of the students' lock only."""
    kept = {_name(line) for line in lock.splitlines() if re.match(r"[\w.-]+==", line)}
    lines = [
        line
        for line in environment.splitlines()
        if not (pin := re.match(r" +- ([\w.-]+)==", line)) or pin[1] in kept
    ]
    not_theirs = ("#", "      - -e engine")
    return "".join(f"{line}\n" for line in lines if not line.startswith(not_theirs))


def students_project(pyproject: str, engine: str) -> str:
    """The students' pyproject.toml, made from those of the course and of nbproctor."""
    full = tomllib.loads(pyproject)
    projects = [full["project"], tomllib.loads(engine)["project"]]
    project = projects[0]
    dependencies = {each for one in projects for each in one["dependencies"]}
    wanted = sorted(each for each in dependencies if Requirement(each).name in NEEDED)
    provisioners = {k: v for one in projects for k, v in one["entry-points"][PROVISIONERS].items()}
    return PYPROJECT.format(
        build=", ".join(f'"{each}"' for each in full["build-system"]["requires"]),
        name=project["name"],
        version=project["version"],
        python=project["requires-python"],
        dependencies="\n".join(f'    "{each}",' for each in wanted),
        provisioners=PROVISIONERS,
        zygote="\n".join(f'{name} = "{where}"' for name, where in provisioners.items()),
    )
