"""For staff: releasing chapters, grading a class, and what comes out of it.

Everything here works on notebooks and nbgrader's gradebook; nothing here knows of convolution.

    notebooks.py     reading a notebook safely, and the normal form in which ours are kept
    chapters.py      the course folder: chapters, release, registration with nbgrader
    submissions.py   what was handed in, and what is wrong with it as a file
    submitted_notebook.py   how nbgrader's own command reads it: as a class run does
    restore.py       preprocessor: a submission's cells, points and order, restored from the source
    odd_names.py     preprocessor: a folder whose name is markup is no student
    clean.py         preprocessors: nothing in a notebook or page runs, loads or grows without bound
    clean_outputs.py, allowed_html.py, safe_markdown.py, plain_text.py     (piece by piece)
    feedback_page.py      feedback under a content security policy
    split.py         preprocessor: student cells run in a kernel, grade cells in the grader
    student_kernel.py, student_object.py   the student's side: kernels that may die, functions asked
    notebook_order.py     whether grade cells may wait for the cells below them
    patience.py      how long a notebook may take, how many kernels it may use up
    cell_outputs.py  what a kernel says a cell has put out, bounded and in proper form
    grade_cell.py    the grader's side: a grade cell, its score, what it shows
    run_record.py    what happened to each grade cell, which scores are from
    save_grades.py   preprocessor: those scores into the gradebook
    class_run.py     grades a class on all cores or on a cluster, and nobody stops anybody
    cluster.py       the processes that grade: Dask's, on this machine or by address
    nursery.py       the process that workers on this machine are forked from
    tasks.py         what travels to a worker and back
    grade_notebook.py     what a worker does: nbgrader's converters in a folder of their own
    loose_gradebook.py    what they find there in place of the database
    gradebook_writer.py   the one writer: gradebook and folders change together
    gradebook_rows.py     nbgrader's rows for a submission
    registered.py    nbgrader's rows for a chapter
    finished.py      our own rows: what was graded, of which files
    placing.py       folders that appear whole or not at all
    results.py       what came of a submission, read from the autograded notebook; the table
    export.py        nbgrader export plugins: grades.csv, and what Canvas and Moodle import
    standing.py      how a student stands in a chapter; what is undecided is no zero
    progress.py      a bar on a terminal, a line each elsewhere
    validate.py      whether the notebooks are ready for students, from what these find:
    execution.py, trial.py, leaks.py, links.py, figures.py     (as faults.py's `Fault`)
    bundle.py        the students' bundle; what it holds beside the course is in student_files/
    solutions.py     the right and wrong answers in tests/solutions
    sample_class.py  a class to try all of it on, made of those
"""

import sys

# Its grammar takes two seconds to build, in every process, and only IRIs in JSON schemas need it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
