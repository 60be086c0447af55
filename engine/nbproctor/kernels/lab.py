"""An extension of Jupyter's server for students: warm kernels at once, and no panels for staff.

A course enables it for its students. It starts the zygote together with the server; without it, the
first kernel takes some seconds longer. JupyterLab shows no news, and of nbgrader it shows Validate
and the list of assignments.
"""

import sys
import threading
from typing import Any

# Parts of JupyterLab: nbgrader's that only instructors need, and the question about news.
HIDDEN = (
    "@jupyter/nbgrader:formgrader",
    "@jupyter/nbgrader:create-assignment",
    "@jupyter/nbgrader:course-list",
    "@jupyterlab/apputils-extension:announcements",
)
HOOK = "page_config_hook"  # setting of JupyterLab's server: changes what its page is told


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "nbproctor.kernels.lab"}]


def _load_jupyter_server_extension(server: Any) -> None:
    settings = server.web_app.settings
    earlier = settings.get(HOOK)

    def hide(handler: Any, page: dict[str, Any]) -> dict[str, Any]:
        return hide_parts(earlier(handler, page) if earlier else page)

    settings[HOOK] = hide
    if sys.platform == "linux":
        _warm_up(server)


def hide_parts(page: dict[str, Any]) -> dict[str, Any]:
    """Return the configuration of JupyterLab's page without the parts in `HIDDEN`.

    >>> hide_parts({"disabledExtensions": ["other"]})["disabledExtensions"][:2]
    ['other', '@jupyter/nbgrader:formgrader']
    """
    disabled = page.get("disabledExtensions", ())
    return {**page, "disabledExtensions": [*dict.fromkeys([*disabled, *HIDDEN])]}


def _warm_up(server: Any) -> None:
    """Start the zygote in a thread, if kernels are to come from one."""
    from nbproctor.kernels.pool import POOL
    from nbproctor.kernels.process import ZygoteError
    from nbproctor.kernels.provisioner import find_provisioner, forks_here

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
