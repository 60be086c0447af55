"""An extension of Jupyter's server that starts the zygote together with the server.

A course enables it for its students. Without it, the first kernel takes some seconds longer.
"""

import os
import threading
from importlib.metadata import entry_points
from typing import Any

from nbproctor.kernels.pool import POOL
from nbproctor.kernels.process import ZygoteError
from nbproctor.kernels.provisioner import ZygoteProvisioner, forks_here


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "nbproctor.kernels.lab"}]


def _load_jupyter_server_extension(server: Any) -> None:
    provisioner = _find_provisioner()
    if provisioner is None:
        return
    settings = provisioner.find_settings(server.config)

    def warm_up() -> None:
        try:
            POOL.share(settings)
        except ZygoteError as error:
            server.log.warning("Kernels start cold: %s", error)

    if forks_here():
        threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
    else:
        server.log.warning("Kernels start cold: warm kernels need Linux 5.14 or newer.")


def _find_provisioner() -> type[ZygoteProvisioner] | None:
    """Return the selected provisioner; None if it provides no warm kernels."""
    name = os.environ.get("JUPYTER_DEFAULT_PROVISIONER_NAME", "")
    for found in entry_points(group="jupyter_client.kernel_provisioners", name=name):
        provisioner: type = found.load()
        if issubclass(provisioner, ZygoteProvisioner):
            return provisioner
    return None
