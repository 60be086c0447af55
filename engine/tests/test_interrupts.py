"""Ctrl-C: one line and exit code 130, whatever the command is doing."""

import signal
import subprocess
import sys
import time

import pytest

from nbproctor import interrupts
from nbproctor.interrupts import exit_on_interrupt

SLOW_IMPORT = "print('importing', flush=True)\nimport time\ntime.sleep(60)\n"
# An import that takes an interrupt for a missing module, and a command that goes on.
SWALLOWING = """
import time
from nbproctor.cli.app import build_app
from nbproctor.interrupts import exit_at_once_on_interrupt

def work(at_once: bool = False) -> None:
    if at_once:
        with exit_at_once_on_interrupt():
            wait()
    else:
        wait()

def wait() -> None:
    try:
        print("working", flush=True)
        time.sleep(60)
    except BaseException:
        raise ImportError("no such module") from None

def rest() -> None:
    pass

app = build_app("Do nothing.", (work, rest))
"""


@pytest.mark.parametrize(
    ("code", "arguments"),
    [(SLOW_IMPORT, []), (SWALLOWING, ["work"]), (SWALLOWING, ["work", "--at-once"])],
    ids=["while modules are imported", "in a command", "while a command imports"],
)
def test_an_interrupt_is_one_line_and_130(tmp_path, code, arguments):
    (tmp_path / "slow_module.py").write_text(code)
    line = "from nbproctor.cli import run; run('slow_module')"
    process = subprocess.Popen(
        [sys.executable, "-c", line, *arguments],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "Interrupted.\n")


def test_little_is_imported_before_interrupts_are_handled():
    code = "import sys, signal; known = {*sys.modules}; import nbproctor.cli; "
    code += "print(*{*sys.modules} - known)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    own = {name for name in done.stdout.split() if name.partition(".")[0] == "nbproctor"}
    assert set(done.stdout.split()) - own <= {"rfc3987_syntax"}  # no module, see compat.jsonschema
    assert own == {
        *("nbproctor", "nbproctor.cli", "nbproctor.first_interrupt"),
        *("nbproctor.compat", "nbproctor.compat.jsonschema"),
    }


def test_the_block_may_end_in_good_order_and_other_interrupts_do_not_stop_that(capfd):
    ended = []

    def work():
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            signal.raise_signal(signal.SIGINT)
            ended.append(True)

    with pytest.raises(SystemExit) as error, exit_on_interrupt():
        work()
    assert (error.value.code, ended) == (130, [True])
    assert capfd.readouterr().err == "Interrupted.\n"


def test_an_interrupt_long_after_the_first_one_ends_the_process_at_once(monkeypatch, capfd):
    codes = []
    monkeypatch.setattr(interrupts.os, "_exit", codes.append)
    monkeypatch.setattr(interrupts, "PATIENCE_S", 0.01)

    def work():
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            time.sleep(0.05)
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(SystemExit), exit_on_interrupt():
        work()
    assert codes == [130]


def test_an_error_without_an_interrupt_stays_an_error():
    with pytest.raises(ValueError, match="wrong"), exit_on_interrupt():
        raise ValueError("wrong")
