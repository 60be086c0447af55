"""Whose notebook is whose, by the names that Canvas and Moodle give to files."""

import gzip
import io
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from nbproctor.lms import downloads
from nbproctor.lms.downloads import CanvasFiles, DownloadedArchives, MoodleFiles

STUDENTS = [
    SimpleNamespace(id="ada", first_name="Ada", last_name="Byron", lms_user_id="4711"),
    SimpleNamespace(id="zoë", first_name="Zoë Ann", last_name="Müller", lms_user_id="4712"),
    SimpleNamespace(id="kim1", first_name="Kim", last_name="Lee", lms_user_id=None),
    SimpleNamespace(id="kim2", first_name="Kim", last_name="Lee", lms_user_id=None),
    SimpleNamespace(id="nameless", first_name=None, last_name=None, lms_user_id=None),
]
FILE = "assignsubmission_file"


def collected(plugin, path):
    plugin._students = STUDENTS
    found = plugin.collect(str(path))
    return found and (found["student_id"], found["file_id"])


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("byronada_4711_90210_sums.ipynb", "ada"),
        ("byronada_LATE_4711_90210_sums.ipynb", "ada"),
        ("byronada_4711_90210_sums-1.ipynb", "ada"),
        ("byronada_4711_90210_sums (2).ipynb", "ada"),
        ("byronada_4711_90210_sums(1)-3.ipynb", "ada"),
        ("müllerzoëann_4712_90210_sums.ipynb", "zoë"),
        ("byron_ada2_4711_90210_sums.ipynb", "ada"),
        ("stranger_99_90210_sums.ipynb", None),
        ("anon_x8Fj2_90210_sums.ipynb", None),
        ("byronada_4711_90210_essay.pdf", None),
    ],
)
def test_canvas_names_students_by_number(tmp_path, name, student):
    path = tmp_path / "submissions" / name
    assert collected(CanvasFiles(), path) == (student and (student, "sums"))


def test_all_notebooks_of_an_assignment_are_collected(tmp_path):
    paths = [tmp_path / f"byronada_4711_{n}_part{n}.ipynb" for n in (1, 2)]
    for path in paths:
        path.touch()
    found = [collected(CanvasFiles(), path) for path in paths]
    assert found == [("ada", "part1"), ("ada", "part2")]


def test_of_two_uploads_in_canvas_the_newer_counts(tmp_path):
    old, new = (
        tmp_path / f"byronada_4711_{n}_sums{copy}.ipynb" for n, copy in ((99, "-1"), (100, ""))
    )
    other = tmp_path / "müllerzoëann_4712_101_sums.ipynb"
    for path in (old, new, other):
        path.touch()
    found = [collected(CanvasFiles(), path) for path in (old, new, other)]
    assert found == [None, ("ada", "sums"), ("zoë", "sums")]


@pytest.mark.parametrize(
    ("path", "student"),
    [
        (f"Ada Byron_4711_{FILE}/loops.ipynb", "ada"),
        (f"Ada Byron_4711_{FILE}_/loops.ipynb", "ada"),
        (f"Ada Byron_4711_{FILE}_loops.ipynb", "ada"),
        (f"Ada Byron_4711_{FILE}/answers/loops (1).ipynb", "ada"),
        (f"Müller Zoë Ann_12_{FILE}/loops.ipynb", "zoë"),
        (f"Zoe\u0308 Ann Mu\u0308ller_12_{FILE}/loops.ipynb", "zoë"),
        (f"Kim Lee_4_{FILE}/loops.ipynb", None),
        (f"Participant_4711_{FILE}/loops.ipynb", None),
        ("Ada Byron_4711_assignsubmission_onlinetext/onlinetext.html", None),
    ],
)
def test_moodle_names_students_by_their_full_names(tmp_path, path, student):
    assert collected(MoodleFiles(), tmp_path / path) == (student and (student, "loops"))


@pytest.mark.parametrize(
    ("plugin", "name", "words"),
    [
        (CanvasFiles, "stranger_99_90210_sums.ipynb", "no student has the lms_user_id 99"),
        (MoodleFiles, f"Kim Lee_4_{FILE}/sums.ipynb", "are called Kim Lee"),
    ],
)
def test_who_is_not_known_is_named_with_what_to_do(tmp_path, caplog, plugin, name, words):
    made = plugin()
    made.log.propagate = True
    collected(made, tmp_path / name)
    assert words in caplog.text
    assert "nbgrader db student import" in caplog.text


def zipped(files):
    """An archive, the last file in it without any permission."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.filelist[-1].external_attr = 0o100000 << 16
    return stream.getvalue()


def zip_collect(folder, download, collector):
    """Collect a download; return what the command says and what is in submitted/ afterwards."""
    archive = folder.root / "downloaded" / "sums" / "archive"
    archive.mkdir(parents=True, exist_ok=True)
    if download is not None:
        (archive / "submissions.zip").write_bytes(zipped(download))
    done = subprocess.run(
        [Path(sys.executable).parent / "nbgrader", "zip_collect", "sums", "--force", collector],
        cwd=folder.root,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    found = (folder.root / "submitted").rglob("*.ipynb")
    return said, {f"{path.parts[-3]}/{path.name}": path.read_text() for path in found}


MAC = b"\x00\x05\x16\x07 made by macOS"
ARCHIVE = zipped({"sums/sums.ipynb": "in an archive", "data.csv": "1", "last.txt": ""})
CANVAS = {  # by student: files, what is collected, and what the student's line says
    "ada": ({"1_90_sums.ipynb": "alone"}, {"sums": "alone"}, None),
    "archive": (
        {
            "2_91_work.zip": zipped(
                {
                    "mine/sums.ipynb": "in an archive",
                    "ada_1_999_loops.ipynb": "posing as ada",
                    "__MACOSX/mine/._sums.ipynb": MAC,
                    "mine/.ipynb_checkpoints/sums-checkpoint.ipynb": "older",
                }
            )
        },
        {"sums": "in an archive", "loops": "posing as ada"},
        None,
    ),
    "broken": ({"3_92_a.zip": b"PK\x03\x04 cut"}, {}, "3_92_a.zip cannot be unpacked. Ask"),
    "cut": ({"4_93_a.zip": ARCHIVE[:-30]}, {}, "4_93_a.zip cannot be unpacked. Ask"),
    "data": (
        {"5_94_sums.ipynb": "with data", "5_95_images.gz": gzip.compress(b"no tar")},
        {"sums": "with data"},
        "5_95_images.gz cannot be unpacked.",
    ),
    "text": ({"6_96_sums.ipynb.txt": "?"}, {}, "there is no notebook, only"),
    "newer": (
        {"7_99_sums-1.ipynb": "old", "7_100_sums.zip": ARCHIVE},
        {"sums": "in an archive"},
        None,
    ),
    "same": (
        {"8_101_sums.ipynb": "equal", "8_101_sums (1).ipynb": "equal"},
        {"sums": "equal"},
        "8_101_sums.ipynb are the same; one was collected.",
    ),
    "two": (
        {"9_102_sums.ipynb": "one", "9_102_sums (1).ipynb": "another"},
        {},
        "9_102_sums.ipynb differ, and nothing tells which is newer; none was collected. Ask",
    ),
    "endings": (
        {"10_103_a.b.ipynb": "one", "10_103_a.c.ipynb": "another"},
        {},
        "10_103_a.c.ipynb differ",
    ),
}
MOODLE = {
    "ada": ({"sums.ipynb": "alone"}, {"sums": "alone"}, None),
    "archive": (
        {
            "sums.zip": ARCHIVE,
            f"ada x_1_{FILE}/loops.ipynb": "posing as ada",
        },
        {"sums": "in an archive", "loops": "posing as ada"},
        None,
    ),
    "broken": ({"a.gz": b"\x1f\x8b no tar"}, {}, "a.gz cannot be unpacked. Ask"),
    "same": (
        {"sums.ipynb": "equal", "sums (1).ipynb": "equal"},
        {"sums": "equal"},
        "sums.ipynb are the same; one was collected.",
    ),
    "two": (
        {"sums.ipynb": "one", "old/sums.ipynb": "another", "helpers.py": "x = 1"},
        {},
        "sums.ipynb differ, and nothing tells which is newer; none was collected. Ask",
    ),
}


@pytest.mark.parametrize(
    ("plugin", "students", "prefix"),
    [(CanvasFiles, CANVAS, "{0}_"), (MoodleFiles, MOODLE, f"{{0}} x_1_{FILE}/")],
    ids=["Canvas", "Moodle"],
)
def test_an_odd_upload_stops_nobody_elses(folder, plugin, students, prefix):
    download, wanted = {f"._x_1_9_a_1_{FILE}_sums.ipynb": MAC, "anonymous.ipynb": "?"}, {}
    with folder.gradebook() as gradebook:
        for number, (student, (files, collected, _)) in enumerate(students.items(), 1):
            gradebook.add_student(
                student, first_name=student, last_name="x", lms_user_id=str(number)
            )
            for name, content in files.items():
                download[prefix.format(student) + name] = content
                download[f"__MACOSX/{prefix.format(student)}._{name}"] = MAC
            wanted |= {f"{student}/{name}.ipynb": text for name, text in collected.items()}
    collector = f"--collector=nbproctor.lms.downloads.{plugin.__name__}"
    said, found = zip_collect(folder, download, collector)
    assert found == wanted
    assert "Traceback" not in said
    assert "(?P<" not in said
    for student, (_, _, words) in students.items():
        lines = [line for line in said.splitlines() if f" {student}: " in line]
        assert len(lines) == (words is not None), (student, lines)
        for line in lines:
            assert words in line
    assert "submissions/anonymous.ipynb: " in said


@pytest.mark.parametrize(
    ("due", "written"),
    [
        ("2025-03-01 00:00:00", "2025-03-01 00:00:00"),
        ("2025-03-09 00:00:00", "2025-03-04 05:06:07"),
    ],
    ids=["downloaded after it", "downloaded before it"],
)
def test_a_time_stamp_is_written_that_makes_nobody_late(folder, due, written):
    with folder.gradebook() as gradebook:
        gradebook.add_student("ada", lms_user_id="4711")
        gradebook.update_or_create_assignment("sums", duedate=due)
    archive = folder.root / "downloaded" / "sums" / "archive"
    archive.mkdir(parents=True)
    download = archive / "submissions.zip"
    download.write_bytes(zipped({"adabyron_4711_1_sums.ipynb": "x"}))
    made = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC).timestamp()
    os.utime(download, (made, made))
    collector = "--collector=nbproctor.lms.downloads.CanvasFiles"
    zip_collect(folder, None, collector)
    stamp = folder.root / "submitted" / "ada" / "sums" / "timestamp.txt"
    assert stamp.read_text() == written


@pytest.mark.parametrize(
    "plugin", [CanvasFiles, pytest.param(MoodleFiles, marks=pytest.mark.nightly)]
)
def test_another_named_regexp_works_as_in_nbgrader(folder, plugin):
    regexp = r".+_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-T:]+)_(?P<file_id>\w+)"
    with (folder.root / "nbgrader_config.py").open("a") as file:
        file.write(f"\nc.FileNameCollectorPlugin.named_regexp = {regexp!r}\n")
    download = {
        f"ps1_ada_attempt_2016-01-30T15:{minute}:10_sums.ipynb": f"{minute}"
        for minute in (40, 50, 30)
    }
    download["__MACOSX/._ps1_ada_attempt_2016-01-30T15:55:10_sums.ipynb"] = MAC
    collector = f"--collector=nbproctor.lms.downloads.{plugin.__name__}"
    _, found = zip_collect(folder, download, collector)
    assert found == {"ada/sums.ipynb": "50"}
    stamp = folder.root / "submitted" / "ada" / "sums" / "timestamp.txt"
    assert stamp.read_text() == "2016-01-30 15:50:10"


def test_a_students_archive_that_is_large_when_unpacked_stays_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(downloads, "UNPACKED_LIMIT_BYTES", 10_000)

    def compress(files):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return stream.getvalue()

    inner = {f"{number}.zip": compress({"a.ipynb": bytes(6_000)}) for number in range(3)}
    uploads = {
        "one.zip": compress({"a.ipynb": bytes(20_000)}),
        "several.zip": compress(inner),
        "stream.gz": gzip.compress(bytes(20_000)),
        "small.zip": compress({"a.ipynb": b"{}"}),
    }
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "download.zip").write_bytes(
        zipped(uploads | {"byronada_4711_1_sums.ipynb": bytes(20_000)})
    )
    DownloadedArchives().extract(str(tmp_path / "archive"), str(tmp_path / "extracted"))
    root = tmp_path / "extracted" / "download"
    found = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    left = {"one.zip", "several/1.zip", "several/2.zip", "stream.gz"}
    assert found == {"byronada_4711_1_sums.ipynb", "several/0/a.ipynb", "small/a.ipynb", *left}
