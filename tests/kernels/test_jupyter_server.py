"""A real server of Jupyter's, as `make lab` starts it: notebooks get warm kernels."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid

import pytest
from kernels.running_kernels import wait_until
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

TOKEN = {"Authorization": "token secret"}
COMPUTE = "import tensorflow as tf; print(int(tf.reduce_sum(tf.ones((3, 3)))))"


class Server:
    """A server on loopback, spoken to as JupyterLab does."""

    def __init__(self, folder):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.at = f"127.0.0.1:{free.getsockname()[1]}"
        options = {
            "ServerApp.port": self.at.split(":")[1],
            "ServerApp.jpserver_extensions": "{'course.kernels.lab': True}",
            "IdentityProvider.token": "secret",
        }
        environment = {
            **os.environ,
            "JUPYTER_DEFAULT_PROVISIONER_NAME": "course-zygote",
            "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
            "IPYTHONDIR": str(folder / "ipython"),
        }
        line = [sys.executable, "-m", "jupyter", "server", "--allow-root", "--no-browser"]
        line += [f"--{name}={value}" for name, value in options.items()]
        with (folder / "log").open("w") as log:
            self.process = subprocess.Popen(
                line, cwd=folder, env=environment, stdout=log, stderr=log
            )
        assert wait_until(self.answers, limit_s=60), (folder / "log").read_text()

    def answers(self):
        try:
            return self.request("GET", "")
        except (urllib.error.URLError, ConnectionError):
            return None

    def request(self, method, path, **body):
        data = json.dumps(body).encode() if method == "POST" else None
        asked = urllib.request.Request(
            f"http://{self.at}/api/{path}", data=data, method=method, headers=TOKEN
        )
        with urllib.request.urlopen(asked, timeout=120) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    async def run(self, kernel, code):
        """What a kernel prints for a code cell."""
        url = f"ws://{self.at}/api/kernels/{kernel}/channels?session_id={uuid.uuid4().hex}"
        channels = await websocket_connect(HTTPRequest(url, headers=TOKEN))
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "username": ""}
        content = {"code": code, "silent": False, "user_expressions": {}, "allow_stdin": False}
        message = {"header": {**header, "session": "s", "version": "5.3"}, "content": content}
        rest = {"channel": "shell", "parent_header": {}, "metadata": {}, "buffers": []}
        await channels.write_message(json.dumps(message | rest))
        while True:
            heard = json.loads(await asyncio.wait_for(channels.read_message(), 60))
            if heard["msg_type"] == "stream":
                channels.close()
                return heard["content"]["text"].strip()


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path)
    yield server
    server.process.kill()
    server.process.wait()


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
