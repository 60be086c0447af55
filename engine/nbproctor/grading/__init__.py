"""One submission: read it, restore its cells, run them, score the grade cells.

submissions.py          finds submissions, and says what is wrong with them as files
submitted_notebook.py   makes `nbgrader autograde` follow the same rules
restore.py              preprocessor: cells, points and order as in the source
execute.py              preprocessor in place of nbgrader's `Execute`: which cell runs where, when
student_kernel.py       the kernel, and those that replace it if it dies or hangs
request.py              one request to it, and the limits of a notebook
cell_outputs.py         limits the outputs of a kernel and puts them into the form of a notebook
cell_result.py          the result of a grade cell, and the errors that the grader itself writes
run_record.py           the record of how a notebook was graded
save_grades.py          preprocessor: writes scores into the gradebook
apart/                  runs grade cells in the grader instead of in the kernel
answers.py              tells whether an answer that a human graded has changed since
"""
