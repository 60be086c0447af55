"""For staff: releasing chapters, grading a class, and what comes out of it.

Everything here works on notebooks and nbgrader's gradebook; nothing here knows of convolution.

    notebooks.py     reading a notebook safely, and the normal form in which ours are kept
    chapters.py      the course folder: chapters, release, registration with nbgrader
    submissions.py   what was handed in, and what is wrong with it as a file
    restore.py       preprocessor: a submission's cells, points and order, restored from the source
    class_run.py     grades a class, one submission after the other, and nobody stops anybody
    results.py       what came of a submission, read from the autograded notebook; the table
    export.py        nbgrader export plugin: grades.csv
    progress.py      a bar on a terminal, a line each elsewhere
    validate.py      whether the notebooks are ready for students, from what these four find:
    execution.py, leaks.py, links.py, figures.py     (as faults.py's `Fault`)
    solutions.py     the right and wrong answers in tests/solutions
    sample_class.py  a class to try all of it on, made of those
"""
