"""Pytest fixtures for the tests of the engine and of courses; a `conftest.py` imports them."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from jupyter_client.provisioning.factory import KernelProvisionerFactory

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module", autouse=True)
def environment_of_its_own() -> Iterator[None]:
    """Restore the environment variables that a module's course configurations set."""
    before = dict(os.environ)
    KernelProvisionerFactory.clear_instance()
    yield
    os.environ.clear()
    os.environ.update(before)
    KernelProvisionerFactory.clear_instance()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start Chromium; skip the test if it is not installed, and fail in CI."""
    if BROWSER is None:
        assert not os.environ.get("CI"), "CI needs Chromium on the path"
        pytest.skip("there is no Chromium on the path")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=ARGUMENTS)
        yield chromium
        chromium.close()
