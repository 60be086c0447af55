"""Clients of warm kernels, which do not wait for a ready kernel and limit what they read."""

import time
from queue import Empty
from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_core.utils import ensure_async, run_sync
from traitlets import Type

MESSAGE_MIB = 16
WAITING_MESSAGES = 16  # per channel; a kernel that sends more waits
SEND_LIMIT_MS = 5000
LOOK_S = 0.1


def limit_messages(context: Any) -> None:
    """Limit the messages of all sockets that a ZeroMQ context creates from now on.

    A connection is dropped when a larger message arrives, before the message is read, and when
    something arrives that is no message. After that, nothing can be sent on the socket.
    """
    context.setsockopt(zmq.SNDTIMEO, SEND_LIMIT_MS)
    context.setsockopt(zmq.MAXMSGSIZE, MESSAGE_MIB * 2**20)
    context.setsockopt(zmq.RCVHWM, WAITING_MESSAGES)


async def wait_for_ready(client: Any, timeout: float | None = None) -> None:
    """Wait until a kernel answers and its output arrives, and no longer.

    Jupyter's own method waits until no message has arrived for 0.2 seconds.

    Raises:
        RuntimeError: the kernel died, or did not answer within `timeout` seconds.
    """
    end = time.monotonic() + (float("inf") if timeout is None else timeout)
    while time.monotonic() < end:
        if await _has_answered(client, client.kernel_info()):
            return
        if not await ensure_async(client.is_alive()):
            raise RuntimeError("Kernel died before replying to kernel_info")
    raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


async def _has_answered(client: Any, request: str) -> bool:
    """Return whether a request was answered and all output up to then has arrived."""

    def belongs(message: dict[str, Any]) -> bool:
        return bool(message["parent_header"].get("msg_id") == request)

    try:
        while not belongs(await ensure_async(client.shell_channel.get_msg(timeout=1))):
            pass
        while True:
            shown = await ensure_async(client.iopub_channel.get_msg(timeout=0.2))
            if belongs(shown) and shown["content"].get("execution_state") == "idle":
                return True
    except Empty:
        return False


class AttentiveChannel(AsyncZMQSocketChannel):
    """A channel that misses no message which arrives while another one is sent, and counts bytes.

    ZeroMQ signals an arrival once, and sending on the same socket may consume the signal. nbclient
    sends messages to widgets, for example those of `interact`, while it waits for a cell. Without
    another look, it then waits until the cell's time limit.
    """

    async def get_msg(  # type: ignore[override]
        self, timeout: float | None = None
    ) -> dict[str, Any]:
        """Return the next message; its entry `received` is its size in bytes, as it arrived.

        Raises:
            Empty: no message has arrived within `timeout` seconds.
        """
        end = float("inf") if timeout is None else time.monotonic() + timeout
        while True:
            left_s = end - time.monotonic()
            if await self.socket.poll(1000 * max(0.0, min(left_s, LOOK_S))):
                frames = await self.socket.recv_multipart()
                _, parts = self.session.feed_identities(frames)
                message: dict[str, Any] = self.session.deserialize(parts)
                return message | {"received": sum(map(len, frames))}
            if left_s <= LOOK_S:
                raise Empty


class PromptAsyncClient(AsyncKernelClient):
    """The client of a warm kernel."""

    shell_channel_class = Type(AttentiveChannel)
    iopub_channel_class = Type(AttentiveChannel)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel is ready; see `wait_for_ready` of this module."""
        await wait_for_ready(self, timeout)


class PromptBlockingClient(BlockingKernelClient):
    """The blocking client of a warm kernel."""

    def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel is ready; see `wait_for_ready` of this module."""
        run_sync(wait_for_ready)(self, timeout)


class _Bounded:
    """Limits what a hostile kernel can send.

    It starts no heartbeat, because the provisioner knows whether a kernel lives.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        limit_messages(self.context)  # type: ignore[attr-defined]

    def start_channels(
        self,
        shell: bool = True,
        iopub: bool = True,
        stdin: bool = True,
        hb: bool = True,
        control: bool = True,
    ) -> None:
        """Start the channels that are read: what nobody reads would fill memory."""
        super().start_channels(shell, iopub, False, False, False)  # type: ignore[misc]


class BoundedAsyncClient(_Bounded, PromptAsyncClient):
    """The client of a sandboxed kernel."""


class BoundedBlockingClient(_Bounded, PromptBlockingClient):
    """The blocking client of a sandboxed kernel."""
