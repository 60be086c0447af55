"""What a sandboxed kernel sees, and what it can do to others: nothing."""

import contextlib
import os
import platform
import shutil
import socket
import sys
import threading
import time
from pathlib import Path
from queue import Empty

import pytest

from nbproctor.grading.answer_keys import find_cache
from nbproctor.kernels import system_calls
from nbproctor.kernels.process import NOT_ASKED_FOR
from nbproctor.testing.running_kernels import Kernels, find_processes, wait_until

# A zygote of one's own, or a fork of one that serves many: there is no difference.
pytestmark = [
    pytest.mark.usefixtures("sandboxed"),
    pytest.mark.parametrize("sandboxed", ["own", "early"], indirect=True, scope="module"),
]

OUT_OF_REACH = [
    *(Path(__file__), Path.cwd()),
    *(Path.home() / ".bashrc", "/etc/shadow", "/etc/hosts", "/var", "/run", "/sys", "/boot"),
    *("/opt/packages/nbproctor/grading", "/opt/packages/nbproctor/testing"),
    *("/dev/zero", "/dev/tty", "/dev/kmsg"),
]
READ_ONLY = [
    "/",
    "/usr",
    "/etc",
    "/opt/packages/nbproctor",
    "/dev",
    "/home",
    "/proc/sys",
    sys.prefix,
]


def test_it_has_the_libraries_and_of_nbproctor_what_students_have(kernel):
    shown = ["numpy", "nbproctor.checks"]
    names = [*shown, "nbproctor.grading", "nbproctor.testing", "test_sandbox"]
    found = f"[name for name in {names} if importlib.util.find_spec(name)]"
    assert kernel.run(f"import importlib.util; print({found})") == str(shown)


def test_a_request_without_code_is_answered_and_nothing_else_is_said(kernel):
    client = kernel.client
    asked = client.execute("", silent=True, user_expressions={"answer": "6 * 7"})
    reply = kernel.wait(client.get_shell_msg(timeout=30))
    assert reply["parent_header"]["msg_id"] == asked
    assert reply["content"]["user_expressions"]["answer"]["data"]["text/plain"] == "42"
    executed, said = client.execute("6 * 7"), []
    while not said or said[-1][1:] != (executed, "idle"):
        message = kernel.wait(client.get_iopub_msg(timeout=30))
        state = message["content"].get("execution_state")
        said.append((message["msg_type"], message["parent_header"].get("msg_id"), state))
    assert ("execute_result", executed, None) in said
    assert asked not in [parent for _, parent, _ in said]
    kernel.wait(client.get_shell_msg(timeout=30))


def test_nothing_else_of_the_machine_is_there(kernel):
    paths = list(map(str, OUT_OF_REACH))
    assert kernel.run(f"import os; print([p for p in {paths} if os.path.exists(p)])") == "[]"


def test_the_answer_keys_of_class_runs_are_not_there(kernel):
    folder = find_cache() / "of-a-test"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / "chapter.key"
    try:
        kept.write_text("a key")
        said = kernel.run(f"open({str(kept)!r}).read()")
        search = "[name for place in os.walk('/') for name in place[2] if name == 'chapter.key']"
        assert said.startswith("FileNotFoundError")
        assert kernel.run(f"import os; print({search})") == "[]"
    finally:
        shutil.rmtree(folder)


def test_its_only_user_and_group_are_its_own(kernel):
    code = "import grp, pwd; print(*(each[0] for each in (*pwd.getpwall(), *grp.getgrall())))"
    assert kernel.run(code) == "student student"


@pytest.mark.parametrize("place", READ_ONLY)
def test_nothing_can_be_written_outside_its_folder(kernel, place):
    said = kernel.run(f"open('{place}/x', 'w')")
    assert "Read-only file system" in said or "No such file" in said  # /proc makes no files


def test_no_setting_of_the_system_can_be_changed(kernel):
    code = """
import os
found = []
for place, _, names in os.walk('/proc/sys'):
    for name in names:
        try:
            open(os.path.join(place, name), 'r+').close()
            found.append(name)
        except OSError:
            pass
print(found, os.statvfs('/proc').f_flag & os.ST_RDONLY)
"""
    assert kernel.run(code) == "[] 1"


def test_what_tells_of_the_machine_reads_as_empty(kernel):
    assert kernel.run("print(repr(open('/proc/keys').read()))") == "''"
    assert kernel.run("print(repr(open('/proc/kallsyms').read()))") == "''"


def test_home_holds_nothing_but_its_own(kernel):
    """And the way to the environment, where that lies in somebody's home."""
    way = {Path(each).parts[2] for each in (sys.prefix, sys.base_prefix) if each[:6] == "/home/"}
    code = "import os; print(sorted(os.listdir('/home')), os.listdir(os.path.expanduser('~')))"
    assert kernel.run(code) == f"{sorted({'student', *way})} []"


def test_the_environment_is_its_own(kernels, monkeypatch):
    monkeypatch.setenv("COURSE_SECRET", "not for students")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    code = "import os; print(dict(os.environ)); print(open('/proc/self/environ').read())"
    everything = kernels.start().run(code)
    assert "not for students" not in everything
    assert "'NBGRADER_EXECUTION': 'autograde'" in everything


def test_it_has_no_file_but_its_own_sockets_and_pipes(kernel):
    code = """
import os, collections
fds = [f'/proc/self/fd/{fd}' for fd in os.listdir('/proc/self/fd')]
links = [os.readlink(fd) for fd in fds if os.path.lexists(fd)]
print(sorted({link.partition(':')[0] for link in links if link[:5] != '/tmp/'}))
"""
    assert kernel.run(code) == "['/dev/null', 'anon_inode', 'pipe', 'socket']"


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_NETLINK", "AF_VSOCK", "AF_PACKET"])
def test_there_are_no_sockets_that_lead_out(kernel, family):
    assert "Address family not supported" in kernel.run(
        f"import socket; socket.socket(socket.{family}, socket.SOCK_DGRAM)"
    )


def test_sockets_of_the_machine_are_out_of_reach(kernel):
    with socket.socket(socket.AF_UNIX) as abstract:
        abstract.bind("\0of-the-host")
        abstract.listen()
        unix = "import socket; socket.socket(socket.AF_UNIX).connect('\\0of-the-host')"
        assert "ConnectionRefusedError" in kernel.run(unix)


def test_sockets_of_another_kernel_are_out_of_reach(kernel, kernels):
    name = "import socket; x = socket.socket(socket.AF_UNIX); x.{}('\\0of-a-kernel')"
    assert kernel.run(name.format("bind") + "; x.listen()") == ""
    assert "ConnectionRefusedError" in kernels.start().run(name.format("connect"))


def test_it_shares_no_namespace_with_another_or_with_the_machine(kernel, kernels):
    kinds = ("user", "pid", "net", "mnt", "ipc", "uts")
    look = f"import os; print(*(os.readlink(f'/proc/self/ns/{{kind}}') for kind in {kinds}))"
    seen = [*kernel.run(look).split(), *kernels.start().run(look).split()]
    seen += [os.readlink(f"/proc/self/ns/{kind}") for kind in kinds]
    assert len(set(seen)) == 3 * len(kinds)


def test_only_its_own_processes_are_in_sight(kernel):
    code = "import os; print([p for p in os.listdir('/proc') if p.isdigit()], os.getpid())"
    assert kernel.run(f"{code}; print(os.getppid())") == "['1'] 1\n0"


def test_no_thread_of_it_has_rights_or_gets_any(kernel):
    code = """
import os
for thread in os.listdir('/proc/self/task'):
    lines = open(f'/proc/self/task/{thread}/status').read().splitlines()
    fields = dict(line.split(':\\t') for line in lines if ':\\t' in line)
    print([fields[name] for name in ('CapEff', 'CapPrm', 'CapBnd', 'NoNewPrivs', 'Seccomp')])
"""
    none = "0" * 16
    said = kernel.run(code).splitlines()
    assert len(said) > 3
    assert set(said) == {str([none, none, none, "1", "2"])}


@pytest.mark.parametrize(
    "call",
    [
        "libc.unshare(0x10000000)",
        "libc.mount(b'x', b'/tmp', b'tmpfs', 0, None)",
        "libc.ptrace(0, 0, 0, 0)",
        "libc.shmget(1, 4096, 0o1600)",
        "libc.semget(1, 32000, 0o1600)",
        "libc.setns(0, 0)",
        "libc.inotify_init()",
        "libc.memfd_create(b'x', 0)",
        "libc.clone(0, 0, 0x10000011, 0)",
    ],
)
def test_calls_that_reach_for_the_system_are_refused(kernel, call):
    prepare = "import ctypes; libc = ctypes.CDLL(None, use_errno=True)"
    if "clone" in call:
        number = system_calls.MACHINES[platform.machine()].clone
        call = f"libc.syscall({number}, 0x10000011, 0, 0, 0, 0)"
    assert kernel.run(f"{prepare}; print({call}, ctypes.get_errno())") == "-1 1"


TERMINAL = "import fcntl, os, termios; master, slave = os.openpty()\n"


@pytest.mark.parametrize("request_code", system_calls.TERMINAL_REQUESTS.values())
def test_what_a_terminal_could_do_to_the_system_is_refused(kernel, request_code):
    said = kernel.run(f"{TERMINAL}fcntl.ioctl(slave, {request_code}, b'\\0' * 8)")
    assert "Operation not permitted" in said
    assert kernel.run("print(termios.tcgetattr(slave)[4]); os.close(master); os.close(slave)")


def test_its_terminals_are_few_and_out_of_sight_for_others(kernel, kernels):
    full = """
import os
opened = []
try:
    while True:
        opened += os.openpty()
except OSError as error:
    print(error.strerror, len(opened) // 2, len(os.listdir('/dev/pts')) - 1)
"""
    assert kernel.run(full) == "No space left on device 16 16"
    assert kernels.start().run("import os; print(os.listdir('/dev/pts'))") == "['ptmx']"
    assert kernel.run("for each in opened: os.close(each)\nprint(os.listdir('/dev/pts'))") == (
        "['ptmx']"
    )


def test_pip_does_not_wait_for_a_network_that_is_not_there(kernel):
    said = kernel.run("%pip install a-package-of-nobody")
    assert "No matching distribution" in said
    assert "Retrying" not in said


def test_memory_that_no_limit_counts_is_refused(kernel):
    assert "Operation not permitted" in kernel.run("import mmap; mmap.mmap(-1, 4096)")


@pytest.mark.skipif(platform.machine() != "x86_64", reason="x32 is a part of x86-64")
def test_calls_by_their_other_numbers_are_refused(kernel):
    prepare = "import ctypes; libc = ctypes.CDLL(None, use_errno=True)"
    call = "libc.syscall(0x40000000 + 39)"
    assert kernel.run(f"{prepare}; print({call}, ctypes.get_errno())") == "-1 1"


NUMBERS = {"x86_64": "x86_64-linux-gnu/asm/unistd_64.h", "aarch64": "asm-generic/unistd.h"}


@pytest.mark.skipif(
    not Path("/usr/include", NUMBERS.get(platform.machine(), "-")).exists(),
    reason="the system's headers are not installed",
)
def test_the_numbers_of_system_calls_are_those_of_the_systems_headers():
    header = Path("/usr/include", NUMBERS[platform.machine()]).read_text()
    lines = (line.split() for line in header.splitlines() if line.startswith("#define __NR"))
    of_header = {words[1].removeprefix("__NR_"): words[2] for words in lines if len(words) > 2}
    machine = system_calls.MACHINES[platform.machine()]
    ours = {name: numbers[machine.column] for name, numbers in system_calls.REFUSED.items()}
    ours |= {"clone": machine.clone, "mmap": machine.mmap, "ioctl": machine.ioctl}
    ours |= {"clone3": system_calls.CLONE3}
    ours |= dict(zip(("socket", "socketpair"), machine.sockets, strict=True))
    wrong = {
        name: number
        for name, number in ours.items()
        if number is not None and of_header.get(name) not in (str(number), None)
    }
    assert not wrong


def test_another_machine_has_no_sandbox(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(system_calls.NoFilter, match="no sandbox for riscv64"):
        system_calls.refuse_system_calls()


def test_of_a_kernel_that_is_ready_no_message_is_left(kernels):
    kernel = kernels.start()
    left = []
    with contextlib.suppress(Empty):
        while True:
            left.append(kernel.wait(kernel.client.get_iopub_msg(timeout=0.5))["msg_type"])
    # ipykernel greets each client, from a thread of its own and so perhaps late.
    assert set(left) <= {"iopub_welcome"}


def test_a_kernel_that_was_killed_has_ended(kernels):
    kernel = kernels.start()
    kernel.wait(kernel.manager.provisioner.kill())
    assert not kernel.wait(kernel.manager.is_alive())


def test_an_expression_alone_is_evaluated_as_ever(kernel):
    count = "get_ipython().execution_count"
    before = kernel.run(f"print({count})")
    asked = {"sum": "1 + 1", "error": "1 / 0", "input": "input()"}
    settings = {"silent": True, "user_expressions": asked, "allow_stdin": False, "reply": True}
    content = kernel.wait(kernel.client.execute("", **settings))["content"]
    assert content["status"] == "ok"
    found = content["user_expressions"]
    assert found["sum"]["data"] == {"text/plain": "2"}
    assert [found[name].get("ename") for name in ("error", "input")] == [
        "ZeroDivisionError",
        "StdinNotImplementedError",
    ]
    assert kernel.run(f"print({count})") == str(int(before) + 1)


@pytest.mark.parametrize("code", ["print('x', end='')", "import sys; sys.stderr.write('x')"])
def test_what_was_written_is_there_before_the_cell_has_ended(kernel, code):
    assert kernel.run(code) == "x"


def test_threads_that_start_kernels_at_once_each_get_one(tmp_path):
    said = []

    def start():
        kernels = Kernels(tmp_path)
        said.append(kernels.start().run("print('here')"))
        kernels.close()

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == ["here"] * 3


def test_its_files_are_there_and_gone_for_the_next(kernels, tmp_path):
    (tmp_path / "data.txt").write_text("of the student")
    (tmp_path / "chapter.ipynb").write_text("with hidden tests")
    first = kernels.start()
    look = "import os; print(open('data.txt').read(), os.listdir(), sorted(os.listdir('/tmp')))"
    # Where the environment lies in /tmp, it is seen there.
    prefixes = [Path(each) for each in (sys.prefix, sys.base_prefix)]
    seen = {each.parts[2] for each in prefixes if each.is_relative_to("/tmp")} | {"ipython"}
    found = f"of the student ['data.txt'] {sorted(seen)}"
    assert first.run(look) == found
    first.run("for place in ('.', '/tmp', '/dev/shm'): open(f'{place}/left', 'w').write('x')")
    first.close()
    second = kernels.start()
    assert second.zygote is first.zygote
    assert second.run(look) == found
    assert second.run("print(os.listdir('/dev/shm'))") == "[]"


def test_what_it_started_ends_with_it(kernels):
    first, seconds = kernels.start(), f"98762.{os.getpid()}"
    daemon = f"""
import os
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp('sleep', ['sleep', '{seconds}'])
    os._exit(0)
"""
    first.run(daemon)
    assert wait_until(lambda: find_processes(seconds))
    first.close()
    assert wait_until(lambda: not find_processes(seconds))  # its end is not waited for
    assert kernels.start().zygote is first.zygote


def test_a_kernel_that_ignores_every_signal_is_ended(kernels):
    kernel = kernels.start()
    numbers = {*range(1, 65)} - {9, 19, 32, 33}
    kernel.run(f"import signal\nfor each in {numbers}: signal.signal(each, signal.SIG_IGN)")
    start = time.monotonic()
    kernel.close()
    assert kernel.running.ended.wait(5)
    assert time.monotonic() - start < 5


def test_a_kernel_that_is_killed_from_outside_can_be_told_from_one_at_a_limit(kernels):
    kernel = kernels.start()
    look = "import os; os.kill(os.getpid(), 9); print(os.readlink('/proc/self/ns/pid'))"
    space = kernel.run(look)  # it cannot kill itself: it is the first process of its namespace
    [process] = [each for each in Path("/proc").glob("[0-9]*") if _namespace(each) == space]
    os.kill(int(process.name), 9)
    assert kernel.running.ended.wait(10)
    assert (kernel.running.code, kernel.running.reason) == (-9, NOT_ASKED_FOR)


def _namespace(process):
    try:
        return os.readlink(process / "ns" / "pid")
    except OSError:
        return ""


def test_a_kernel_has_no_word_in_why_it_ended(kernels):
    kernel = kernels.start()
    code = """
import os
for fd in map(int, os.listdir('/proc/self/fd')):
    try:
        os.set_blocking(fd, False)
        os.write(fd, b'full marks')
    except OSError:
        pass
os._exit(0)
"""
    assert "full marks" not in kernel.end_of(code)


def test_a_kernel_that_cannot_be_shut_in_does_not_run(kernels):
    with pytest.raises(RuntimeError, match="Kernel died before replying"):
        kernels.start(heap_mib=2**50)  # what no system can hold a process to
    assert kernels.start().run("print('the next runs')") == "the next runs"


def test_a_zygote_that_died_is_replaced(kernels):
    first = kernels.start()
    first.zygote.close()
    assert first.running.ended.wait(10)
    assert kernels.start().run("print(1 + 1)") == "2"


def test_a_message_over_the_limit_is_not_taken_in(kernels):
    kernel = kernels.start()
    kernel.client.execute("print('x' * (40 * 2**20))")
    with pytest.raises((TimeoutError, RuntimeError)):
        kernel.run("print('x')", timeout_s=3)
