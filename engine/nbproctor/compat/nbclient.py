"""nbclient: execute cells while kernels are replaced."""

import contextlib

from nbclient import NotebookClient


class ReplaceableKernel(NotebookClient):
    """A client whose kernel may be replaced between cells. Derive from it before `Execute`.

    Written for nbclient 0.11, which has no public way to stop waiting for a cell.
    """

    def stop_waiting(self) -> None:
        """Stop waiting for the cell that runs; `execute_cell` raises `DeadKernelError`.

        `task_poll_for_reply` is undocumented; nbclient itself cancels it when a kernel has died.
        """
        if self.task_poll_for_reply is not None:
            self.task_poll_for_reply.cancel()

    async def _async_poll_kernel_alive(self) -> None:
        """End quietly once there is no client: nbclient asserts that there is one.

        nbclient does not cancel this task where waiting for a reply fails. It would end with an
        AssertionError, which asyncio writes to the log.
        """
        with contextlib.suppress(AssertionError):
            await super()._async_poll_kernel_alive()
