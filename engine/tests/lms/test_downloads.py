"""Whose file is whose, by the names that Canvas and Moodle give to files."""

import io
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from nbproctor.lms.downloads import CanvasFiles, MoodleFiles

STUDENTS = [
    SimpleNamespace(id="ada", first_name="Ada", last_name="Byron", lms_user_id="4711"),
    SimpleNamespace(id="zoë", first_name="Zoë Ann", last_name="Müller", lms_user_id="4712"),
    SimpleNamespace(id="kim1", first_name="Kim", last_name="Lee", lms_user_id=None),
    SimpleNamespace(id="kim2", first_name="Kim", last_name="Lee", lms_user_id=None),
    SimpleNamespace(id="pat", first_name="Pat", last_name="O'Neil-Öz", lms_user_id=None),
    SimpleNamespace(id="odd", first_name="Who?", last_name="He's & | Co.", lms_user_id=None),
    SimpleNamespace(id="nameless", first_name=None, last_name=None, lms_user_id=None),
]
FILE = "assignsubmission_file"


def read(plugin, path):
    """The student and the name of a file in a download, or why it is nobody's."""
    made = plugin()
    made.students = STUDENTS
    found = made.read(Path(path))
    return found if isinstance(found, str) else found[:2]


@pytest.mark.parametrize(
    ("path", "student", "file"),
    [
        ("a.zip/byronada_4711_90210_sums.ipynb", "ada", "sums.ipynb"),
        ("a.zip/byronada_LATE_4711_90210_sums-1.ipynb", "ada", "sums-1.ipynb"),
        ("a.zip/müllerzoëann_4712_90210_data_2_3_x.csv", "zoë", "data_2_3_x.csv"),
        ("a.zip/byron_ada2_4711_90210_sums.ipynb", "ada", "sums.ipynb"),
        ("a.zip/HW 1/byronada_4711_90210_sums.ipynb", "ada", "sums.ipynb"),
        ("a.zip/byronada_4711_9_w.zip/zoë_4712_99_sums.ipynb", "ada", "zoë_4712_99_sums.ipynb"),
        ("a.zip/byronada_4711_text.html", "ada", "text.html"),
        ("cnn_2026_10_hand-in.zip/byronada_4711_9_sums.ipynb", "ada", "sums.ipynb"),
        ("byronada_4711_90210_sums.ipynb", "ada", "sums.ipynb"),
        ("a.zip/oneilözpat_99_90210_sums.ipynb", "pat", "sums.ipynb"),
    ],
)
def test_canvas_names_students_by_number_or_else_by_name(path, student, file):
    assert read(CanvasFiles, path) == (student, file)


@pytest.mark.parametrize(
    ("path", "student", "file"),
    [
        (f"a.zip/Ada Byron_4711_{FILE}/sums.ipynb", "ada", "sums.ipynb"),
        (f"a.zip/Ada Byron_4711_{FILE}_/data/a.csv", "ada", "data/a.csv"),
        (f"a.zip/Ada Byron_4711_{FILE}_sums.ipynb", "ada", "sums.ipynb"),
        (f"Müller Zoë Ann_12_{FILE}/sums.ipynb", "zoë", "sums.ipynb"),
        (f"a.zip/Müller, Zoë Ann_12_{FILE}/sums.ipynb", "zoë", "sums.ipynb"),
        (f"a.zip/Zoe\u0308 Ann Mu\u0308ller_12_{FILE}/sums.ipynb", "zoë", "sums.ipynb"),
        (f"a.zip/Group 1-Pat ONeil-Öz_12_{FILE}/sums.ipynb", "pat", "sums.ipynb"),
        (f"a.zip/ada Ada Byron_12_{FILE}/sums.ipynb", "ada", "sums.ipynb"),
        (f"a.zip/Who_ Hes Co._12_{FILE}/sums.ipynb", "odd", "sums.ipynb"),
        ("a.zip/Ada Byron_11_assignsubmission_onlinetext/text.html", "ada", "text.html"),
    ],
)
def test_moodle_names_students_by_their_full_names(path, student, file):
    assert read(MoodleFiles, path) == (student, file)


@pytest.mark.parametrize(
    ("plugin", "path", "words"),
    [
        (CanvasFiles, "a.zip/stranger_99_1_sums.ipynb", "has the lms_user_id 99 (stranger). Add"),
        (CanvasFiles, "a.zip/leekim_98_1_sums.ipynb", "kim1, kim2 have the same lms_user_id or"),
        (CanvasFiles, "a.zip/_98_1_sums.ipynb", "no student has the lms_user_id 98"),
        (CanvasFiles, "a.zip/x_99_1_w.zip/byronada_4711_2_sums.ipynb", "lms_user_id 99"),
        (CanvasFiles, "a.zip/anon_x8Fj2_1_sums.ipynb", "does not say whose file it is. Download"),
        (CanvasFiles, "cnn_2026_10_hw/notes.txt", "does not say whose file it is"),
        (MoodleFiles, f"a.zip/Kim Lee_4_{FILE}/sums.ipynb", "students, kim1, kim2, are called"),
        (MoodleFiles, f"a.zip/Ada Mc_Byron_4_{FILE}/a.ipynb", "no student is called Ada Mc_Byron"),
        (MoodleFiles, f"a.zip/Participant 4_4_{FILE}/a.ipynb", "If the name is anonymous, down"),
        (MoodleFiles, "a.zip/sums.ipynb", "neither the name nor the folder says whose file"),
    ],
)
def test_a_file_that_is_nobodys_is_explained(plugin, path, words):
    assert words in read(plugin, path)


def zipped(files):
    """An archive, the last file in it without any permission."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.filelist[-1].external_attr = 0o100000 << 16
    return stream.getvalue()


@pytest.fixture
def zip_collect(folder, nbgrader):
    """Collect a download; return what the command says and what is in submitted/ afterwards."""

    def collect(download, collector):
        archive = folder.root / "downloaded" / "sums" / "archive"
        archive.mkdir(parents=True, exist_ok=True)
        if download is not None:
            (archive / "submissions.zip").write_bytes(zipped(download))
        done = nbgrader(folder.root, "zip_collect", "sums", "--force", collector)
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        root = folder.root / "submitted"
        found = [path for path in root.rglob("*") if path.is_file()]
        names = {path: path.relative_to(root).parts for path in found}
        return said, {
            f"{parts[0]}/{'/'.join(parts[2:])}": path.read_bytes()
            for path, parts in names.items()
            if path.name != "timestamp.txt"
        }

    return collect


MAC = b"\x00\x05\x16\x07 made by macOS"
ARCHIVE = zipped({"sums/sums.ipynb": "in an archive", "sums/data.csv": "1", "last.txt": ""})
CANVAS = {  # by student: files, what is collected, and what the student's line says
    "ada": ({"90_sums.ipynb": "alone"}, {"sums.ipynb": "alone"}, None),
    "archive": (
        {
            "91_work.zip": zipped(
                {
                    "mine/sums.ipynb": "in an archive",
                    "ada_1_999_notes.txt": "posing as ada",
                    "__MACOSX/mine/._sums.ipynb": MAC,
                    "mine/.ipynb_checkpoints/sums-checkpoint.ipynb": "older",
                }
            )
        },
        {"sums.ipynb": "in an archive", "ada_1_999_notes.txt": "posing as ada"},
        None,
    ),
    "broken": (
        {"92_a.zip": b"PK\x03\x04 cut"},
        {"a.zip": b"PK\x03\x04 cut"},
        "a.zip is not an archive, or is cut off. There is no notebook, only a.zip. Ask",
    ),
    "data": (
        {"94_sums.ipynb": "data.csv", "95_data-1.csv": "1", "96_x.gz": b"no tar", "97_.env": ""},
        {"sums.ipynb": "data.csv", "data.csv": "1", "x.gz": b"no tar", ".env": ""},
        None,
    ),
    "text": ({"96_sums.ipynb.txt": "?"}, {"sums.ipynb.txt": "?"}, None),
    "pdf": ({"96_sums.pdf": "?"}, {"sums.pdf": "?"}, "There is no notebook, only sums.pdf. Ask"),
    "newer": (
        {"99_sums-1.ipynb": "old", "100_sums.zip": ARCHIVE},
        {"sums.ipynb": "in an archive", "data.csv": "1", "last.txt": ""},
        None,
    ),
    "same": (
        {"101_sums.ipynb": "equal", "101_sums (1).ipynb": "equal"},
        {"sums.ipynb": "equal"},
        "sums (1).ipynb, sums.ipynb: 2 files with the same content.",
    ),
    "two": (
        {"102_sums.ipynb": "one", "102_sums (1).ipynb": "another"},
        {"sums.ipynb": "one", "sums (1).ipynb": "another"},
        "sums.ipynb differ, and nothing tells which is newer",
    ),
}
MOODLE = {
    "ada": ({"sums.ipynb": "alone"}, {"sums.ipynb": "alone"}, None),
    "archive": (
        {"sums.zip": ARCHIVE, f"ada x_1_{FILE}/notes.txt": "posing as ada"},
        {
            "sums.ipynb": "in an archive",
            "data.csv": "1",
            "last.txt": "",
            f"ada x_1_{FILE}/notes.txt": "posing as ada",
        },
        None,
    ),
    "data": (
        {"sums.ipynb": "x", "data.zip": zipped({"a.csv": "1", "b.csv": "2"}), "lib/a.py": "x = 1"},
        {"sums.ipynb": "x", "data.zip": zipped({"a.csv": "1", "b.csv": "2"}), "lib/a.py": "x = 1"},
        None,
    ),
    "broken": (
        {"a.tar.gz": b"\x1f\x8b no tar", "sums.ipynb": "x"},
        {"a.tar.gz": b"\x1f\x8b no tar", "sums.ipynb": "x"},
        "a.tar.gz is not an archive, or is cut off.",
    ),
    "same": (
        {"sums.ipynb": "equal", "sums (1).ipynb": "equal"},
        {"sums.ipynb": "equal"},
        "sums (1).ipynb, sums.ipynb: 2 files with the same content.",
    ),
    "two": (
        {"sums.ipynb": "one", "old/sums.ipynb": "another", "timestamp.txt": "2000-01-01"},
        {"sums.ipynb": "one", "old/sums.ipynb": "another"},
        "old/sums.ipynb differs from sums.ipynb: look at them.",
    ),
}


@pytest.mark.parametrize(
    ("plugin", "students", "prefix"),
    [(CanvasFiles, CANVAS, "{0}_{1}_"), (MoodleFiles, MOODLE, f"{{0}} x_1_{FILE}/")],
    ids=["Canvas", "Moodle"],
)
def test_an_odd_upload_stops_nobody_elses(folder, zip_collect, plugin, students, prefix):
    download, wanted = {f"._x_1_9_a_1_{FILE}_sums.ipynb": MAC, "anonymous.ipynb": "?"}, {}
    (folder.root / "source" / "sums").mkdir(parents=True)
    (folder.root / "source" / "sums" / "sums.ipynb").touch()
    with folder.gradebook() as gradebook:
        gradebook.add_student("absent")
        for number, (student, (files, collected, _)) in enumerate(students.items(), 1):
            gradebook.add_student(
                student, first_name=student, last_name="x", lms_user_id=str(number)
            )
            for name, content in files.items():
                download[prefix.format(student, number) + name] = content
                download[f"__MACOSX/{prefix.format(student, number)}._{name}"] = MAC
            for name, content in collected.items():
                content = content.encode() if isinstance(content, str) else content
                wanted[f"{student}/{name}"] = content
    collector = f"--collector=nbproctor.lms.downloads.{plugin.__name__}"
    said, found = zip_collect(download, collector)
    assert found == wanted
    for student, (_, _, words) in students.items():
        lines = [line for line in said.splitlines() if f"] {student}: " in line]
        assert len(lines) == (words is not None), (student, lines)
        for line in lines:
            assert words in line
    assert "submissions/anonymous.ipynb: " in said
    assert f"Students with files: {len(students)}. Files: {len(wanted)}." in said
    assert "Nothing was collected of absent." in said
    for noise in ("Traceback", "(?P<", "Copying from", "Skipped submission", "Creating:"):
        assert noise not in said


def test_the_newer_of_two_downloads_counts(folder, zip_collect):
    with folder.gradebook() as gradebook:
        gradebook.add_student("ada", first_name="Ada", last_name="Byron")
    archive = folder.root / "downloaded" / "sums" / "archive"
    archive.mkdir(parents=True)
    for name, when, text in (("z.zip", 1_700_000_000, "old"), ("a.zip", 1_700_000_001, "new")):
        files = {f"Ada Byron_1_{FILE}/sums.ipynb": text, f"Ada Byron_1_{FILE}/{text}.csv": text}
        (archive / name).write_bytes(zipped(files))
        os.utime(archive / name, (when, when))
    said, found = zip_collect(None, "--collector=nbproctor.lms.downloads.MoodleFiles")
    assert found == {"ada/sums.ipynb": b"new", "ada/new.csv": b"new", "ada/old.csv": b"old"}
    assert "ada: old.csv: only in an older download." in said


@pytest.mark.parametrize(
    ("due", "written"),
    [
        ("2025-03-01 00:00:00", "2025-03-01 00:00:00"),
        ("2025-03-09 00:00:00", "2025-03-04 05:06:07"),
    ],
    ids=["downloaded after it", "downloaded before it"],
)
def test_a_time_stamp_is_written_that_makes_nobody_late(folder, zip_collect, due, written):
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
    zip_collect(None, collector)
    stamp = folder.root / "submitted" / "ada" / "sums" / "timestamp.txt"
    assert stamp.read_text() == written


@pytest.mark.parametrize(
    "plugin", [CanvasFiles, pytest.param(MoodleFiles, marks=pytest.mark.nightly)]
)
def test_another_named_regexp_works_as_in_nbgrader(folder, zip_collect, plugin):
    regexp = r".+_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-T:]+)_(?P<file_id>\w+)"
    with (folder.root / "nbgrader_config.py").open("a") as file:
        file.write(f"\nc.FileNameCollectorPlugin.named_regexp = {regexp!r}\n")
    download = {
        f"ps1_ada_attempt_2016-01-30T15:{minute}:10_sums.ipynb": f"{minute}"
        for minute in (40, 50, 30)
    }
    download["__MACOSX/._ps1_ada_attempt_2016-01-30T15:55:10_sums.ipynb"] = MAC
    collector = f"--collector=nbproctor.lms.downloads.{plugin.__name__}"
    _, found = zip_collect(download, collector)
    assert found == {"ada/sums.ipynb": b"50"}
    stamp = folder.root / "submitted" / "ada" / "sums" / "timestamp.txt"
    assert stamp.read_text() == "2016-01-30 15:50:10"
