"""What a worker of a class run does: it waits for graders, and reads nothing of a submission."""

from nbproctor.errors import CourseError
from nbproctor.fingerprint import fingerprint
from nbproctor.kernels.graders import GraderOrder, GraderReport, run_grader


class VersionError(CourseError):
    """The worker's packages differ from those of the calling machine."""


def do_work(task: tuple[GraderOrder, str, tuple[str, ...]]) -> GraderReport:
    """Have a grader do a piece of work.

    Args:
        task: the work; the fingerprint of the calling machine's packages, empty if the worker uses
            the same files; and the names of the course's packages.

    Raises:
        VersionError: the packages installed here differ from those of the calling machine.
    """
    order, theirs, packages = task
    if theirs and theirs != fingerprint(packages):
        names = ", ".join(("nbproctor", *packages))
        raise VersionError(
            f"a worker's files of {names} differ from those here. Install the same files on every "
            "worker, then start the workers again."
        )
    return run_grader(order)
