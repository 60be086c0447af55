"""What the doctor finds, and what the first cell of a chapter prints of it."""

import functools
import json
import subprocess
import time

import pytest
from conftest import ROOT

import course
import nbproctor.doctor
from course import doctor
from nbproctor import safety
from nbproctor.kernels import sandbox
from nbproctor.testing.small_course import small_course


def of_the_course(name, folder):
    """The finding of the course's check of this name."""
    [check] = [
        each
        for each in doctor.CHECKS
        if isinstance(each, functools.partial) and each.func.__name__ == name
    ]
    return check(folder)


@pytest.mark.nightly
def test_this_environment_is_healthy():
    findings = [check(ROOT) for check in (*doctor.CHECKS, *safety.CHECKS)]
    assert [str(each) for each in findings if not each.fine] == []
    said = "\n".join(map(str, findings))
    for what in ("a kernel starts and computes", "nbgrader's extensions", "the sandbox"):
        assert what in said


def test_a_package_of_another_version_is_named_with_its_cure(tmp_path):
    (tmp_path / "requirements.lock").write_text(
        "rich==1.0 \\\n    --hash=x\nno-such-package==2.0\n"
    )
    finding = of_the_course("check_packages", tmp_path)
    assert not finding.fine
    assert "locked is 1.0; no-such-package is missing, locked is 2.0" in finding.what
    assert finding.cure == "Delete the folder .venv and start again."
    assert doctor.check_packages(tmp_path).what == finding.what


def test_a_missing_lock_is_a_fault_of_this_course_and_of_no_other(tmp_path):
    finding = of_the_course("check_packages", tmp_path)
    assert "requirements.lock is missing" in str(finding)
    assert (finding.fine, doctor.check_packages(tmp_path).fine) == (False, True)


@pytest.mark.parametrize("name", ["MEMORY_MIB", "DISK_MIB"])
def test_too_little_memory_or_disk_is_a_finding(monkeypatch, name):
    monkeypatch.setattr(nbproctor.doctor, name, 10**9)
    check = doctor.check_memory if name == "MEMORY_MIB" else doctor.check_disk
    assert str(check(ROOT)).startswith("✗")


def test_a_python_that_is_too_old_is_a_finding(monkeypatch):
    monkeypatch.setattr(doctor.sys, "version_info", (3, 10, 1))
    assert "Install Python 3.11 to 3.13" in str(doctor.check_python(ROOT))


@pytest.mark.parametrize(
    ("path", "setting", "words"),
    [
        pytest.param(
            "labconfig/page_config.json",
            {"disabledExtensions": {"@jupyter/nbgrader:validate-assignment": True}},
            "Run `jupyter labextension enable @jupyter/nbgrader:validate-assignment`",
            id="lab",
        ),
        pytest.param(
            "jupyter_server_config.d/off.json",
            {
                "ServerApp": {
                    "jpserver_extensions": {"nbgrader.server_extensions.validate_assignment": False}
                }
            },
            "Jupyter's server does not load nbgrader.server_extensions.validate_assignment",
            id="server",
        ),
    ],
)
def test_an_extension_that_is_switched_off_is_a_finding(
    tmp_path, monkeypatch, path, setting, words
):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path))
    (tmp_path / path).parent.mkdir()
    (tmp_path / path).write_text(json.dumps(setting))
    finding = doctor.check_extensions(ROOT)
    assert not finding.fine
    assert words in str(finding)


def test_a_sandbox_that_does_not_start_is_a_finding_with_its_cure(monkeypatch, tmp_path):
    monkeypatch.setattr(sandbox, "bubblewrap", lambda: "/bin/false")
    sandbox.require_sandbox.cache_clear()
    finding = safety.check_sandbox(tmp_path)
    sandbox.require_sandbox.cache_clear()
    assert str(finding).startswith("✗ the sandbox does not start here")
    assert "user namespaces" in finding.cure


def test_a_configuration_without_a_sandbox_needs_none(monkeypatch, tmp_path):
    monkeypatch.setattr(sandbox, "bubblewrap", lambda: "/bin/false")
    sandbox.require_sandbox.cache_clear()
    folder = small_course(tmp_path, settings='c.WarmKernels.sandbox = "none"\n')
    finding = safety.check_sandbox(folder.root)
    sandbox.require_sandbox.cache_clear()
    assert str(finding) == "✓ no sandbox for student code: nbgrader_config.py sets none"


def test_the_quick_half_is_quick_starts_nothing_and_has_nothing_to_say_here(monkeypatch):
    doctor.examine_quickly()  # imports what a kernel has imported anyway
    monkeypatch.setattr(subprocess, "Popen", None)
    start = time.process_time()
    assert doctor.examine_quickly() == []
    assert time.process_time() - start < 0.05


def test_a_package_that_is_too_old_is_found_quickly(monkeypatch):
    monkeypatch.setattr(nbproctor.doctor, "version", lambda name: "1.0")
    [finding] = doctor.examine_quickly()
    assert "tensorflow is 1.0, required is >=2.21" in str(finding)
    assert "course doctor" in finding.cure


def test_a_check_that_raises_keeps_nobody_from_working(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", None)
    assert doctor.examine_quickly() == []


def test_the_first_cell_says_what_is_wrong_below_that_it_is_ready(monkeypatch, capfd):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr(nbproctor.doctor, "DISK_MIB", 10**9)
    course.get_ready()
    out, err = capfd.readouterr()
    ready, said = out.splitlines()
    assert ready.startswith("Ready: Python")
    assert said.startswith("✗")
    assert "MiB of disk free: Free" in said
    assert err == ""


@pytest.mark.parametrize("how", ["autograde", "validate"])
def test_while_graded_the_first_cell_only_says_that_it_is_ready(monkeypatch, capfd, how):
    monkeypatch.setenv("NBGRADER_EXECUTION", how)
    monkeypatch.setattr(nbproctor.doctor, "DISK_MIB", 10**9)
    course.get_ready()
    assert len(capfd.readouterr().out.splitlines()) == 1
