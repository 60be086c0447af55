"""A PostgreSQL server of its own on loopback, for tests of gradebooks in a database."""

import contextlib
import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_postgresql.janitor import DatabaseJanitor

from nbproctor.testing.free_port import find_free_port


def find_programs() -> Path | None:
    """Return the folder of the newest server installed, on the path or where Debian keeps it."""
    found = shutil.which("initdb")
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(found).parent if found else kept[-1].parent if kept else None


def _describe_obstacle() -> str:
    if find_programs() is None:
        return "no PostgreSQL server is installed (Debian: postgresql)"
    if os.geteuid() == 0:
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            return "root cannot run PostgreSQL, and there is no user postgres"
    return ""


@pytest.fixture(scope="module")
def postgresql() -> Iterator[tuple[str, int]]:
    """Start a server, and return its user and port; skip the test if none is installed."""
    reason, programs = _describe_obstacle(), find_programs()
    if reason or programs is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    is_root = os.geteuid() == 0  # the server refuses to run as root
    user = "postgres" if is_root else getpass.getuser()
    drop = ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups") if is_root else ()
    port = find_free_port()
    place = Path(tempfile.mkdtemp(prefix="postgresql-"))
    if is_root:
        shutil.chown(place, user, user)

    def run(program: str, *arguments: str | Path) -> None:
        line = [*drop, programs / program, "-D", place / "data", *arguments]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL, cwd="/")

    try:
        run("initdb", "--auth=trust", "--no-sync", f"--username={user}")
        options = f"-h 127.0.0.1 -p {port} -k {place} -F"
        run("pg_ctl", "start", "--wait", "--log", place / "log", "-o", options)
        yield user, port
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            run("pg_ctl", "stop", "--wait", "-m", "immediate")
        shutil.rmtree(place, ignore_errors=True)


@contextlib.contextmanager
def empty_database(server: tuple[str, int], name: str = "grades") -> Iterator[str]:
    """Create an empty database on a server, and drop it at the end; return its URL."""
    user, port = server
    with DatabaseJanitor(user=user, host="127.0.0.1", port=port, dbname=name):
        yield f"postgresql+psycopg://{user}@127.0.0.1:{port}/{name}"
