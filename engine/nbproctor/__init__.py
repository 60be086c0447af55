"""nbproctor: grade a class of any nbgrader course quickly and safely.

A course plugs it into nbgrader with two lines of `nbgrader_config.py`:

    import nbproctor
    nbproctor.configure(c)

Rooms, each of which imports only from those further down:

    cli/            the command `nbproctor`
    report/         the class on one page
    lms/            files from and for Canvas and Moodle
    validation/     whether a course's own notebooks are ready for students
    class_run/      many submissions: workers, progress, resume
    grading/        one submission: restore, run, grade
    gradebook/      nbgrader's database
    pages/          what students and graders see, made safe
    kernels/        warm kernels and the sandbox
    checks/         the check language: exercises as data
    compat/         everything that depends on private parts of other packages

`checks` and `kernels` work without nbgrader, as on a student's machine.
"""

from nbproctor.compat.jsonschema import skip_iri_grammar

skip_iri_grammar()

__version__ = "0.1.0"


def configure(c: object) -> None:
    """Plug nbproctor into nbgrader; see `nbproctor.configuration`."""
    from nbproctor import configuration

    configuration.configure(c)
