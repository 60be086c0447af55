"""One submission: read it, restore its cells, run them, score the grade cells.

submissions.py          what was handed in, and what is wrong with it as a file
submitted_notebook.py   how `nbgrader autograde` reads it: as a class run does
odd_names.py            preprocessor: rejects names that contain markup
restore.py              preprocessor: cells, points and order as in the source
apart/                  student cells run in a kernel, grade cells in the grader
answers.py              whether an answer that a human graded has changed since
"""
