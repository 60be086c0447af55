"""A forked kernel: IPython's own, listening on sockets that exist before it is forked.

The sockets arrive as file descriptors. A sandboxed kernel therefore needs no folder that others
see, and a client can connect before the kernel is ready. The changes to IPython's kernel itself
are in `nbproctor.compat.ipykernel`.
"""

import io
import os
import sys
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ipykernel_launcher  # type: ignore[import-untyped]

from nbproctor.compat.ipykernel import SandboxedKernelApp, WarmKernelApp, list_imported
from nbproctor.kernels.isolation import HOME
from nbproctor.kernels.process import CHANNELS

CONNECTION_FILE = f"{HOME}/.local/share/jupyter/runtime/kernel.json"  # there is none in a sandbox


def build_kernel_app(
    connection: Mapping[str, Any],
    listening: Sequence[int],
    arguments: Sequence[str],
    sandboxed: bool,
) -> WarmKernelApp:
    """Build the kernel of this process; its `start` runs it until it is asked to stop.

    Args:
        connection: the content of a connection file: ports, key, signature scheme.
        listening: file descriptors of listening Unix sockets, in the order of `CHANNELS`.
        arguments: IPython's command line, which may name a connection file.
        sandboxed: whether the kernel runs in a sandbox.
    """
    # Programs that read their command line find in it what they find in an ordinary kernel.
    file = ["-f", CONNECTION_FILE] if sandboxed else []
    sys.argv[:] = [ipykernel_launcher.__file__, *file, *arguments]
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()  # a fork has the zygote's state; Python reseeds its own generator
    kind = SandboxedKernelApp if sandboxed else WarmKernelApp
    app = kind.build(connection, dict(zip(CHANNELS, listening, strict=True)), arguments)
    if matplotlib := sys.modules.get("matplotlib"):
        # Matplotlib read the variable when the zygote imported it.
        matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]
    if checks := sys.modules.get("nbproctor.checks.missing_answer"):
        checks.watch_cells()  # there was no notebook yet when the zygote imported it
    return app


def prepare_kernels() -> None:
    """Do once what each kernel would do first; the zygote calls it before it forks.

    Matplotlib searches all packages for backends, and IPython lists the imported modules.
    """
    registry = sys.modules.get("matplotlib.backends.registry")
    if registry is not None:
        registry.backend_registry.list_all()
    list_imported()


def unpack_files(archive: bytes, folder: Path) -> None:
    """Write the folders and regular files of a tar archive into an empty folder, and no others."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for entry in files:
            path = folder / entry.name
            if entry.isdir():
                path.mkdir(parents=True, exist_ok=True)
            elif content := files.extractfile(entry):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())
                path.chmod(entry.mode & 0o777 | 0o600)
