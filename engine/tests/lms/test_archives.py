"""Archives become folders, as far as they can be unpacked; names and limits hold."""

import gzip
import io
import struct
import tarfile
import zipfile

import pytest

from nbproctor.lms import archives
from nbproctor.lms.archives import ArchiveError, DownloadedArchives, find_fault, unpack


def compress(files):
    """Compress files, all of one date: the same files are the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def tarred(files):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("link.ipynb")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return stream.getvalue()


def encrypted(data):
    """Set the flag of every file in a zip that says it is encrypted."""
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = data.find(mark)
        while start >= 0:
            data = data[: start + place] + struct.pack("<H", 1) + data[start + place + 2 :]
            start = data.find(mark, start + 4)
    return data


def read_all(root):
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def extract(tmp_path, files):
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "download.zip").write_bytes(compress(files))
    DownloadedArchives().extract(str(tmp_path / "archive"), str(tmp_path / "extracted"))
    return read_all(tmp_path / "extracted" / "download")


def test_students_archives_with_notebooks_are_unpacked_and_others_are_data(tmp_path):
    notebook, table = {"mine/a.ipynb": b"{}"}, {"a.csv": b"1"}
    found = extract(
        tmp_path,
        {
            "kim/work.zip": compress(notebook),
            "kim/WORK.ZIP": compress({"nested.tgz": tarred(notebook), ".DS_Store": b"x"}),
            "kim/data.zip": compress(table),
            "kim/train-images.gz": gzip.compress(b"no tar"),
            "kim/broken.zip": compress(notebook)[:-30],
            "__MACOSX/kim/._work.zip": b"x",
        },
    )
    assert found == {
        "kim/work.zip/mine/a.ipynb": b"{}",
        "kim/WORK.ZIP/nested.tgz/mine/a.ipynb": b"{}",
        "kim/data.zip": compress(table),
        "kim/train-images.gz": gzip.compress(b"no tar"),
        "kim/broken.zip": compress(notebook)[:-30],
    }


def test_a_download_that_a_browser_has_unpacked_is_the_same(tmp_path):
    folder = tmp_path / "archive" / "submissions"
    folder.mkdir(parents=True)
    (folder / "kim.zip").write_bytes(compress({"a.ipynb": b"{}"}))
    (folder / "data.zip").write_bytes(compress({"a.csv": b"1"}))
    DownloadedArchives().extract(str(folder.parent), str(tmp_path / "extracted"))
    assert read_all(tmp_path / "extracted") == {
        "submissions/kim.zip/a.ipynb": b"{}",
        "submissions/data.zip": compress({"a.csv": b"1"}),
    }


def test_one_damaged_file_of_a_download_stops_no_others(tmp_path, caplog):
    files = {f"{n}.ipynb": f"unique text {n}" for n in range(3)}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    data = stream.getvalue().replace(b"unique text 1", b"UNIQUE text 1", 1)
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "download.zip").write_bytes(data)
    plugin = DownloadedArchives()
    plugin.log.propagate = True
    plugin.extract(str(tmp_path / "archive"), str(tmp_path / "extracted"))
    found = read_all(tmp_path / "extracted" / "download")
    assert sorted(found) == ["0.ipynb", "2.ipynb"]
    assert "download.zip: 1.ipynb is damaged. Download it again." in caplog.text


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("../../up.ipynb", "up.ipynb"),
        ("/etc/root.ipynb", "etc/root.ipynb"),
        ("folder\\windows.ipynb", "folder/windows.ipynb"),
        ("Zoë.ipynb", "Zoë.ipynb"),
    ],
)
def test_names_stay_inside_the_folder(tmp_path, name, found):
    path = tmp_path / "a.zip"
    path.write_bytes(compress({name: b"x"}))
    assert unpack(path) == []
    assert read_all(tmp_path) == {f"a.zip/{found}": b"x"}


def test_names_in_utf8_without_the_flag_are_read(tmp_path):
    """As macOS writes them."""
    path = tmp_path / "a.zip"
    data = compress({"Zoë.ipynb": b"x"})
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = data.find(mark) + place
        data = data[:start] + struct.pack("<H", 0) + data[start + 2 :]
    path.write_bytes(data)
    unpack(path)
    assert read_all(tmp_path) == {"a.zip/Zoë.ipynb": b"x"}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.zip", b"PK\x03\x04 cut", "is not an archive, or is cut off"),
        ("a.zip", encrypted(compress({"a.ipynb": b"x"})), "needs a password"),
        ("a.zip", compress({"a.ipynb": bytes(20_000)}), "holds more than 0.01 MB"),
        ("a.tgz", tarred({"a.ipynb": bytes(20_000)}), "holds more than 0.01 MB"),
        ("a.tar.gz", b"\x1f\x8b no tar", "is not an archive, or is cut off"),
        ("a.7z", b"7z", "cannot be unpacked here: ask for a zip in place of .7z"),
        ("a.gz", b"no tar", ""),
        ("a.zip", compress({"a.csv": b"x"}), ""),
        ("a.csv", b"x", ""),
    ],
)
def test_an_archive_that_stays_as_it_is_has_a_reason(tmp_path, monkeypatch, name, content, words):
    monkeypatch.setattr(archives, "UNPACKED_LIMIT_BYTES", 10_000)
    path = tmp_path / name
    path.write_bytes(content)
    assert find_fault(path) == words
    if words and path.suffix != ".7z":
        with pytest.raises(ArchiveError, match=words):
            unpack(path, 10_000)
    assert path.read_bytes() == content


def test_archives_in_a_students_archive_count_towards_its_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "UNPACKED_LIMIT_BYTES", 10_000)
    inner = {f"{number}.zip": compress({"a.ipynb": bytes(6_000)}) for number in range(3)}
    found = extract(
        tmp_path,
        {
            "one.zip": compress({"a.ipynb": bytes(20_000)}),
            "several.zip": compress(inner),
            "small.zip": compress({"a.ipynb": b"{}"}),
            "sums.ipynb": bytes(20_000),
        },
    )
    assert set(found) == {
        *("sums.ipynb", "one.zip", "small.zip/a.ipynb"),
        *("several.zip/0.zip/a.ipynb", "several.zip/1.zip", "several.zip/2.zip"),
    }
