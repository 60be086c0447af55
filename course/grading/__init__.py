"""For staff: releasing chapters, grading a class, and what comes out of it.

Everything here works on notebooks and nbgrader's gradebook; nothing here knows of convolution.

    notebooks.py     reading a notebook safely, and the normal form in which ours are kept
    cli.py           the command, which a course can add to
    safety.py        looks of the doctor for staff: sandbox, secret, file permissions
    chapters.py      the course folder: chapters, release, registration with nbgrader
    validation/      whether the notebooks in source/ are ready for students

    downloads.py     collecting what was handed in from the zips of Canvas and of Moodle
    submissions.py   what was handed in, and what is wrong with it as a file
    submitted_notebook.py   how nbgrader's own command reads it: as a class run does
    odd_names.py     preprocessor: a folder whose name is markup is no student
    restore.py       preprocessor: a submission's cells, points and order, restored from the source
    split/           student cells run in a kernel, grade cells in the grader
    pages/           nothing in a notebook or on a page runs, loads or grows without bound
    feedback_release.py   feedback through the exchange, whatever single submissions lack
    late.py          what handing in late costs
    answers.py       whether an answer that a human graded has changed since
    compat.py        replaces parts of nbgrader that have no setting
    secret.py        preprocessor: a class is graded with one secret from first to last
    run/             a class on all cores or on a cluster

    standing.py      how a student stands in a chapter; what is undecided is no zero
    export.py        nbgrader export plugins: grades.csv, and what Canvas and Moodle import
    report/          report.html, the class on one page

"""

import sys

# Its grammar takes two seconds to build, in every process, and only IRIs in JSON schemas need it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
