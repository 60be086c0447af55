"""Clients of warm kernels."""

import asyncio
from queue import Empty

import pytest
from jupyter_client.channels import AsyncZMQSocketChannel

from nbproctor.kernels.client import AttentiveChannel, BoundedAsyncClient


@pytest.fixture
def receive(monkeypatch):
    """To receive a message on a channel that notices an arrival only when its time is over."""

    async def notice_late(self, timeout=None):
        await asyncio.sleep(3600 if timeout is None else timeout)
        if self.message is None:
            raise Empty
        return self.message

    monkeypatch.setattr(AsyncZMQSocketChannel, "get_msg", notice_late)

    def receive(kind, message, timeout):
        channel = object.__new__(kind)
        channel.message = message
        return asyncio.run(asyncio.wait_for(channel.get_msg(timeout), 2))

    return receive


@pytest.mark.parametrize("timeout", [3600, None])
def test_a_message_is_noticed_although_its_signal_is_lost(receive, timeout):
    assert receive(AttentiveChannel, "reply", timeout) == "reply"
    with pytest.raises(TimeoutError):
        receive(AsyncZMQSocketChannel, "reply", timeout)


@pytest.mark.parametrize("timeout", [0, 0.15])
def test_a_channel_without_messages_is_empty(receive, timeout):
    with pytest.raises(Empty):
        receive(AttentiveChannel, None, timeout)


def test_a_client_uses_it_where_it_sends():
    assert BoundedAsyncClient().shell_channel_class is AttentiveChannel
