"""Clients of warm kernels."""

import asyncio
from queue import Empty

import pytest
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.session import Session

from nbproctor.kernels.client import AttentiveChannel, BoundedAsyncClient


class LateSocket:
    """A socket that notices an arrival only when the time to wait for it is over."""

    def __init__(self, frames):
        self._frames = frames

    async def poll(self, timeout_ms):
        await asyncio.sleep(timeout_ms / 1000)
        return bool(self._frames)

    async def recv_multipart(self):
        return self._frames


def receive(kind, text, timeout):
    """Receive a message on a channel of a late socket; none if there is no text."""
    session = Session(key=b"")
    frames = session.serialize(session.msg("stream", {"text": text})) if text else []
    channel = object.__new__(kind)  # its initializer accepts only sockets of ZeroMQ
    channel.socket, channel.session = LateSocket(frames), session
    message = asyncio.run(asyncio.wait_for(channel.get_msg(timeout), 2))
    return message, sum(map(len, frames))


@pytest.mark.parametrize("timeout", [3600, None])
def test_a_message_is_noticed_although_its_signal_is_lost(timeout):
    message, size = receive(AttentiveChannel, "reply", timeout)
    assert message["content"] == {"text": "reply"}
    assert message["received"] == size
    with pytest.raises(TimeoutError):
        receive(AsyncZMQSocketChannel, "reply", 3600)


@pytest.mark.parametrize("timeout", [0, 0.15])
def test_a_channel_without_messages_is_empty(timeout):
    with pytest.raises(Empty):
        receive(AttentiveChannel, "", timeout)


def test_a_client_uses_it_where_it_sends():
    client = BoundedAsyncClient()
    assert client.shell_channel_class is client.iopub_channel_class is AttentiveChannel
