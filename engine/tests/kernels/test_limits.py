"""What a sandboxed kernel may use, and what becomes of one that uses more."""

import pytest

# A zygote of one's own, or a fork of one that serves many: there is no difference.
EARLY = pytest.param("early", marks=pytest.mark.nightly)
pytestmark = [
    pytest.mark.usefixtures("sandboxed"),
    pytest.mark.parametrize("sandboxed", ["own", EARLY], indirect=True, scope="module"),
]

FORK = "import os\nfor _ in range({}):\n    if os.fork() == 0:\n        {}\n"
THREADS = (
    "import threading\nfor _ in range(99):\n    threading.Thread(target=print, args=()).start()"
)
FILES = "for i in range(9):\n    open(f'{}/{{i}}', 'wb').write(bytes(2**20))"
SLEEP = "import time; time.sleep(60)"

# A limit, code that goes over it, and the error that a student sees.
RAISES = {
    "memory of a process": ({"heap_mib": 600}, "import numpy; numpy.ones(2**30)", "MemoryError"),
    "processes": ({"processes": 40}, FORK.format(99, SLEEP), "BlockingIOError"),
    "open files": ({"open_files": 128}, "x = [open('/dev/null') for _ in range(199)]", "Too many"),
    "size of a file": ({"file_mib": 1}, "open('x', 'wb').write(bytes(2**22))", "File too large"),
    "its folder": ({"scratch_mib": 2}, FILES.format("."), "No space left"),
    "/tmp": ({"scratch_mib": 2}, FILES.format("/tmp"), "No space left"),
    "/dev/shm": ({"shared_memory_mib": 2}, FILES.format("/dev/shm"), "No space left"),
    "files": ({}, "for i in range(20000): open(f'x{i}', 'w').close()", "No space left"),
    "priority": ({}, "import os; os.nice(-5)", "PermissionError"),
}

# A limit on all processes, code that goes over it together, and why the kernel was ended.
ENDS = {
    "memory": (
        {"memory_mib": 400},
        FORK.format(4, f"x = bytearray(150 * 2**20); {SLEEP}") + SLEEP,
        "it used more than 400 MiB of memory",
    ),
    "memory that is hidden": (
        {"memory_mib": 400},
        f"import ctypes; ctypes.CDLL(None).prctl(4, 0); x = bytearray(600 * 2**20); {SLEEP}",
        "it used more than 400 MiB of memory",
    ),
    "memory in sockets": (
        {"memory_mib": 100},
        f"import socket; x = [socket.socketpair() for _ in range(150)]; {SLEEP}",
        "it used more than 100 MiB of memory",
    ),
    "processor time": (
        {"cpu_s": 2},
        "import os\nfor _ in range(2): os.fork()\nwhile True: pass",
        "it used more than 2 seconds of processor time",
    ),
    "wall time": ({"wall_s": 2}, SLEEP, "it ran for more than 2 seconds"),
    "wall time, stopped": (
        {"wall_s": 2},
        f"import os, signal; os.kill(1, signal.SIGSTOP); {SLEEP}",
        "it ran for more than 2 seconds",
    ),
}


@pytest.mark.parametrize(("limits", "code", "error"), RAISES.values(), ids=RAISES.keys())
def test_a_limit_is_an_error_in_the_students_cell(kernels, limits, code, error):
    assert error in kernels.start(**limits).run(code)


@pytest.mark.parametrize(("limits", "code", "reason"), ENDS.values(), ids=ENDS.keys())
def test_a_kernel_over_a_limit_is_ended_with_the_reason(kernels, limits, code, reason):
    assert kernels.start(**limits).end_of(code) == reason


def test_memory_that_processes_share_counts_once(kernels):
    kernel = kernels.start(memory_mib=500)
    kernel.run("x = bytearray(200 * 2**20)\n" + FORK.format(4, "import time; time.sleep(2)"))
    assert kernel.run("import time; time.sleep(1.5); print('lives')") == "lives"


def test_a_flood_of_processes_in_one_kernel_leaves_another_alone(kernels):
    bomb, beside = kernels.start(processes=100), kernels.start(processes=100)
    assert "BlockingIOError" in bomb.run(FORK.format(200, SLEEP))
    threads = "t = [threading.Thread(target=time.sleep, args=(1,)) for _ in range(50)]"
    code = f"import threading, time; {threads}; [each.start() for each in t]; print(len(t))"
    assert beside.run(code) == "50"
