"""One submission: read it, restore its cells, run them, score the grade cells.

submissions.py          finds submissions, and says what is wrong with them as files
submitted_notebook.py   makes `nbgrader autograde` follow the same rules
restore.py              preprocessor: cells, points and order as in the source
apart/                  runs student cells in a kernel and grade cells in the grader
answers.py              tells whether an answer that a human graded has changed since
"""
