"""Kernels without a sandbox, as in `make lab`, Validate and nbval."""

import json
import os
import signal
import subprocess
import sys
from queue import Empty

import pytest
from jupyter_client.manager import KernelManager

from nbproctor.kernels.settings import KernelSettings
from nbproctor.testing.running_kernels import find_processes, wait_until

LAB = {"sandbox": "none"}


def test_a_kernel_computes_in_its_folder_with_its_environment(kernels, tmp_path, monkeypatch):
    monkeypatch.setenv("OF_THE_STUDENT", "seen")
    kernel = kernels.start(**LAB)
    code = "import os; print(os.getcwd(), os.environ['OF_THE_STUDENT'])"
    assert kernel.run(code) == f"{tmp_path} seen"


def test_a_module_in_the_students_folder_can_be_imported(kernels, tmp_path):
    (tmp_path / "of_the_student.py").write_text("answer = 42")
    kernel = kernels.start(**LAB)
    assert kernel.run("import of_the_student; print(of_the_student.answer)") == "42"


def test_kernels_share_a_zygote_and_nothing_else(kernels):
    first, second = kernels.start(**LAB), kernels.start(**LAB)
    first.run("x = 1")
    assert second.run("x") == "NameError: name 'x' is not defined"
    assert first.zygote is second.zygote


def test_who_has_waited_until_a_kernel_is_ready_has_heard_all_of_that(kernels):
    kernel = kernels.start(**LAB)
    assert type(kernel.client).__name__ == "PromptAsyncClient"
    with pytest.raises(Empty):
        kernel.wait(kernel.client.get_iopub_msg(timeout=0.5))


@pytest.mark.parametrize(
    ("chosen", "used"),
    [
        ("jupyter_client.blocking.BlockingKernelClient", "PromptBlockingClient"),
        ("nbproctor.kernels.client.BoundedBlockingClient", "BoundedBlockingClient"),
    ],
    ids=["nobody", "somebody"],
)
def test_a_client_that_somebody_has_chosen_is_kept(monkeypatch, chosen, used):
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "nbproctor")
    manager = KernelManager(client_class=chosen)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    assert type(client).__name__ == used
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def test_output_that_no_client_sees_goes_where_the_manager_is_told(monkeypatch, tmp_path, capfd):
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "nbproctor")
    manager = KernelManager()
    with (tmp_path / "errors").open("w") as errors:
        manager.start_kernel(stdout=subprocess.DEVNULL, stderr=errors)
    client = manager.client()
    client.start_channels()
    client.execute_interactive("import os; os.write(1, b'one'); os.write(2, b'two')", timeout=60)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    assert (tmp_path / "errors").read_text() == "two"
    assert "one" not in capfd.readouterr().out


def test_every_kernel_draws_numbers_of_its_own(kernels):
    draw = "import random, numpy; print(random.random(), numpy.random.rand())"
    first, second = (kernels.start(**LAB).run(draw).split() for _ in range(2))
    assert first[0] != second[0]
    assert first[1] != second[1]


def test_what_c_code_and_forked_processes_print_is_shown(kernels, monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # IPython's kernels do not look at C then
    kernel = kernels.start(**LAB)
    assert kernel.run("import os; os.system('echo from C')") == "from C"
    # Python 3.12 warns of a fork beside threads.
    code = "import warnings; warnings.simplefilter('ignore')\npid = os.fork()\n"
    code += "if not pid:\n    print('from a fork')\n    os._exit(0)\nos.wait();"
    assert kernel.run(code + "import time; time.sleep(.3)") == "from a fork"


@pytest.mark.parametrize("show", ["", "plt.show()"], ids=["unasked", "shown"])
@pytest.mark.parametrize("sandbox", ["none", "bubblewrap"])
def test_figures_are_shown(kernels, request, sandbox, show):
    if sandbox != "none":
        request.getfixturevalue("sandboxed")
    plot = f"import matplotlib.pyplot as plt; line = plt.plot([1, 2]); {show}"
    assert kernels.start(sandbox=sandbox).run(plot) == "['image/png', 'text/plain']"


@pytest.mark.parametrize("how", ["shutdown", "restart", "death"])
def test_what_a_kernel_started_ends_with_it(kernels, how):
    kernel, seconds = kernels.start(**LAB), f"98761.{os.getpid()}"
    kernel.run(f"import subprocess; subprocess.Popen(['sleep', '{seconds}'])")
    assert find_processes(seconds)
    if how == "shutdown":
        kernel.close()
    elif how == "restart":
        kernel.wait(kernel.manager.restart_kernel(now=True))
    else:
        kernel.end_of("import os; os._exit(3)")
        assert kernel.running.code == 3
    assert wait_until(lambda: not find_processes(seconds))


def test_a_kernel_without_its_folder_says_so(kernels, tmp_path):
    with pytest.raises(RuntimeError, match="Kernel died before replying"):
        kernels.start(**LAB, folder=tmp_path / "missing")
    assert "No such file or directory" in kernels.latest.running.reason


def test_kernels_leave_nothing_open_behind(kernels):
    def open_files():
        kernel = kernels.start(**LAB)
        zygote = kernel.run("import os; print(os.getppid())")
        kernel.close()
        return [len(os.listdir(f"/proc/{process}/fd")) for process in (zygote, "self")]

    open_files()
    first = open_files()
    for _ in range(4):
        last = open_files()
    assert all(now <= before for now, before in zip(last, first, strict=True))


def test_a_kernel_that_the_system_killed_says_so(kernels):
    kernel = kernels.start(**LAB)
    assert "when memory runs out" in kernel.end_of("import os; os.kill(os.getpid(), 9)")


def test_an_interrupt_reaches_what_the_kernel_waits_for(kernels):
    kernel, seconds = kernels.start(**LAB), f"98763.{os.getpid()}"
    code = f"import subprocess; subprocess.run(['sleep', '{seconds}'])"
    kernel.client.execute(code, stop_on_error=False)
    assert wait_until(lambda: find_processes(seconds))
    kernel.wait(kernel.manager.interrupt_kernel())
    reply = kernel.wait(kernel.client.get_shell_msg(timeout=10))
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert kernel.run("print('there')", timeout_s=10) == "there"


def test_a_restart_keeps_the_connection(kernels):
    kernel = kernels.start(**LAB)
    kernel.run("x = 1")
    kernel.wait(kernel.manager.restart_kernel(now=True))
    kernel.wait(kernel.client.wait_for_ready(timeout=60))
    assert kernel.run("x") == "NameError: name 'x' is not defined"


def test_a_zygote_that_died_is_replaced_and_its_kernels_end(kernels):
    first = kernels.start(**LAB)
    pid, parent = map(int, first.run("import os; print(os.getpid(), os.getppid())").split())
    os.kill(parent, signal.SIGKILL)
    assert first.running.ended.wait(10)
    assert "the process that forks kernels ended" in first.running.reason
    assert wait_until(lambda: not os.path.exists(f"/proc/{pid}"))
    assert kernels.start(**LAB).run("print(1 + 1)") == "2"


CALLER = """
import os, signal, sys, time
from nbproctor.kernels.process import ZygoteClient
from nbproctor.kernels.sandbox import shut_in
from nbproctor.kernels.settings import KernelSettings
how, mark = sys.argv[1:]
boxed = how == "dies, sandboxed"
settings = KernelSettings(sandboxed=boxed, preload=(mark,))
zygote = ZygoteClient(settings, shut_in(settings) if boxed else list)
print("warm", input(), flush=True)
if how == "ends its fork":
    if os.fork() == 0:
        sys.exit()  # what is done at the end of a process is not done to its parent's zygote
    os.wait()
    time.sleep(0.3)
    assert zygote.alive
elif how == "leaves a fork":
    if os.fork() == 0:
        os.execvp("sleep", ["sleep", "30"])
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("how", ["dies", "ends its fork", "leaves a fork", "dies, sandboxed"])
def test_a_zygote_ends_with_the_process_that_started_it(how, tmp_path, request):
    if how == "dies, sandboxed":
        request.getfixturevalue("sandboxed")
    mark = f"mark_{tmp_path.name}"
    settings = KernelSettings(sandboxed="boxed" in how, preload=(mark,)).to_json()
    line = [sys.executable, "-c", CALLER, how, mark]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as caller:
        assert wait_until(lambda: find_processes(settings), limit_s=60)
        caller.stdin.write(b"go on\n")
        caller.stdin.close()
        assert caller.wait() == -signal.SIGKILL
        assert wait_until(lambda: not find_processes(settings))


CHECK = """
import types
from nbproctor.checks.exercise import Exercise, Property, case
check = types.ModuleType("check")
check.double = Exercise("double", lambda n: 2 * n, (Property("values", 1, (case(n=2),)),))
"""


SHOW_PROGRESS = """
from nbproctor.checks.progress import show_progress
from nbproctor.checks.report import collect_outputs
with collect_outputs() as shown:
    show_progress("one")
print(shown[0]["text/plain"])
"""


def test_a_check_of_a_name_that_is_not_defined_says_why(kernels):
    kernel = kernels.start(**LAB)
    kernel.run(CHECK)
    assert "double is not defined: its cell has not been run." in kernel.run("check.double(double)")
    kernel.run("def double(n):\n    return 2 * (n")
    said = " ".join(kernel.run("check.double(double)").split())
    assert "not defined: the cell of your answer has a syntax error in line 2" in said
    assert "is not defined:" not in kernel.run("double(1)")
    kernel.run("def double(n):\n    return 2 * n")
    assert "your answer" not in kernel.run("check.double(double)")
    kernel.run("def double(n):\n    return 2 * (n")
    said = " ".join(kernel.run("check.double(double)\nprint('after the check')").split())
    assert "syntax error in line 2" in said
    assert said.index("What is checked here is an earlier version.") < said.index("after the check")


def test_progress_tells_an_answer_that_was_changed_after_its_check(kernels, tmp_path):
    meta = {"grade_id": "test_double", "grade": True, "solution": False, "points": 1}
    path = tmp_path / "one" / "one.ipynb"
    path.parent.mkdir()
    path.write_text(json.dumps({"cells": [{"metadata": {"nbgrader": meta}}]}))
    kernel = kernels.start(**LAB)
    kernel.run(f"import os; os.chdir({str(path.parent)!r})\n{CHECK}")
    kernel.run("def double(n):\n    return 2 * n")
    kernel.run("check.double(double)")
    assert "run after its check" not in kernel.run(SHOW_PROGRESS)
    kernel.run("def double(n):\n    return 2 * n")
    assert "run after its check" not in kernel.run(SHOW_PROGRESS)
    kernel.run("def double(n):\n    return n")
    assert "run after its check in double" in kernel.run(SHOW_PROGRESS)
    kernel.run("check.double(double)")
    assert "run after its check" not in kernel.run(SHOW_PROGRESS)
