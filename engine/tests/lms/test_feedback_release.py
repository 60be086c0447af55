"""Feedback goes through the exchange to all who can fetch it there, whatever the others lack."""

import pytest
from nbgrader.utils import notebook_hash


@pytest.fixture
def exchange(tmp_path):
    path = tmp_path / "exchange"
    path.mkdir()
    path.chmod(0o777)
    return path


def released(exchange, course):
    return {path.name for path in (exchange / course / "feedback").glob("*.html")}


def page_name(secret, notebook):
    return f"{notebook_hash(secret=secret, notebook_id=notebook)}.html"


FINE = {"submission_secret.txt": b"a secret", "timestamp.txt": b"2025-01-01 10:00:00 UTC"}
RELEASED = {
    "ada": FINE,
    "no time": {"submission_secret.txt": b"b"},
    "no date [1]": {"submission_secret.txt": b"c", "timestamp.txt": b"yesterday"},
    "zo\u00eb": FINE | {"submission_secret.txt": b"d"},
}
# What lies beside the page, None for a folder; and what to do about it.
NOT_RELEASED = {
    "by hand": ({}, "Send the page."),
    "from a zip": ({"timestamp.txt": FINE["timestamp.txt"]}, "Send the page."),
    "no text": (FINE | {"submission_secret.txt": b"\xff"}, "release again"),
    "odd time": (FINE | {"timestamp.txt": b"\xff"}, "release again"),
    "time is a folder": (FINE | {"timestamp.txt": None}, "release again"),
}


def test_an_odd_submission_stops_nobody_elses_feedback(folder, exchange, nbgrader):
    with (folder.root / "nbgrader_config.py").open("a") as file:
        file.write(f"\nc.Exchange.root = {str(exchange)!r}\n")
    odd = {student: files for student, (files, _) in NOT_RELEASED.items()}
    for student, files in (RELEASED | odd).items():
        place = folder.root / "feedback" / student / "sums"
        place.mkdir(parents=True)
        (place / "sums.html").write_text(student)
        for name, content in files.items():
            (place / name).mkdir() if content is None else (place / name).write_bytes(content)
    done = nbgrader(folder.root, "release_feedback", "sums")
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    secrets = [files["submission_secret.txt"].decode() for files in RELEASED.values()]
    assert released(exchange, "small") == {page_name(each, "sums") for each in secrets}
    lines = [line for line in said.splitlines() if "not released" in line]
    assert len(lines) == len(NOT_RELEASED)
    for student, (_, words) in NOT_RELEASED.items():
        [line] = [line for line in lines if f"/{student}/sums: not released" in line]
        assert words in line
