"""An extension of Jupyter's server: the zygote starts with the server, not with the first notebook.

`make lab` turns it on; without it the first kernel takes some seconds longer.
"""

import os
import threading
from typing import Any

from course.kernels.pool import POOL
from course.kernels.process import ZygoteError
from course.kernels.provisioner import forks_here


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "course.kernels.lab"}]


def _load_jupyter_server_extension(server: Any) -> None:
    def warm_up() -> None:
        try:
            POOL.everybodys()
        except ZygoteError as error:
            server.log.warning("Kernels start cold: %s", error)

    if os.environ.get("JUPYTER_DEFAULT_PROVISIONER_NAME") != "course-zygote":
        return
    if forks_here():
        threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
    else:
        server.log.warning("Kernels start cold: warm ones are for Linux 5.14 or newer.")
