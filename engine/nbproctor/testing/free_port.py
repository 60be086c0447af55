"""Find a TCP port for a server that starts a moment later."""

import random
import socket
from contextlib import suppress

# The operating system gives ports from 32768 on to other programs' connections (Linux, by default).
# A port among them may be taken before the server listens.
PORTS = range(20_000, 32_768)


def find_free_port() -> int:
    """Return a TCP port on loopback that nothing listens on, outside of those given to connections.

    Raises:
        OSError: all ports are in use.
    """
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError(f"all ports from {PORTS.start} to {PORTS[-1]} are in use on loopback")
