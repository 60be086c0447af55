"""jupyter_client: end kernels without asking them."""

from jupyter_client.manager import KernelManager


def never_ask_to_shut_down(manager: KernelManager) -> None:
    """Keep a manager from sending its kernel a request to shut down.

    Written for jupyter_client 8.10. `KernelManager.request_shutdown` sends a message on the
    private `_control_socket`. A hostile kernel that has broken its connection lets the manager wait
    for the send, which then raises. The provisioner ends the kernel afterwards in any case.
    """
    manager._control_socket = _NoControlSocket()


class _NoControlSocket:
    """Accepts the messages of a manager and sends none; any other use raises AttributeError."""

    def send_multipart(self, parts: object, copy: bool = True, track: bool = False) -> None:
        """Send nothing."""

    def close(self) -> None:
        """Close nothing."""
