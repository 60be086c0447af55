"""debugpy: leave it out of kernels that nobody debugs."""

import sys


def skip_debugger() -> None:
    """Make `import debugpy` fail in this process; call this before ipykernel is imported.

    ipykernel 7.4 uses debugpy if the import succeeds and has no setting for this. To set it up
    takes 110 ms in each kernel. debugpy has `breakpoint()` do nothing while no debugger is
    connected; so does this.
    """
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    sys.breakpointhook = lambda *_, **__: None
