"""The two scripts of the website, from npm: MathJax for formulas, Mermaid for diagrams.

The site serves them itself, so that its pages ask nothing of another host. Each package has its
version and its hash here. The pages can be read without both: formulas are MathML, and a diagram
is its own text.
"""

import base64
import hashlib
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from nbproctor.errors import CourseError


@dataclass(frozen=True)
class Package:
    """A package of npm.

    Attributes:
        name: its name there.
        version: of the version that `sha512` is the hash of.
        sha512: hash of the archive, as npm writes it.
        files: beginnings of the names of files that the site needs, without the folder `package/`.
    """

    name: str
    version: str
    sha512: str
    files: tuple[str, ...]


PACKAGES = (
    # Version 4 fetches its fonts from another host.
    Package(
        "mathjax",
        "3.2.2",
        "Bt+SSVU8eBG27zChVewOicYs7Xsdt40qm4+UpHyX7k0/O9NliPc+x77k1/FEsPsjKPZGJvtRZM1vO+geW0OhGw==",
        ("LICENSE", "es5/mml-chtml.js", "es5/output/chtml/fonts/woff-v2/"),
    ),
    Package(
        "@mermaid-js/tiny",
        "12.0.0",
        "ZW9YXy+3tSLPscBT+NnQO0K0qYH7BGES5nExl6Snoygey7xd2N0cO7Nq30N5k/u7gIeYoCrldyVy+VTCMWrNDQ==",
        ("LICENSE", "dist/mermaid.tiny.js"),
    ),
)


def fetch_scripts(destination: Path, archives: Path) -> str:
    """Write the packages' files below `destination/`; return a sentence if npm cannot fetch them.

    Args:
        destination: folder that gets a folder for each package.
        archives: folder of the archives, which are fetched once.

    Raises:
        CourseError: an archive is not the one of the hash.
    """
    if not shutil.which("npm"):
        return "npm is missing: the site has no MathJax and no Mermaid. Install npm to add them."
    for package in PACKAGES:
        plain_name = package.name.removeprefix("@").replace("/", "-")
        archive = archives / f"{plain_name}-{package.version}.tgz"
        if not archive.exists():
            archives.mkdir(parents=True, exist_ok=True)
            wanted = f"{package.name}@{package.version}"
            command = ["npm", "pack", "--silent", "--fetch-retries=0", wanted]
            done = subprocess.run(
                command, cwd=archives, capture_output=True, text=True, check=False
            )
            if done.returncode or not archive.exists():
                return f"npm could not fetch {package.name}: {done.stderr.strip()[-200:]}"
        unpack(package, archive, destination / package.name.rpartition("/")[2])
    return ""


def unpack(package: Package, archive: Path, destination: Path) -> None:
    """Write the files of a package, after a look at its hash.

    Raises:
        CourseError: the archive is another one.
    """
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != package.sha512:
        raise CourseError(
            f"{archive} has the hash {digest}, expected {package.sha512}. Remove it and try again."
        )
    with tarfile.open(archive) as packed:
        for member in packed.getmembers():
            name = member.name.removeprefix("package/")
            wanted = name.startswith(package.files) and member.isfile()
            if content := packed.extractfile(member) if wanted else None:
                path = destination / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())
