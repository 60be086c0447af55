"""An extension of Jupyter's server that starts the zygote together with the server.

A course enables it for its students. Without it, the first kernel takes some seconds longer.
"""

import threading
from typing import Any

from nbproctor.kernels.pool import POOL
from nbproctor.kernels.process import ZygoteError
from nbproctor.kernels.provisioner import find_provisioner, forks_here


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "nbproctor.kernels.lab"}]


def _load_jupyter_server_extension(server: Any) -> None:
    provisioner = find_provisioner()
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
