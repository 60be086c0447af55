"""The kernel provisioner `cnn-course`: warm kernels without an nbgrader_config.py.

A student's JupyterLab and `pytest --nbval` use it.
"""

from traitlets.config import Config

from course.warm_kernels import configure_kernels
from nbproctor.kernels.provisioner import ZygoteProvisioner
from nbproctor.kernels.settings import KernelSettings


class CourseProvisioner(ZygoteProvisioner):
    """Provides warm kernels with the course's settings. A configuration can override them."""

    @classmethod
    def find_settings(cls, config: Config) -> KernelSettings:
        """Return the settings for kernels; see `ZygoteProvisioner`."""
        own = Config()
        configure_kernels(own)
        own.merge(config)
        return super().find_settings(own)
