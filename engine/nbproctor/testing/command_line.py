"""Run a command-line app in the test's own process: another one takes seconds to import."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import typer

from nbproctor.cli.app import run_app

RunCommand = Callable[..., CompletedProcess[str]]


def command_runner(app: typer.Typer, name: str, capfd: pytest.CaptureFixture[str]) -> RunCommand:
    """Return a function that runs an app in a folder, with arguments, as its command would."""

    def run(folder: Path, *arguments: str) -> CompletedProcess[str]:
        capfd.readouterr()
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            patch.setattr(sys, "argv", [name, *arguments])
            with pytest.raises(SystemExit) as ended:
                run_app(app)
        stdout, stderr = capfd.readouterr()
        code = ended.value.code
        assert isinstance(code, int | None)
        return CompletedProcess([name, *arguments], code or os.EX_OK, stdout, stderr)

    return run
