"""What warm kernels import and what their sandbox shows: `c.WarmKernels` and `c.Sandbox`.

The settings are passed as JSON to a zygote, and by a class run to the zygotes that it starts early.
"""

import importlib.util
import json
from dataclasses import asdict, dataclass, replace

from traitlets import Dict, Enum, List, Unicode
from traitlets.config import Config, Configurable

from nbproctor.errors import CourseError
from nbproctor.settings import ClassRun, Course, HiddenCases

# What graders import before the first of them is forked.
GRADER_MODULES = (
    "ipykernel.kernelspec",
    "nbproctor.grading.execute",
    "nbproctor.grading.feedback",
    "nbproctor.grading.grade_submission",
    "nbproctor.grading.save_grades",
    "nbproctor.grading.submitted_notebook",
    "nbproctor.kernels.provisioner",
    "nbproctor.pages.clean",
    "nbproctor.report.read_notebooks",
    "numpy.random",
)
PREPARE_GRADERS = ("nbproctor.grading.prepare.prepare_graders",)  # called after the imports
# There is one grader for each core, so linear algebra libraries get one thread each.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


@dataclass(frozen=True)
class KernelSettings:
    """How a zygote is prepared; zygotes with the same settings are interchangeable.

    Attributes:
        sandboxed: whether kernels run in a sandbox.
        graders: whether it forks graders, which see this whole package, and no kernels.
        preload, prepare, environment: see `WarmKernels`.
        packages, hidden, sandbox_environment: see `Sandbox`.
    """

    sandboxed: bool = False
    graders: bool = False
    preload: tuple[str, ...] = ()
    prepare: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    packages: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    sandbox_environment: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> str:
        """Write the settings as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "KernelSettings":
        """Read the settings that `to_json` wrote.

        >>> settings = KernelSettings(preload=("numpy",), environment=(("LANG", "C"),))
        >>> KernelSettings.from_json(settings.to_json()) == settings
        True
        """
        settings = json.loads(text)
        for name in ("environment", "sandbox_environment"):
            settings[name] = tuple((key, value) for key, value in settings[name])
        for name in ("preload", "prepare", "packages", "hidden"):
            settings[name] = tuple(settings[name])
        return cls(**settings)


class WarmKernels(Configurable):
    """Kernels forked from a process that has imported what notebooks need."""

    sandbox = Enum(
        ["none", "bubblewrap"], "none", help="The sandbox of kernels: `bubblewrap`, or `none`."
    ).tag(config=True)
    preload = List(
        Unicode(), help="Modules to import before the first kernel; missing ones are skipped."
    ).tag(config=True)
    prepare = List(
        Unicode(),
        help="Functions to call after the imports, such as `package.module.prepare`. They must "
        "start no thread: a kernel forked afterwards would lack it.",
    ).tag(config=True)
    environment = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        help="Environment variables to set before the imports.",
    ).tag(config=True)


class Sandbox(Configurable):
    """What a sandboxed kernel sees besides system libraries and the virtual environment."""

    packages = List(
        Unicode(), help="Import names of packages outside of the environment to show, too."
    ).tag(config=True)
    hidden = List(Unicode(), help="Import names of packages and subpackages that stay hidden.").tag(
        config=True
    )
    environment = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        help="Environment variables to set in the sandbox, beside `WarmKernels.environment`.",
    ).tag(config=True)


def is_installed(package: str) -> bool:
    """Return whether a package or module can be imported here."""
    try:
        return importlib.util.find_spec(package) is not None
    except ModuleNotFoundError:  # its parent package is missing as well
        return False


def read_settings(config: Config) -> KernelSettings:
    """Read the settings from a configuration.

    >>> read_settings(Config(WarmKernels={"preload": ["numpy"]})).preload
    ('numpy',)
    """
    if "sandbox" in config.get("ZygoteProvisioner", {}):
        raise CourseError(
            "c.ZygoteProvisioner.sandbox in nbgrader_config.py has a new name: "
            "write c.WarmKernels.sandbox."
        )
    kernels, sandbox = WarmKernels(config=config), Sandbox(config=config)
    hidden = dict.fromkeys(sandbox.hidden)
    package = HiddenCases(config=config).package
    if package and is_installed(package):  # in the course folder alone, no kernel sees it
        hidden[package] = None
    return KernelSettings(
        sandboxed=kernels.sandbox != "none",
        preload=tuple(kernels.preload),
        prepare=tuple(kernels.prepare),
        environment=tuple(sorted(kernels.environment.items())),
        packages=tuple(sandbox.packages),
        hidden=tuple(hidden),
        sandbox_environment=tuple(sorted(sandbox.environment.items())),
    )


def read_grader_settings(config: Config) -> KernelSettings:
    """Read how graders are prepared: they see all packages of the course, hidden cases as well."""
    kernels, hidden = read_settings(config), HiddenCases(config=config).package
    packages = dict.fromkeys(Course(config=config).packages)
    if hidden and is_installed(hidden):
        packages[hidden] = None
    return replace(
        kernels,
        graders=True,
        preload=(*GRADER_MODULES, *ClassRun(config=config).preload),
        prepare=PREPARE_GRADERS,
        environment=tuple(sorted({**dict(kernels.environment), **ONE_THREAD}.items())),
        packages=tuple(packages),
        hidden=(),
    )
