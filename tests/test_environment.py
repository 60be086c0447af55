"""requirements.lock, environment.yml and pyproject.toml say the same."""

import re
import tomllib

import pytest
import yaml
from conftest import ROOT
from packaging.requirements import Requirement

LOCK = (ROOT / "requirements.lock").read_text()
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PINS = [line.removesuffix(" \\") for line in LOCK.splitlines() if re.match(r"[\w.-]+==", line)]


def test_conda_installs_the_versions_of_the_lock():
    [pip] = [each["pip"] for each in CONDA["dependencies"] if isinstance(each, dict)]
    assert pip == [*PINS, "-e ."]


@pytest.mark.parametrize(
    "wanted", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]
)
def test_the_lock_pins_what_the_package_asks_for(wanted):
    requirement = Requirement(wanted)
    pins = [Requirement(pin) for pin in PINS]
    versions = [str(pin.specifier)[2:] for pin in pins if pin.name == requirement.name]
    assert versions
    assert all(requirement.specifier.contains(version) for version in versions)


def test_every_pin_has_a_hash_and_nothing_has_an_address():
    blocks = re.split(r"\n(?=\S)", LOCK)
    assert all("--hash=sha256:" in block for block in blocks if "==" in block.splitlines()[0])
    assert "://" not in LOCK
    assert "index-url" not in LOCK


def test_the_gpu_extra_is_tensorflow_with_cuda():
    assert PROJECT["optional-dependencies"]["gpu"] == ["tensorflow[and-cuda]>=2.21"]
