import pytest
from conftest import ROOT

from course import doctor


def test_this_environment_is_healthy():
    findings = doctor.examine(ROOT)
    assert [str(each) for each in findings if not each.fine] == []
    assert any("a kernel starts and computes" in str(each) for each in findings)


def test_a_package_of_another_version_is_named_with_its_cure(tmp_path):
    (tmp_path / "requirements.lock").write_text(
        "rich==1.0 \\\n    --hash=x\nno-such-package==2.0\n"
    )
    finding = doctor._packages(tmp_path)
    assert not finding.fine
    assert "locked is 1.0; no-such-package is missing, locked is 2.0" in finding.what
    assert "make" in finding.cure


def test_a_missing_lock_is_said_so(tmp_path):
    assert "requirements.lock is missing" in str(doctor._packages(tmp_path))


@pytest.mark.parametrize("name", ["MEMORY_MIB", "DISK_MIB"])
def test_too_little_memory_or_disk_is_a_finding(monkeypatch, name):
    monkeypatch.setattr(doctor, name, 10**9)
    look = doctor._memory if name == "MEMORY_MIB" else doctor._disk
    assert str(look(ROOT)).startswith("✗")


def test_a_python_that_is_too_old_is_a_finding(monkeypatch):
    monkeypatch.setattr(doctor.sys, "version_info", (3, 10, 1))
    assert "Install Python 3.11 to 3.13" in str(doctor._python(ROOT))
