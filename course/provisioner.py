"""The kernel provisioner `cnn-course`: warm kernels where no nbgrader_config.py sets them up.

It serves a student's JupyterLab and `pytest --nbval`.
"""

from traitlets.config import Config

from course.warm_kernels import configure_kernels
from nbproctor.kernels.provisioner import ZygoteProvisioner
from nbproctor.kernels.settings import KernelSettings


class CourseProvisioner(ZygoteProvisioner):
    """Provides warm kernels with the course's settings, which a configuration can change."""

    @classmethod
    def find_settings(cls, config: Config) -> KernelSettings:
        """Read how kernels are prepared; see `ZygoteProvisioner`."""
        own = Config()
        configure_kernels(own)
        own.merge(config)
        return super().find_settings(own)
