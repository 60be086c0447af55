"""A real server of Jupyter's, as `make lab` starts it: notebooks get warm kernels."""

import asyncio
import os
import signal
import sys
import time

import pytest
from kernels.jupyter_server import Server
from kernels.running_kernels import wait_until

COMPUTE = "import tensorflow as tf; print(int(tf.reduce_sum(tf.ones((3, 3)))))"


@pytest.fixture
def server(tmp_path):
    line = [sys.executable, "-m", "jupyter", "server"]
    line += ["--ServerApp.jpserver_extensions={'nbproctor.kernels.lab': True}"]
    environment = {**os.environ, "JUPYTER_DEFAULT_PROVISIONER_NAME": "cnn-course"}
    server = Server(tmp_path, line, environment)
    yield server
    server.end()


def test_notebooks_in_jupyterlab_have_warm_kernels(server):
    first = server.request("POST", "kernels", name="python3")["id"]  # waits for the zygote
    assert asyncio.run(server.run(first, COMPUTE)) == "9"
    start = time.monotonic()
    second = server.request("POST", "kernels", name="python3")["id"]
    assert asyncio.run(server.run(second, COMPUTE)) == "9"
    assert time.monotonic() - start < 5  # importing TensorFlow takes as much alone
    server.request("POST", f"kernels/{second}/restart")
    pid = int(asyncio.run(server.run(second, "import os; print(os.getpid())")))
    server.request("DELETE", f"kernels/{first}")
    assert [each["id"] for each in server.request("GET", "kernels")] == [second]
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(30) == 0
    assert wait_until(lambda: not os.path.exists(f"/proc/{pid}"))
